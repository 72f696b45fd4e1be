#include "services/query/factbase/fact_tally.h"

#include <algorithm>
#include <utility>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

storage::v1::StoredVariant ToStored(const Variant& variant) {
  storage::v1::StoredVariant stored;
  *stored.mutable_content() = ToProto(variant.content);
  *stored.mutable_factuality() = ToProto(variant.factuality);
  if (variant.published_at.has_value()) {
    *stored.mutable_published_at() = ToProto(*variant.published_at);
  }
  return stored;
}

absl::StatusOr<Variant> FromStored(const storage::v1::StoredVariant& stored) {
  Variant variant;
  auto content = FromProto(stored.content());
  auto factuality = FromProto(stored.factuality());
  if (!content.ok() || !factuality.ok()) return CorruptRow("tally");
  variant.content = *std::move(content);
  variant.factuality = *factuality;
  if (stored.has_published_at()) {
    auto published = FromProto(stored.published_at());
    if (!published.ok()) return CorruptRow("tally");
    variant.published_at = *std::move(published);
  }
  return variant;
}

bool Meets(const FactTally::Told& a, const FactTally::Told& b) {
  return std::any_of(a.begin(), a.end(), [&](uint32_t position) { return b.contains(position); });
}

uint64_t FingerprintOf(std::string_view variant_bytes) {
  return std::stoull(HashedId({variant_bytes}).substr(0, 16), nullptr, 16);
}

void KeepSmallest(std::set<std::string>& ids) {
  while (ids.size() > FactTally::kNamedDocuments) ids.erase(std::prev(ids.end()));
}

}  // namespace

Variant VariantOf(const Member& member) {
  Variant variant{member.content, member.attestation.factuality, std::nullopt};
  ForEachMutableEntityOf(variant.content, [](EntityReference& entity) { entity.name.clear(); });
  if (member.content.kind() == FactKind::kEvent &&
      variant.factuality.status == FactStatus::kActual &&
      variant.factuality.polarity != Polarity::kNegative) {
    variant.published_at = member.attestation.published_at;
  }
  return variant;
}

uint32_t FactTally::PositionOf(const Variant& variant) {
  const auto [it, fresh] = positions_.try_emplace(query::Encode(ToStored(variant)),
                                                  static_cast<uint32_t>(variants_.size()));
  if (fresh) {
    variants_.push_back(variant);
    members_.push_back(0);
    fingerprints_.push_back(FingerprintOf(it->first));
  }
  return it->second;
}

void FactTally::AddPublication(const TimeInterval& published) {
  if (!published.start.has_value() || !published.end.has_value()) return;
  if (!published_.has_value()) published_.emplace();
  if (!published_->start.has_value() || *published.start < *published_->start) {
    published_->start = published.start;
  }
  if (!published_->end.has_value() || *published.end > *published_->end) {
    published_->end = published.end;
  }
}

FactTally::Told FactTally::AddDocument(const std::vector<const Member*>& members) {
  Told told;
  for (const Member* member : members) {
    const uint32_t position = PositionOf(VariantOf(*member));
    ++members_[position];
    told.insert(position);
    confidence_ = std::max(confidence_, member->attestation.confidence);
  }
  const auto& published = members.front()->attestation.published_at;
  if (published.has_value()) AddPublication(*published);
  Documents& documents = documents_[told];
  ++documents.count;
  documents.smallest.insert(members.front()->attestation.document_id);
  KeepSmallest(documents.smallest);
  return told;
}

void FactTally::RemoveOrigin(const Told& told) {
  const auto it = origins_.find(told);
  if (it != origins_.end() && --it->second == 0) origins_.erase(it);
}

std::set<uint64_t> FactTally::FingerprintsOf(const Told& told) const {
  std::set<uint64_t> fingerprints;
  for (const uint32_t position : told) fingerprints.insert(fingerprints_[position]);
  return fingerprints;
}

FactTally::Told FactTally::ToldOf(const std::set<uint64_t>& fingerprints) const {
  Told told;
  for (uint32_t i = 0; i < fingerprints_.size(); ++i) {
    if (fingerprints.contains(fingerprints_[i])) told.insert(told.end(), i);
  }
  return told;
}

uint32_t FactTally::documents() const {
  uint32_t sum = 0;
  for (const auto& [told, documents] : documents_) sum += documents.count;
  return sum;
}

uint32_t FactTally::origins() const {
  uint32_t sum = 0;
  for (const auto& [told, count] : origins_) sum += count;
  return sum;
}

FactTally::Told FactTally::All() const {
  return Where([](const Variant&) { return true; });
}

FactTally::Told FactTally::Where(absl::FunctionRef<bool(const Variant&)> holds) const {
  Told told;
  for (uint32_t i = 0; i < variants_.size(); ++i) {
    if (holds(variants_[i])) told.insert(told.end(), i);
  }
  return told;
}

Support FactTally::SupportOf(const Told& any_of) const {
  Support support;
  for (const auto& [told, documents] : documents_) {
    if (!Meets(told, any_of)) continue;
    support.documents += documents.count;
    support.document_ids.insert(documents.smallest.begin(), documents.smallest.end());
    KeepSmallest(support.document_ids);
  }
  for (const auto& [told, count] : origins_) {
    if (Meets(told, any_of)) support.origins += count;
  }
  return support;
}

bool FactTally::ToldApart(const Told& a, const Told& b) const {
  bool only_a = false, only_b = false;
  for (const auto& [told, documents] : documents_) {
    const bool of_a = Meets(told, a), of_b = Meets(told, b);
    only_a |= of_a && !of_b;
    only_b |= of_b && !of_a;
  }
  return only_a && only_b;
}

std::string FactTally::Encode() const {
  // By bytes, so that the order of arrival does not show.
  std::vector<uint32_t> place(variants_.size());
  storage::v1::StoredFactTally tally;
  for (const auto& [bytes, position] : positions_) {
    place[position] = static_cast<uint32_t>(tally.variants_size());
    *tally.add_variants() = ToStored(variants_[position]);
    tally.add_members(members_[position]);
  }
  const auto placed = [&](const Told& told) {
    Told out;
    for (const uint32_t position : told) out.insert(place[position]);
    return out;
  };
  std::map<Told, const Documents*> documents;
  for (const auto& [told, counted] : documents_) documents[placed(told)] = &counted;
  for (const auto& [told, counted] : documents) {
    auto* row = tally.add_documents();
    row->mutable_variants()->Add(told.begin(), told.end());
    row->set_count(counted->count);
    for (const std::string& id : counted->smallest) row->add_document_ids(id);
  }
  std::map<Told, uint32_t> origins;
  for (const auto& [told, count] : origins_) origins[placed(told)] = count;
  for (const auto& [told, count] : origins) {
    auto* row = tally.add_origins();
    row->mutable_variants()->Add(told.begin(), told.end());
    row->set_count(count);
  }
  tally.set_confidence(confidence_);
  if (published_.has_value()) *tally.mutable_published() = ToProto(*published_);
  return query::Encode(tally);
}

absl::StatusOr<FactTally> FactTally::Decode(std::string_view bytes) {
  DATELINE_ASSIGN_OR_RETURN(const auto stored, query::Decode<storage::v1::StoredFactTally>(bytes));
  FactTally tally;
  if (stored.members_size() != stored.variants_size()) return CorruptRow("tally");
  for (int i = 0; i < stored.variants_size(); ++i) {
    DATELINE_ASSIGN_OR_RETURN(Variant variant, FromStored(stored.variants(i)));
    std::string variant_bytes = query::Encode(stored.variants(i));
    tally.fingerprints_.push_back(FingerprintOf(variant_bytes));
    tally.positions_[std::move(variant_bytes)] = static_cast<uint32_t>(i);
    tally.variants_.push_back(std::move(variant));
    tally.members_.push_back(stored.members(i));
  }
  const auto told_of = [&](const auto& row) -> absl::StatusOr<Told> {
    Told told(row.variants().begin(), row.variants().end());
    if (told.empty() || *told.rbegin() >= tally.variants_.size()) return CorruptRow("tally");
    return told;
  };
  for (const auto& row : stored.documents()) {
    DATELINE_ASSIGN_OR_RETURN(const Told told, told_of(row));
    tally.documents_[told] = {row.count(), {row.document_ids().begin(), row.document_ids().end()}};
  }
  for (const auto& row : stored.origins()) {
    DATELINE_ASSIGN_OR_RETURN(const Told told, told_of(row));
    tally.origins_[told] = row.count();
  }
  tally.confidence_ = stored.confidence();
  if (stored.has_published()) {
    auto published = FromProto(stored.published());
    if (!published.ok()) return CorruptRow("tally");
    tally.published_ = *std::move(published);
  }
  return tally;
}

}  // namespace dateline::query
