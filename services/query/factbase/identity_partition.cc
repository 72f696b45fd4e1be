// Partition of identity.h: passes over one graph, each in the order of nodes.
#include <algorithm>
#include <optional>

#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/identity.h"
#include "services/query/factbase/spelling.h"

namespace dateline::query {
namespace {

// Disjoint sets some of which must never meet.
class ApartSets {
 public:
  void Add(const Node& node) { sets_.Add(node); }
  Node Find(const Node& node) { return sets_.Find(node); }

  // REQUIRES: no joins yet.
  void KeepApart(const Node& a, const Node& b) {
    apart_[a].insert(b);
    apart_[b].insert(a);
  }
  bool AreApart(const Node& a, const Node& b) {
    const auto it = apart_.find(Find(a));
    return it != apart_.end() && it->second.contains(Find(b));
  }
  // The sets that must not meet this one, by root.
  const std::set<Node>& ApartFrom(const Node& node) {
    static const std::set<Node> kNone;
    const auto it = apart_.find(Find(node));
    return it == apart_.end() ? kNone : it->second;
  }

  // Joins unless the two must not meet; returns whether they are one now.
  bool Join(const Node& a, const Node& b) {
    const Node left = Find(a), right = Find(b);
    if (left == right) return true;
    if (AreApart(left, right)) return false;
    sets_.Join(left, right);
    const Node& kept = std::min(left, right);
    const Node& gone = std::max(left, right);
    const auto it = apart_.find(gone);
    if (it == apart_.end()) return true;
    const std::set<Node> others = std::move(it->second);
    apart_.erase(it);
    for (const Node& other : others) {
      apart_[other].erase(gone);
      apart_[other].insert(kept);
      apart_[kept].insert(other);
    }
    return true;
  }

 private:
  DisjointSets<Node> sets_;
  std::map<Node, std::set<Node>> apart_;  // By root.
};

class Partitioner {
 public:
  explicit Partitioner(const IdentityGraph& graph) : graph_(graph) {
    for (const auto& [a, b] : graph.links) {
      if (Has(a) && Has(b)) Link(a, b);
    }
    LinkSpellings();
    for (const Node& node : graph.nodes) sets_.Add(node);
    for (const auto& [a, b] : graph.different) {
      if (Has(a) && Has(b)) sets_.KeepApart(a, b);
    }
  }

  std::map<Node, NodePlace> Run() {
    JoinPins();
    JoinExternalIds();
    AnchorNames();
    JoinFreeNames();
    AnchorFreeNames();
    JoinAbbreviations();
    std::map<Node, NodePlace> places;
    for (const Node& node : graph_.nodes) places[node] = {sets_.Find(node), RankOf(node)};
    return places;
  }

 private:
  bool Has(const Node& node) const { return graph_.nodes.contains(node); }
  bool IsAbbreviation(const Node& node) const {
    return graph_.abbreviations.contains(node) && !IsExternalIdNode(node) && !IsUseNode(node);
  }
  bool IsName(const Node& node) const {
    return !IsExternalIdNode(node) && !IsUseNode(node) && !IsAbbreviation(node);
  }
  bool IsFree(const Node& node) const {
    return IsName(node) && !anchored_.contains(node) && !ambiguous_.contains(node);
  }
  static bool IsCatalogued(const Node& root) { return IsExternalIdNode(root); }

  void Link(const Node& a, const Node& b) {
    linked_[a].insert(b);
    linked_[b].insert(a);
  }

  void LinkSpellings() {
    std::map<std::string, std::vector<Node>> blocks;
    for (const Node& node : graph_.nodes) {
      if (!IsName(node) || graph_.unused.contains(node)) continue;
      const std::string block = SpellingBlock(IsPersonNode(node), NodeText(node));
      if (!block.empty()) blocks[node.substr(0, 1) + block].push_back(node);
    }
    for (const auto& [block, nodes] : blocks) {
      for (size_t i = 0; i < nodes.size(); ++i) {
        for (size_t j = i + 1; j < nodes.size(); ++j) {
          if (SameSpelling(IsPersonNode(nodes[i]), NodeText(nodes[i]), NodeText(nodes[j]))) {
            Link(nodes[i], nodes[j]);
          }
        }
      }
    }
  }

  void JoinPins() {
    for (const auto& [a, b] : graph_.same) {
      if (!Has(a) || !Has(b) || !sets_.Join(a, b)) continue;
      pinned_.insert(a);
      pinned_.insert(b);
    }
  }

  void JoinExternalIds() {
    for (const auto& [a, b] : graph_.links) {
      if (IsExternalIdNode(a) && IsExternalIdNode(b)) sets_.Join(a, b);
    }
  }

  // Groups (by root) among the neighbours of `nodes` that `take` accepts and
  // that may meet `nodes`.
  template <typename Take>
  std::set<Node> NeighbourRoots(const std::vector<Node>& nodes, Take take) {
    std::set<Node> roots;
    for (const Node& node : nodes) {
      for (const Node& neighbour : linked_[node]) {
        if (take(neighbour) && !sets_.AreApart(nodes.front(), neighbour)) {
          roots.insert(sets_.Find(neighbour));
        }
      }
    }
    return roots;
  }

  // Names that a document gives together with an external id, or that a pin
  // ties to one.
  void AnchorNames() {
    std::vector<std::pair<Node, Node>> joins;
    for (const Node& node : graph_.nodes) {
      if (!IsName(node)) continue;
      if (IsCatalogued(sets_.Find(node))) {
        anchored_.insert(node);
        continue;
      }
      const std::set<Node> roots = NeighbourRoots({node}, IsExternalIdNode);
      if (roots.size() > 1) ambiguous_.insert(node);
      if (roots.size() == 1) joins.emplace_back(node, *roots.begin());
    }
    for (const auto& [node, root] : joins) {
      if (sets_.Join(node, root)) anchored_.insert(node);
    }
  }

  // All other names: together where linked.
  void JoinFreeNames() {
    DisjointSets<Node> linked;
    for (const Node& node : graph_.nodes) {
      if (!IsFree(node)) continue;
      linked.Join(node, sets_.Find(node));
      for (const Node& neighbour : linked_[node]) {
        if (IsFree(neighbour)) linked.Join(node, neighbour);
      }
    }
    std::map<Node, std::vector<Node>> groups;
    for (const Node& node : graph_.nodes) {
      if (IsFree(node)) groups[linked.Find(node)].push_back(node);
    }
    for (const auto& [root, members] : groups) JoinGroup(members);
  }

  // `members` are linked, directly or through each other. Where two of them are
  // pinned different, the others go with those to whom they are linked without
  // passing another such, or stay by themselves if these are different ones.
  void JoinGroup(const std::vector<Node>& members) {
    std::set<Node> roots;
    for (const Node& node : members) roots.insert(sets_.Find(node));
    std::set<Node> firm;
    for (const Node& node : members) {
      const std::set<Node>& apart = sets_.ApartFrom(node);
      if (std::any_of(apart.begin(), apart.end(),
                      [&](const Node& other) { return roots.contains(other); })) {
        firm.insert(node);
      }
    }
    std::vector<Node> others;
    for (const Node& node : members) {
      if (!firm.contains(node)) others.push_back(node);
      for (const Node& neighbour : linked_[node]) {
        if (IsFree(neighbour) && firm.contains(node) == firm.contains(neighbour)) {
          sets_.Join(node, neighbour);
        }
      }
    }
    if (!firm.empty()) JoinToFirm(others, firm);
  }

  void JoinToFirm(const std::vector<Node>& others, const std::set<Node>& firm) {
    std::map<Node, std::set<Node>> choices;  // By root.
    for (const Node& node : others) {
      for (const Node& neighbour : linked_[node]) {
        if (firm.contains(neighbour)) choices[sets_.Find(node)].insert(sets_.Find(neighbour));
      }
    }
    for (const auto& [root, choice] : choices) {
      const std::set<Node>& roots = choice;  // Clang takes no binding into a lambda.
      const bool torn = std::any_of(roots.begin(), roots.end(), [&](const Node& a) {
        return std::any_of(roots.begin(), roots.end(),
                           [&](const Node& b) { return sets_.AreApart(a, b); });
      });
      if (torn) continue;
      for (const Node& chosen : roots) sets_.Join(root, chosen);
    }
  }

  // To a catalogued entity where they are linked to one alone.
  void AnchorFreeNames() {
    std::map<Node, std::vector<Node>> groups;
    for (const Node& node : graph_.nodes) {
      if (IsFree(node)) groups[sets_.Find(node)].push_back(node);
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
      if (!IsAbbreviation(node) || pinned_.contains(node)) continue;
      std::vector<Node> long_forms;
      for (const Node& neighbour : linked_[node]) {
        if (!IsAbbreviation(neighbour) && !ambiguous_.contains(neighbour) &&
            !sets_.AreApart(node, neighbour)) {
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
    const auto takes_part = [&](const Node& node) {
      return IsAbbreviation(node) && !ambiguous_.contains(node) && !pinned_.contains(node);
    };
    for (const Node& node : graph_.nodes) {
      if (!takes_part(node)) continue;
      for (const Node& other : linked_[node]) {
        if (takes_part(other)) JoinUnlessCatalogued(node, other);
      }
    }
  }

  void JoinUnlessCatalogued(const Node& a, const Node& b) {
    const Node left = sets_.Find(a), right = sets_.Find(b);
    if (left != right && IsCatalogued(left) && IsCatalogued(right)) return;
    sets_.Join(left, right);
  }

  // True if the long forms can all be one: of one group already, or each
  // holding all words of another; and not of two countries.
  bool Agree(const std::vector<Node>& long_forms) {
    DisjointSets<Node> groups;
    std::set<Node> catalogued;
    std::set<std::string> countries;
    for (const Node& node : long_forms) {
      const Node root = sets_.Find(node);
      groups.Add(root);
      if (IsCatalogued(root)) catalogued.insert(root);
      if (std::string country = PartsOf(node).country; !country.empty()) {
        countries.insert(std::move(country));
      }
    }
    if (catalogued.size() > 1 || countries.size() > 1) return false;
    for (const Node& a : long_forms) {
      for (const Node& b : long_forms) {
        if (sets_.AreApart(a, b)) return false;
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
  ApartSets sets_;
  std::set<Node> pinned_;  // Tied to another node by a pin.
  std::set<Node> anchored_;
  std::set<Node> ambiguous_;
};

}  // namespace

std::map<Node, NodePlace> Partition(const IdentityGraph& graph) { return Partitioner(graph).Run(); }

}  // namespace dateline::query
