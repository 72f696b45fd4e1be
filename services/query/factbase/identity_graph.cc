#include "services/query/factbase/identity_graph.h"

#include <optional>
#include <vector>

#include "common/base/status_macros.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/pins.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

using storage::v1::StoredLink;
using storage::v1::StoredNode;

absl::StatusOr<std::optional<StoredNode>> ReadNode(const Staging& staging, const Node& node,
                                                   bool old) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, old ? staging.GetOld(kIdentitySpace, NodeKey(node))
                                                  : staging.Get(kIdentitySpace, NodeKey(node)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(StoredNode stored, Decode<StoredNode>(*bytes));
  return stored;
}

constexpr auto kSame = static_cast<uint32_t>(PinRelation::kSame);
constexpr auto kDifferent = static_cast<uint32_t>(PinRelation::kDifferent);

std::string SpellingBlockOf(const Node& node) {
  if (IsExternalIdNode(node) || IsUseNode(node)) return "";
  const std::string block = SpellingBlock(IsPersonNode(node), NodeText(node));
  return block.empty() ? "" : node.substr(0, 1) + block;
}

// The last string of each key under `prefix`, in the store or with what is
// staged.
absl::StatusOr<std::set<std::string>> LastParts(const Staging& staging, const std::string& prefix,
                                                bool old) {
  DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, old ? staging.ScanOld(kIdentitySpace, prefix)
                                                          : staging.Scan(kIdentitySpace, prefix));
  std::set<std::string> parts;
  for (const auto& [key, value] : rows) {
    std::string part;
    KeyReader reader(std::string_view(key).substr(prefix.size()));
    if (!reader.Packed(&part) || !reader.AtEnd()) return CorruptRow("identity key");
    parts.insert(std::move(part));
  }
  return parts;
}

class Updater {
 public:
  explicit Updater(Staging& staging) : staging_(staging) {}

  absl::StatusOr<std::set<Node>> Run(const std::vector<IdentityChange>& changes,
                                     const PinChange& pin) {
    for (const IdentityChange& change : changes) DATELINE_RETURN_IF_ERROR(Count(change));
    if (pin.before.has_value()) DATELINE_RETURN_IF_ERROR(CountPin(*pin.before, -1));
    if (pin.after.has_value()) DATELINE_RETURN_IF_ERROR(CountPin(*pin.after, +1));
    if (changed_.empty()) return std::set<Node>();
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> reach, Reach());
    return PlaceAnew(reach);
  }

 private:
  absl::Status Count(const IdentityChange& change) {
    const auto& [id, before, after] = change;
    std::set<Node> nodes = before.nodes;
    nodes.insert(after.nodes.begin(), after.nodes.end());
    for (const Node& node : nodes) {
      DATELINE_RETURN_IF_ERROR(
          CountNode(id, node, after.nodes.contains(node) - before.nodes.contains(node),
                    after.abbreviations.contains(node) - before.abbreviations.contains(node)));
    }
    auto links = before.links;
    links.insert(after.links.begin(), after.links.end());
    for (const auto& link : links) {
      DATELINE_RETURN_IF_ERROR(
          CountLink(link, after.links.contains(link) - before.links.contains(link)));
    }
    return absl::OkStatus();
  }

  absl::Status CountPin(const storage::v1::StoredPin& pin, int sign) {
    const std::string there = PinLinkKey(pin.left(), pin.relation(), pin.right());
    const std::string back = PinLinkKey(pin.right(), pin.relation(), pin.left());
    for (const std::string& key : {there, back}) {
      if (sign > 0) {
        staging_.Put(kIdentitySpace, key, "");
      } else {
        staging_.Delete(kIdentitySpace, key);
      }
    }
    for (const Node& node : {pin.left(), pin.right()}) {
      changed_.insert(node);
      if (pin.relation() != kSame) continue;
      DATELINE_ASSIGN_OR_RETURN(const auto stored, ReadNode(staging_, node, false));
      StoredNode row = stored.value_or(StoredNode());
      row.set_same_pins(row.same_pins() + static_cast<uint32_t>(sign));
      PutNode(node, row);
    }
    return absl::OkStatus();
  }

  void PutNode(const Node& node, const StoredNode& row) {
    if (row.documents() == 0 && row.same_pins() == 0) {
      staging_.Delete(kIdentitySpace, NodeKey(node));
    } else {
      staging_.Put(kIdentitySpace, NodeKey(node), Encode(row));
    }
  }

  absl::Status CountNode(const std::string& document_id, const Node& node, int documents,
                         int abbreviations) {
    if (documents == 0 && abbreviations == 0) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(const auto stored, ReadNode(staging_, node, false));
    StoredNode row = stored.value_or(StoredNode());
    const bool was_abbreviation = row.abbreviation_documents() > 0;
    const bool was_used = row.documents() > 0;
    row.set_documents(row.documents() + static_cast<uint32_t>(documents));
    row.set_abbreviation_documents(row.abbreviation_documents() +
                                   static_cast<uint32_t>(abbreviations));
    const bool is_used = row.documents() > 0;
    if (was_used != is_used || was_abbreviation != (row.abbreviation_documents() > 0)) {
      changed_.insert(node);
    }
    const std::string block = SpellingBlockOf(node);
    if (documents > 0) {
      staging_.Put(kIdentitySpace, NodeDocumentKey(node, document_id), "");
      if (!block.empty() && !was_used) staging_.Put(kIdentitySpace, SpellingKey(block, node), "");
    } else if (documents < 0) {
      staging_.Delete(kIdentitySpace, NodeDocumentKey(node, document_id));
      if (!block.empty() && !is_used) staging_.Delete(kIdentitySpace, SpellingKey(block, node));
    }
    PutNode(node, row);
    return absl::OkStatus();
  }

  absl::Status CountLink(const std::pair<Node, Node>& link, int documents) {
    if (documents == 0) return absl::OkStatus();
    const std::string there = LinkKey(link.first, link.second);
    const std::string back = LinkKey(link.second, link.first);
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging_.Get(kIdentitySpace, there));
    StoredLink row;
    if (bytes.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(row, Decode<StoredLink>(*bytes));
    }
    row.set_documents(row.documents() + static_cast<uint32_t>(documents));
    if (!bytes.has_value() || row.documents() == 0) {
      changed_.insert(link.first);
      changed_.insert(link.second);
    }
    if (row.documents() == 0) {
      staging_.Delete(kIdentitySpace, there);
      staging_.Delete(kIdentitySpace, back);
      return absl::OkStatus();
    }
    staging_.Put(kIdentitySpace, there, Encode(row));
    // Only says that there is one.
    if (!bytes.has_value()) staging_.Put(kIdentitySpace, back, "");
    return absl::OkStatus();
  }

  // Linked to `node`, pinned the same or spelled like it, before this commit or
  // after it.
  absl::StatusOr<std::set<Node>> Neighbours(const Node& node) const {
    std::set<Node> neighbours;
    const std::string block = SpellingBlockOf(node);
    for (const bool old : {true, false}) {
      DATELINE_ASSIGN_OR_RETURN(std::set<Node> linked, LastParts(staging_, LinkPrefix(node), old));
      neighbours.merge(linked);
      DATELINE_ASSIGN_OR_RETURN(std::set<Node> same,
                                LastParts(staging_, PinLinkPrefix(node, kSame), old));
      neighbours.merge(same);
      if (block.empty()) continue;
      DATELINE_ASSIGN_OR_RETURN(std::set<Node> alike,
                                LastParts(staging_, SpellingPrefix(block), old));
      for (const Node& other : alike) {
        if (SameSpelling(IsPersonNode(node), NodeText(node), NodeText(other))) {
          neighbours.insert(other);
        }
      }
    }
    return neighbours;
  }

  absl::StatusOr<std::set<Node>> Reach() const {
    std::set<Node> reach = changed_;
    std::vector<Node> open(reach.begin(), reach.end());
    while (!open.empty()) {
      const Node node = std::move(open.back());
      open.pop_back();
      DATELINE_ASSIGN_OR_RETURN(const std::set<Node> neighbours, Neighbours(node));
      for (const Node& neighbour : neighbours) {
        if (reach.insert(neighbour).second) open.push_back(neighbour);
      }
    }
    return reach;
  }

  absl::StatusOr<std::set<Node>> PlaceAnew(const std::set<Node>& reach) {
    IdentityGraph graph;
    std::map<Node, StoredNode> rows;
    std::set<Node> moved;
    for (const Node& node : reach) {
      DATELINE_ASSIGN_OR_RETURN(const auto row, ReadNode(staging_, node, false));
      if (!row.has_value()) {
        moved.insert(node);
        continue;
      }
      rows[node] = *row;
      graph.nodes.insert(node);
      if (row->abbreviation_documents() > 0) graph.abbreviations.insert(node);
      DATELINE_ASSIGN_OR_RETURN(const std::set<Node> linked,
                                LastParts(staging_, LinkPrefix(node), false));
      for (const Node& other : linked) graph.links.insert(std::minmax(node, other));
      if (row->documents() == 0) graph.unused.insert(node);
      DATELINE_RETURN_IF_ERROR(AddPins(node, kSame, graph.same));
      DATELINE_RETURN_IF_ERROR(AddPins(node, kDifferent, graph.different));
    }
    for (const auto& [node, place] : Partition(graph)) {
      StoredNode& row = rows[node];
      const uint32_t rank = static_cast<uint32_t>(place.rank);
      if (row.root() == place.root && row.rank() == rank) continue;
      row.set_root(place.root);
      row.set_rank(rank);
      staging_.Put(kIdentitySpace, NodeKey(node), Encode(row));
      moved.insert(node);
    }
    return moved;
  }

  absl::Status AddPins(const Node& node, uint32_t relation,
                       std::set<std::pair<Node, Node>>& pins) const {
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> others,
                              LastParts(staging_, PinLinkPrefix(node, relation), false));
    for (const Node& other : others) pins.insert(std::minmax(node, other));
    return absl::OkStatus();
  }

  Staging& staging_;
  std::set<Node> changed_;  // Nodes whose existence, kind, links or pins changed.
};

// All nodes that SAME pins tie to `start`, not counting the pin between `start`
// and `without`.
absl::StatusOr<std::set<Node>> PinnedTo(const Staging& staging, const Node& start,
                                        const Node& without) {
  std::set<Node> found = {start};
  std::vector<Node> open = {start};
  while (!open.empty()) {
    const Node node = std::move(open.back());
    open.pop_back();
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> same,
                              LastParts(staging, PinLinkPrefix(node, kSame), false));
    for (const Node& other : same) {
      const bool left_out =
          (node == start && other == without) || (node == without && other == start);
      if (!left_out && found.insert(other).second) open.push_back(other);
    }
  }
  return found;
}

}  // namespace

absl::StatusOr<std::set<Node>> UpdateIdentity(Staging& staging,
                                              const std::vector<IdentityChange>& changes,
                                              const PinChange& pin) {
  return Updater(staging).Run(changes, pin);
}

absl::StatusOr<std::set<Node>> PinnedUsesOf(const Staging& staging, const std::string& document_id,
                                            bool old) {
  const std::string prefix = PinnedUsePrefix(document_id);
  DATELINE_ASSIGN_OR_RETURN(const Staging::Rows rows, old ? staging.ScanOld(kIdentitySpace, prefix)
                                                          : staging.Scan(kIdentitySpace, prefix));
  std::set<Node> names;
  for (const auto& [key, value] : rows) {
    Node name;
    if (!KeyReader(std::string_view(key).substr(prefix.size())).Packed(&name)) {
      return CorruptRow("pinned use key");
    }
    names.insert(std::move(name));
  }
  return names;
}

absl::StatusOr<std::string> FindContradiction(const Staging& staging,
                                              const storage::v1::StoredPin& pin) {
  const uint32_t opposite = pin.relation() == kSame ? kDifferent : kSame;
  DATELINE_ASSIGN_OR_RETURN(
      const auto direct,
      staging.Get(kIdentitySpace, PinLinkKey(pin.left(), opposite, pin.right())));
  if (direct.has_value()) return PinIdOf(pin.left(), pin.right());
  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> left, PinnedTo(staging, pin.left(), pin.right()));
  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> right, PinnedTo(staging, pin.right(), pin.left()));
  if (pin.relation() == kDifferent) {
    if (!left.contains(pin.right())) return std::string();
    // Any of the chain will do: the first at its end.
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> last,
                              LastParts(staging, PinLinkPrefix(pin.right(), kSame), false));
    const auto link = std::find_if(last.begin(), last.end(),
                                   [&](const Node& node) { return left.contains(node); });
    if (link == last.end()) return CorruptRow("pin link");
    return PinIdOf(pin.right(), *link);
  }
  for (const Node& node : left) {
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> others,
                              LastParts(staging, PinLinkPrefix(node, kDifferent), false));
    for (const Node& other : others) {
      if (right.contains(other)) return PinIdOf(node, other);
    }
  }
  return std::string();
}

absl::StatusOr<EntityMap> ResolveEntities(const Staging& staging, const DocumentIdentity& identity,
                                          bool old) {
  std::map<Node, NodePlace> places;
  for (const Node& node : identity.nodes) {
    DATELINE_ASSIGN_OR_RETURN(const auto row, ReadNode(staging, node, old));
    if (!row.has_value()) return CorruptRow("identity node");
    places[node] = {row->root(), static_cast<NodeRank>(row->rank())};
  }
  EntityMap entities;
  for (const auto& [id, nodes] : identity.nodes_of_entity) {
    entities[id] = EntityIdOf(DecidingPlace(nodes, places).root);
  }
  return entities;
}

absl::StatusOr<std::vector<std::string>> OwnExternalIds(const Staging& staging,
                                                        const DocumentEntity& entity,
                                                        const std::set<Node>& nodes,
                                                        const std::string& entity_id, bool old) {
  std::vector<std::string> own;
  for (const std::string& id : entity.external_ids) {
    const Node node = ExternalIdNode(id);
    if (!nodes.contains(node)) continue;  // The use is pinned.
    DATELINE_ASSIGN_OR_RETURN(const auto row, ReadNode(staging, node, old));
    if (!row.has_value()) return CorruptRow("identity node");
    if (EntityIdOf(row->root()) == entity_id) own.push_back(id);
  }
  return own;
}

absl::StatusOr<std::set<std::string>> DocumentsOf(const Staging& staging,
                                                  const std::set<Node>& nodes) {
  std::set<std::string> documents;
  for (const Node& node : nodes) {
    DATELINE_ASSIGN_OR_RETURN(std::set<std::string> holders,
                              LastParts(staging, NodeDocumentPrefix(node), false));
    documents.merge(holders);
  }
  return documents;
}

absl::StatusOr<std::string> EntityOfNode(const Staging& staging, const Node& node) {
  DATELINE_ASSIGN_OR_RETURN(const auto row, ReadNode(staging, node, false));
  return row.has_value() ? EntityIdOf(row->root()) : std::string();
}

}  // namespace dateline::query
