#include "services/query/factbase/origin_forest.h"

#include <algorithm>
#include <optional>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

using storage::v1::StoredOriginGroup;
using storage::v1::StoredOriginLink;

bool IsOf(std::string_view key, OriginKey::Kind kind) {
  return !key.empty() && key[0] == static_cast<char>(kind);
}

// The first key with a name names the origin: agencies, then outlets, then
// documents.
void OfferName(const OriginKey& key, StoredOriginGroup& group) {
  if (key.name.empty()) return;
  if (!group.name().empty() &&
      std::pair(group.name_key(), group.name()) <= std::pair(key.key, key.name)) {
    return;
  }
  group.set_name_key(key.key);
  group.set_name(key.name);
}

void OfferKey(std::string_view key, StoredOriginGroup& group) {
  if (group.smallest_key().empty() || key < group.smallest_key()) {
    group.set_smallest_key(std::string(key));
  }
}

void Absorb(const StoredOriginGroup& other, StoredOriginGroup& group) {
  OfferKey(other.smallest_key(), group);
  OfferName({other.name_key(), other.name()}, group);
  group.set_documents(group.documents() + other.documents());
  group.set_shares_agency(group.shares_agency() || other.shares_agency());
  group.set_shares_passage(group.shares_passage() || other.shares_passage());
  std::set<uint64_t> told(group.variants().begin(), group.variants().end());
  told.insert(other.variants().begin(), other.variants().end());
  group.mutable_variants()->Assign(told.begin(), told.end());
}

std::set<uint64_t> ToldBy(const StoredOriginGroup& group) {
  return {group.variants().begin(), group.variants().end()};
}

}  // namespace

absl::StatusOr<OriginForest::Group> OriginForest::Read(const std::string& label) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                            staging_.GetVersion(kFactSpace, OriginGroupKey(fact_id_, label)));
  if (!bytes.has_value()) return CorruptRow("origin group");
  return Decode<Group>(*bytes);
}

absl::StatusOr<OriginForest::Root> OriginForest::RootOf(std::string label) const {
  while (true) {
    DATELINE_ASSIGN_OR_RETURN(Group group, Read(label));
    if (group.parent().empty()) return Root(std::move(label), std::move(group));
    label = group.parent();
  }
}

absl::StatusOr<OriginPlacement> OriginForest::Place(const std::string& document_id,
                                                    const std::set<OriginKey>& keys,
                                                    const std::set<uint64_t>& told) {
  Group own;
  own.set_documents(1);
  own.mutable_variants()->Assign(told.begin(), told.end());
  std::map<std::string, Group> roots;
  std::set<std::string> followed;  // Labels whose roots are among them.
  std::vector<std::string> unlinked;
  for (const OriginKey& key : keys) {
    OfferKey(key.key, own);
    OfferName(key, own);
    if (key.kind() == OriginKey::Kind::kDocument) continue;
    DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                              staging_.GetVersion(kFactSpace, OriginLinkKey(fact_id_, key.key)));
    if (!bytes.has_value()) {
      unlinked.push_back(key.key);
      continue;
    }
    DATELINE_ASSIGN_OR_RETURN(const auto link, Decode<StoredOriginLink>(*bytes));
    if (followed.insert(link.label()).second) {
      DATELINE_ASSIGN_OR_RETURN(Root root, RootOf(link.label()));
      roots.insert(std::move(root));
    }
    // Another document has the key.
    if (IsOf(key.key, OriginKey::Kind::kAgency)) own.set_shares_agency(true);
    if (IsOf(key.key, OriginKey::Kind::kPassage)) own.set_shares_passage(true);
  }

  OriginPlacement placed;
  placed.label = HashedId({"origin of", document_id});
  uint32_t most = 0;
  for (const auto& [label, group] : roots) {
    placed.joined.push_back(ToldBy(group));
    if (group.documents() <= most) continue;
    most = group.documents();
    placed.label = label;
  }
  for (const auto& [label, group] : roots) {
    Absorb(group, own);
    if (label == placed.label) continue;
    Group moved;
    moved.set_parent(placed.label);
    staging_.PutVersion(kFactSpace, OriginGroupKey(fact_id_, label), Encode(moved));
  }
  placed.told = ToldBy(own);
  staging_.PutVersion(kFactSpace, OriginGroupKey(fact_id_, placed.label), Encode(own));
  StoredOriginLink link;
  link.set_label(placed.label);
  for (const std::string& key : unlinked) {
    staging_.PutVersion(kFactSpace, OriginLinkKey(fact_id_, key), Encode(link));
  }
  return placed;
}

absl::Status OriginForest::Clear() {
  for (const std::string& prefix : {OriginLinkPrefix(fact_id_), OriginGroupPrefix(fact_id_)}) {
    DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows,
                              staging_.ScanOldVersions(kFactSpace, prefix));
    for (const auto& [key, value] : rows) staging_.EndVersion(kFactSpace, key);
  }
  return absl::OkStatus();
}

absl::StatusOr<Origin> OriginOfLabel(const VersionedReader& reader, std::string_view fact_id,
                                     std::string label) {
  while (true) {
    DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                              reader.Get(kFactSpace, OriginGroupKey(fact_id, label)));
    if (!bytes.has_value()) return CorruptRow("origin group");
    DATELINE_ASSIGN_OR_RETURN(const auto group, Decode<StoredOriginGroup>(*bytes));
    if (group.parent().empty()) {
      return Origin{HashedId({"origin", group.smallest_key()}), group.name(),
                    OriginReason(group.documents(), group.shares_agency(), group.shares_passage())};
    }
    label = group.parent();
  }
}

std::set<OriginKey> OriginKeysOfDocument(const std::vector<const Member*>& members) {
  std::set<OriginKey> keys;
  for (const Member* member : members) {
    keys.insert(member->origin_keys.begin(), member->origin_keys.end());
  }
  return keys;
}

}  // namespace dateline::query
