#include "services/query/factbase/identity.h"

#include <algorithm>
#include <optional>

#include "common/base/sha256.h"
#include "common/text/folding.h"
#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

constexpr char kExternalIdClass = '0';
constexpr char kPersonClass = '1';
// A document that gives one entity more names than this is not believed.
constexpr size_t kMaxStrongNames = 16;

char ClassOf(EntityType type) {
  switch (type) {
    case EntityType::kPerson:
      return kPersonClass;
    case EntityType::kGpe:
    case EntityType::kLocation:
      return '3';
    case EntityType::kFacility:
      return '4';
    case EntityType::kGroup:
      return '5';
    case EntityType::kEvent:
      return '6';
    case EntityType::kAgreement:
      return '7';
    case EntityType::kProduct:
      return '8';
    case EntityType::kOrganization:
    case EntityType::kUnspecified:
      return '2';
  }
  return '2';
}

bool IsStrong(NameForm form) {
  return form == NameForm::kFull || form == NameForm::kVariant || form == NameForm::kAbbreviation;
}

bool IsSingleWord(const Node& node) { return NodeText(node).find(' ') == std::string_view::npos; }

void AddNames(const DocumentEntity& entity, std::set<Node>* nodes, std::set<Node>* abbreviations) {
  size_t strong_names = 0;
  for (const EntityName& name : entity.names) {
    if (!IsStrong(name.form) || strong_names == kMaxStrongNames) continue;
    ++strong_names;
    const Node node = NameNode(entity.type, name.text);
    nodes->insert(node);
    if (name.form == NameForm::kAbbreviation) abbreviations->insert(node);
  }
  if (entity.type != EntityType::kPerson) return;
  const bool has_fuller = std::any_of(nodes->begin(), nodes->end(),
                                      [](const Node& node) { return !IsSingleWord(node); });
  if (has_fuller) std::erase_if(*nodes, IsSingleWord);
}

// Works on one graph; passes run in the order in which they are written.
class Partitioner {
 public:
  explicit Partitioner(const IdentityGraph& graph) : graph_(graph) {
    for (const auto& [a, b] : graph.links) {
      if (!graph.nodes.contains(a) || !graph.nodes.contains(b)) continue;
      linked_[a].insert(b);
      linked_[b].insert(a);
    }
    LinkSpellings();
    for (const Node& node : graph.nodes) sets_.Add(node);
  }

  std::map<Node, NodePlace> Run() {
    JoinExternalIds();
    AnchorNames();
    JoinFreeNames();
    JoinAbbreviations();
    std::map<Node, NodePlace> places;
    for (const Node& node : graph_.nodes) places[node] = {sets_.Find(node), RankOf(node)};
    return places;
  }

 private:
  bool IsAbbreviation(const Node& node) const {
    return graph_.abbreviations.contains(node) && !IsExternalIdNode(node);
  }
  bool IsName(const Node& node) const { return !IsExternalIdNode(node) && !IsAbbreviation(node); }
  static bool IsCatalogued(const Node& root) { return IsExternalIdNode(root); }

  void LinkSpellings() {
    std::map<std::string, std::vector<Node>> blocks;
    for (const Node& node : graph_.nodes) {
      if (!IsName(node)) continue;
      const std::string block = SpellingBlock(IsPersonNode(node), NodeText(node));
      if (!block.empty()) blocks[node.substr(0, 1) + block].push_back(node);
    }
    for (const auto& [block, nodes] : blocks) {
      for (size_t i = 0; i < nodes.size(); ++i) {
        for (size_t j = i + 1; j < nodes.size(); ++j) {
          if (!SameSpelling(IsPersonNode(nodes[i]), NodeText(nodes[i]), NodeText(nodes[j]))) {
            continue;
          }
          linked_[nodes[i]].insert(nodes[j]);
          linked_[nodes[j]].insert(nodes[i]);
        }
      }
    }
  }

  void JoinExternalIds() {
    for (const auto& [a, b] : graph_.links) {
      if (IsExternalIdNode(a) && IsExternalIdNode(b)) sets_.Join(a, b);
    }
  }

  // Groups (by root) among the neighbours of `nodes` that `take` accepts.
  template <typename Take>
  std::set<Node> NeighbourRoots(const std::vector<Node>& nodes, Take take) {
    std::set<Node> roots;
    for (const Node& node : nodes) {
      for (const Node& neighbour : linked_[node]) {
        if (take(neighbour)) roots.insert(sets_.Find(neighbour));
      }
    }
    return roots;
  }

  // Names that a document gives together with an external id.
  void AnchorNames() {
    std::vector<std::pair<Node, Node>> joins;
    for (const Node& node : graph_.nodes) {
      if (!IsName(node)) continue;
      const std::set<Node> roots = NeighbourRoots({node}, IsExternalIdNode);
      if (roots.size() > 1) ambiguous_.insert(node);
      if (roots.size() == 1) joins.emplace_back(node, *roots.begin());
    }
    for (const auto& [node, root] : joins) {
      sets_.Join(node, root);
      anchored_.insert(node);
    }
  }

  // All other names: together where linked, and to a catalogued entity where
  // they are linked to one alone.
  void JoinFreeNames() {
    const auto free = [&](const Node& node) {
      return IsName(node) && !anchored_.contains(node) && !ambiguous_.contains(node);
    };
    for (const Node& node : graph_.nodes) {
      if (!free(node)) continue;
      for (const Node& neighbour : linked_[node]) {
        if (free(neighbour)) sets_.Join(node, neighbour);
      }
    }
    std::map<Node, std::vector<Node>> groups;
    for (const Node& node : graph_.nodes) {
      if (free(node)) groups[sets_.Find(node)].push_back(node);
    }
    for (const auto& [root, members] : groups) {
      const std::set<Node> anchors =
          NeighbourRoots(members, [&](const Node& node) { return anchored_.contains(node); });
      if (anchors.size() == 1) sets_.Join(root, *anchors.begin());
      if (anchors.size() > 1) ambiguous_.insert(members.begin(), members.end());
    }
  }

  void JoinAbbreviations() {
    std::vector<std::vector<Node>> joins;
    for (const Node& node : graph_.nodes) {
      if (!IsAbbreviation(node)) continue;
      std::vector<Node> long_forms;
      for (const Node& neighbour : linked_[node]) {
        if (!IsAbbreviation(neighbour) && !ambiguous_.contains(neighbour)) {
          long_forms.push_back(neighbour);
        }
      }
      if (!Agree(long_forms)) {
        ambiguous_.insert(node);
        continue;
      }
      long_forms.push_back(node);
      joins.push_back(std::move(long_forms));
    }
    for (const std::vector<Node>& join : joins) {
      for (const Node& node : join) JoinUnlessCatalogued(join.back(), node);
    }
    // Abbreviations given together with nothing longer.
    for (const Node& node : graph_.nodes) {
      if (!IsAbbreviation(node) || ambiguous_.contains(node)) continue;
      for (const Node& other : linked_[node]) {
        if (IsAbbreviation(other) && !ambiguous_.contains(other)) JoinUnlessCatalogued(node, other);
      }
    }
  }

  void JoinUnlessCatalogued(const Node& a, const Node& b) {
    const Node left = sets_.Find(a), right = sets_.Find(b);
    if (left != right && IsCatalogued(left) && IsCatalogued(right)) return;
    sets_.Join(left, right);
  }

  // True if the long forms can all be one: of one group already, or each
  // holding all words of another.
  bool Agree(const std::vector<Node>& long_forms) {
    DisjointSets<Node> groups;
    std::set<Node> catalogued;
    for (const Node& node : long_forms) {
      const Node root = sets_.Find(node);
      groups.Add(root);
      if (IsCatalogued(root)) catalogued.insert(root);
    }
    if (catalogued.size() > 1) return false;
    for (const Node& a : long_forms) {
      for (const Node& b : long_forms) {
        if (HoldsWordsOf(a, b)) groups.Join(sets_.Find(a), sets_.Find(b));
      }
    }
    std::set<Node> roots;
    for (const Node& node : long_forms) roots.insert(groups.Find(sets_.Find(node)));
    return roots.size() <= 1;
  }

  static bool HoldsWordsOf(const Node& outer, const Node& inner) {
    if (IsExternalIdNode(outer) || IsExternalIdNode(inner)) return false;
    const auto words = WordsOf(NodeText(outer));
    const std::set<std::string_view> held(words.begin(), words.end());
    const auto wanted = WordsOf(NodeText(inner));
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](std::string_view word) { return held.contains(word); });
  }

  NodeRank RankOf(const Node& node) const {
    if (IsExternalIdNode(node)) return NodeRank::kExternalId;
    const bool ambiguous = ambiguous_.contains(node);
    if (IsAbbreviation(node)) {
      return ambiguous ? NodeRank::kAmbiguousAbbreviation : NodeRank::kAbbreviation;
    }
    return ambiguous ? NodeRank::kAmbiguousName : NodeRank::kName;
  }

  const IdentityGraph& graph_;
  std::map<Node, std::set<Node>> linked_;
  DisjointSets<Node> sets_;
  std::set<Node> anchored_;
  std::set<Node> ambiguous_;
};

}  // namespace

bool IsExternalIdNode(std::string_view node) { return node.starts_with(kExternalIdClass); }
bool IsPersonNode(std::string_view node) { return node.starts_with(kPersonClass); }
std::string_view NodeText(std::string_view node) { return node.substr(1); }

Node NameNode(EntityType type, std::string_view name) {
  std::string folded = FoldForMatching(name);
  if (type != EntityType::kPerson && folded.size() > 4 && folded.starts_with("the ")) {
    folded.erase(0, 4);
  }
  // A name of marks alone ("***") still tells entities apart.
  if (folded.empty()) folded = std::string(name);
  return ClassOf(type) + folded;
}

Node ExternalIdNode(std::string_view external_id) {
  return kExternalIdClass + std::string(external_id);
}

DocumentIdentity IdentityOf(const std::vector<DocumentEntity>& entities) {
  DocumentIdentity out;
  for (const DocumentEntity& entity : entities) {
    std::set<Node> nodes, abbreviations;
    AddNames(entity, &nodes, &abbreviations);
    for (const std::string& id : entity.external_ids) nodes.insert(ExternalIdNode(id));
    // Only short forms: a node that links to nothing.
    if (nodes.empty()) nodes.insert(NameNode(entity.type, entity.name));
    if (nodes.size() > 1) {
      for (const Node& node : abbreviations) {
        if (nodes.contains(node)) out.abbreviations.insert(node);
      }
    }
    for (auto a = nodes.begin(); a != nodes.end(); ++a) {
      for (auto b = std::next(a); b != nodes.end(); ++b) out.links.emplace(*a, *b);
    }
    out.nodes.insert(nodes.begin(), nodes.end());
    out.nodes_of_entity[entity.id] = std::move(nodes);
  }
  return out;
}

std::map<Node, NodePlace> Partition(const IdentityGraph& graph) { return Partitioner(graph).Run(); }

const NodePlace& DecidingPlace(const std::set<Node>& nodes,
                               const std::map<Node, NodePlace>& places) {
  const NodePlace* best = nullptr;
  for (const Node& node : nodes) {
    const NodePlace& place = places.at(node);
    if (best == nullptr || place.rank < best->rank) best = &place;
  }
  return *best;
}

std::string EntityIdOf(const Node& root) { return HashedId({"entity", root}); }

}  // namespace dateline::query
