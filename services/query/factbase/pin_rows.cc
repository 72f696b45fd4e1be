#include "services/query/factbase/pin_rows.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/document_facts.h"
#include "services/query/factbase/identity_graph.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/recording.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {
namespace {

using storage::v1::StoredPin;

absl::Status EntityNotFound(const std::string& entity_id) {
  return MakeError(absl::StatusCode::kNotFound, reason::kEntityNotFound,
                   "no entity has this id now; search entities to find one", {{"id", entity_id}});
}

// What a merged id became.
absl::StatusOr<std::string> LiveEntity(const Staging& staging, const std::string& entity_id) {
  std::set<std::string> seen;
  for (std::string id = entity_id; seen.insert(id).second;) {
    DATELINE_ASSIGN_OR_RETURN(const auto row, staging.GetOldVersion(kEntitySpace, EntityKey(id)));
    if (row.has_value()) return id;
    DATELINE_ASSIGN_OR_RETURN(const auto redirect,
                              staging.GetOldVersion(kEntitySpace, EntityRedirectKey(id)));
    if (!redirect.has_value()) break;
    DATELINE_ASSIGN_OR_RETURN(const auto target, Decode<storage::v1::StoredRedirect>(*redirect));
    id = target.target();
  }
  return EntityNotFound(entity_id);
}

// The smallest node of a live entity, as any of its documents tells it.
absl::StatusOr<Node> RootOf(const Staging& staging, const std::string& entity_id,
                            const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadExtraction(staging, document_id));
  if (!recorded.has_value()) return CorruptRow("extraction");
  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> pinned, PinnedUsesOf(staging, document_id, true));
  const DocumentIdentity identity =
      IdentityOf(document_id, EntitiesOf(recorded->extraction), pinned);
  for (const Node& node : identity.nodes) {
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging.GetOld(kIdentitySpace, NodeKey(node)));
    if (!bytes.has_value()) return CorruptRow("identity node");
    DATELINE_ASSIGN_OR_RETURN(const auto row, Decode<storage::v1::StoredNode>(*bytes));
    if (EntityIdOf(row.root()) == entity_id) return row.root();
  }
  return CorruptRow("documents of an entity");
}

// Of a live entity.
absl::StatusOr<std::string> FirstDocumentOf(const ReadView& view, const std::string& entity_id) {
  const std::string prefix = EntityDocumentPrefix(entity_id);
  std::string document_id;
  DATELINE_RETURN_IF_ERROR(VersionedReader(&view, kNewestVersion)
                               .ForEach(kEntitySpace, KeyRange::Prefix(prefix),
                                        [&](std::string_view key, std::string_view) {
                                          KeyReader(key.substr(prefix.size())).Packed(&document_id);
                                          return ScanStep::kStop;
                                        }));
  if (document_id.empty()) return CorruptRow("documents of an entity");
  return document_id;
}

absl::StatusOr<Node> Resolve(const ReadView& view, const Staging& staging,
                             const PinTarget& target) {
  if (target.entity_id.empty()) return NodeOf(target);
  DATELINE_ASSIGN_OR_RETURN(const std::string id, LiveEntity(staging, target.entity_id));
  DATELINE_ASSIGN_OR_RETURN(const std::string document, FirstDocumentOf(view, id));
  return RootOf(staging, id, document);
}

}  // namespace

absl::StatusOr<StoredPin> ToStoredPin(const ReadView& view, const Staging& staging,
                                      const PinRequest& request) {
  DATELINE_ASSIGN_OR_RETURN(const Node left, Resolve(view, staging, request.left));
  DATELINE_ASSIGN_OR_RETURN(const Node right, Resolve(view, staging, request.right));
  if (left == right) {
    return FieldInvalid("right",
                        "both targets are one already; to tell apart what is called alike, name "
                        "the documents that use the name");
  }
  StoredPin pin;
  pin.set_relation(static_cast<uint32_t>(request.relation));
  pin.set_left(std::min(left, right));
  pin.set_right(std::max(left, right));
  pin.set_author(request.author);
  pin.set_reason(request.reason);
  DATELINE_ASSIGN_OR_RETURN(const std::string other, FindContradiction(staging, pin));
  if (other.empty()) return pin;
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kPinContradicts,
                   StrCat("it contradicts pin ", other, "; remove one of those that say otherwise"),
                   {{"pin_id", other}});
}

absl::StatusOr<std::optional<StoredPin>> ReadPin(const Staging& staging,
                                                 const std::string& pin_id) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging.GetOldVersion(kEntitySpace, PinKey(pin_id)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(StoredPin pin, Decode<StoredPin>(*bytes));
  return pin;
}

bool SaysTheSame(const StoredPin& a, const StoredPin& b) {
  StoredPin left = a, right = b;
  left.clear_recorded_micros();
  right.clear_recorded_micros();
  return Encode(left) == Encode(right);
}

absl::StatusOr<std::string> UsedEntityOf(const Staging& staging, const Node& node) {
  DATELINE_ASSIGN_OR_RETURN(const std::string id, EntityOfNode(staging, node));
  if (id.empty()) return id;
  DATELINE_ASSIGN_OR_RETURN(const auto row, staging.GetVersion(kEntitySpace, EntityKey(id)));
  return row.has_value() ? id : std::string();
}

absl::StatusOr<bool> WasEverPinned(const ReadView& view, const std::string& pin_id) {
  bool found = false;
  DATELINE_RETURN_IF_ERROR(view.ForEach(kEntitySpace, KeyRange::Prefix(PinKey(pin_id)),
                                        [&](std::string_view, std::string_view) {
                                          found = true;
                                          return ScanStep::kStop;
                                        }));
  return found;
}

absl::StatusOr<std::set<std::string>> PinsEverOf(const ReadView& view,
                                                 const std::string& document_id) {
  const std::string prefix = DocumentPinPrefix(document_id);
  std::set<std::string> pins;
  bool whole = true;
  DATELINE_RETURN_IF_ERROR(view.ForEach(kEntitySpace, KeyRange::Prefix(prefix),
                                        [&](std::string_view stored, std::string_view) {
                                          std::string_view key;
                                          uint64_t version = 0;
                                          std::string id;
                                          whole = SplitVersionedKey(stored, &key, &version) &&
                                                  KeyReader(key.substr(prefix.size())).Packed(&id);
                                          pins.insert(std::move(id));
                                          return whole ? ScanStep::kContinue : ScanStep::kStop;
                                        }));
  if (!whole) return CorruptRow("document pin key");
  return pins;
}

}  // namespace dateline::query
