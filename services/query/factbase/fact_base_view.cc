#include "services/query/factbase/fact_base_view.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/origin_forest.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/view_snapshot.h"

namespace dateline::query {
namespace {

std::string DisplayOf(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* time = std::get_if<TimeInterval>(&value)) return time->ToEdtf();
  return absl::StrFormat("%.15g", std::get<double>(value));
}

std::string SummaryOf(const storage::v1::StoredConflict& stored, const std::string& subject,
                      const std::vector<ConflictSideRecord>& sides) {
  std::vector<std::string> values;
  for (const ConflictSideRecord& side : sides) values.push_back(side.value);
  const bool superseded = stored.standing() == static_cast<uint32_t>(ConflictStanding::kSuperseded);
  std::string summary = stored.about();
  if (!subject.empty()) StrAppend(&summary, " of ", subject);
  if (!stored.when().empty()) StrAppend(&summary, " (", stored.when(), ")");
  return StrCat(summary, ": ", absl::StrJoin(values, superseded ? ", then " : " or "));
}

// An attestation row with the origin that it has at the reader's moment.
absl::StatusOr<storage::v1::StoredAttestation> ReadAttestation(const VersionedReader& reader,
                                                               std::string_view fact_id,
                                                               std::string_view bytes) {
  DATELINE_ASSIGN_OR_RETURN(auto stored, Decode<storage::v1::StoredAttestation>(bytes));
  if (stored.origin_label().empty()) return stored;
  DATELINE_ASSIGN_OR_RETURN(const Origin origin,
                            OriginOfLabel(reader, fact_id, stored.origin_label()));
  stored.mutable_attestation()->set_origin_id(origin.id);
  stored.mutable_attestation()->set_origin_name(origin.name);
  stored.set_origin_reason(origin.reason);
  return stored;
}

}  // namespace

FactBaseView::FactBaseView(std::shared_ptr<const Snapshot> snapshot)
    : snapshot_(std::move(snapshot)) {}

absl::Time FactBaseView::known_at() const { return FromMicros(snapshot_->reader.at()); }

absl::StatusOr<std::optional<FactRecord>> FactBaseView::GetFact(std::string_view id) const {
  DATELINE_ASSIGN_OR_RETURN(const auto live,
                            snapshot_->Follow(kFactSpace, id, FactKey, FactRedirectKey));
  if (!live.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredFact>(live->bytes));
  DATELINE_ASSIGN_OR_RETURN(FactRecord record, query::ToRecord(live->id, stored));
  DATELINE_RETURN_IF_ERROR(snapshot_->NameEntities(record.content));
  return record;
}

absl::StatusOr<std::optional<EntityRecord>> FactBaseView::GetEntity(std::string_view id) const {
  DATELINE_ASSIGN_OR_RETURN(const auto live,
                            snapshot_->Follow(kEntitySpace, id, EntityKey, EntityRedirectKey));
  if (!live.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredEntity>(live->bytes));
  return query::ToRecord(live->id, stored);
}

absl::StatusOr<std::string> FactBaseView::FollowEntity(std::string_view id) const {
  return snapshot_->FollowEntity(id);
}

absl::StatusOr<std::optional<DocumentRecord>> FactBaseView::GetDocument(std::string_view id) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                            snapshot_->reader.Get(kDocumentSpace, DocumentKey(id)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredDocument>(*bytes));
  DATELINE_ASSIGN_OR_RETURN(DocumentRecord record, query::ToRecord(stored));
  DATELINE_ASSIGN_OR_RETURN(record.fact_count, CountFactsOfDocument(id));
  return record;
}

absl::StatusOr<uint32_t> FactBaseView::CountFactsOfDocument(std::string_view document_id) const {
  uint32_t facts = 0;
  DATELINE_RETURN_IF_ERROR(
      snapshot_->reader.ForEach(kFactIndexSpace, KeyRange::Prefix(TaggedKey('d', document_id)),
                                [&](std::string_view, std::string_view) {
                                  ++facts;
                                  return ScanStep::kContinue;
                                }));
  return facts;
}

absl::StatusOr<std::optional<ConflictRecord>> FactBaseView::GetConflict(std::string_view id) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                            snapshot_->reader.Get(kConflictSpace, ConflictKey(id)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(const auto stored, Decode<storage::v1::StoredConflict>(*bytes));
  ConflictRecord record;
  record.id = std::string(id);
  record.type = static_cast<ConflictType>(stored.type());
  record.standing = static_cast<ConflictStanding>(stored.standing());
  record.recorded_at = FromMicros(stored.recorded_micros());
  for (const auto& side : stored.sides()) {
    auto value = FromProto(side.value());
    if (!value.ok()) return CorruptRow("conflict");
    if (auto* entity = std::get_if<EntityReference>(&*value)) {
      DATELINE_RETURN_IF_ERROR(snapshot_->NameEntity(*entity));
    }
    record.sides.push_back({side.fact_id(),
                            DisplayOf(*value),
                            {side.document_ids().begin(), side.document_ids().end()},
                            side.origin_count(),
                            side.document_count()});
    if (!side.has_time()) continue;
    auto time = FromProto(side.time());
    if (!time.ok()) return CorruptRow("conflict");
    record.sides.back().time = *time;
  }
  EntityReference subject{stored.subject_id(), "", {}};
  DATELINE_RETURN_IF_ERROR(snapshot_->NameEntity(subject));
  record.summary = SummaryOf(stored, subject.name, record.sides);
  return record;
}

absl::StatusOr<std::vector<AttestationRecord>> FactBaseView::GetAttestations(
    std::string_view fact_id, size_t limit, std::string_view document_id) const {
  DATELINE_ASSIGN_OR_RETURN(const std::optional<FactRecord> fact, GetFact(fact_id));
  if (!fact.has_value()) return std::vector<AttestationRecord>();
  return GetAttestations(*fact, limit, document_id);
}

absl::StatusOr<std::vector<AttestationRecord>> FactBaseView::GetAttestations(
    const FactRecord& fact, size_t limit, std::string_view document_id) const {
  std::vector<AttestationRecord> records;
  if (limit == 0) return records;
  std::string prefix = AttestationPrefix(fact.id);
  if (!document_id.empty()) {
    DATELINE_ASSIGN_OR_RETURN(const auto part, snapshot_->AttestationsOfDocument(document_id));
    if (!part.has_value()) return records;
    prefix += *part;
  }
  absl::Status status;
  const auto add = [&](std::string_view bytes) -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const auto stored,
                              ReadAttestation(snapshot_->reader, fact.id, bytes));
    auto attestation = FromProto(stored.attestation());
    if (!attestation.ok()) return CorruptRow("attestation");
    AttestationRecord record{*std::move(attestation), FromMicros(stored.recorded_micros())};
    for (AttributionLink& link : record.attestation.attribution) {
      DATELINE_RETURN_IF_ERROR(snapshot_->NameEntity(link.source));
    }
    if (record.attestation.as_stated == fact.content) record.attestation.as_stated.reset();
    records.push_back(std::move(record));
    return absl::OkStatus();
  };
  DATELINE_RETURN_IF_ERROR(snapshot_->reader.ForEach(
      kFactSpace, KeyRange::Prefix(prefix), [&](std::string_view, std::string_view value) {
        status = add(value);
        return status.ok() && records.size() < limit ? ScanStep::kContinue : ScanStep::kStop;
      }));
  DATELINE_RETURN_IF_ERROR(status);
  return records;
}

absl::StatusOr<std::vector<OriginRecord>> FactBaseView::GetOrigins(std::string_view fact_id) const {
  std::vector<OriginRecord> origins;
  DATELINE_ASSIGN_OR_RETURN(const auto live,
                            snapshot_->Follow(kFactSpace, fact_id, FactKey, FactRedirectKey));
  if (!live.has_value()) return origins;
  std::map<std::string, OriginRecord> by_id;
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(snapshot_->reader.ForEach(
      kFactSpace, KeyRange::Prefix(AttestationPrefix(live->id)),
      [&](std::string_view, std::string_view value) {
        const auto stored = ReadAttestation(snapshot_->reader, live->id, value);
        if (!stored.ok()) {
          status = stored.status();
          return ScanStep::kStop;
        }
        const auto& attestation = stored->attestation();
        OriginRecord& origin = by_id[attestation.origin_id()];
        origin.id = attestation.origin_id();
        origin.name = attestation.origin_name();
        origin.reason = stored->origin_reason();
        origin.document_ids.push_back(attestation.document_id());
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(status);
  for (auto& [id, origin] : by_id) {
    std::sort(origin.document_ids.begin(), origin.document_ids.end());
    origin.document_ids.erase(std::unique(origin.document_ids.begin(), origin.document_ids.end()),
                              origin.document_ids.end());
    origins.push_back(std::move(origin));
  }
  std::stable_sort(origins.begin(), origins.end(),
                   [](const OriginRecord& a, const OriginRecord& b) { return a.name < b.name; });
  return origins;
}

}  // namespace dateline::query
