#include "services/extraction/nlp/grammar/tree_search.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace dateline::nlp {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr size_t kRootsTried = 3;

// Scores of an arc from each node to each other; node 0 is the root. Differences
// of floats are exact as doubles, or as good as.
class ArcScores {
 public:
  explicit ArcScores(size_t nodes) : nodes_(nodes), scores_(nodes * nodes, kNever) {}
  size_t nodes() const { return nodes_; }
  double& At(size_t dependent, size_t head) { return scores_[dependent * nodes_ + head]; }
  double At(size_t dependent, size_t head) const { return scores_[dependent * nodes_ + head]; }
  // The best head, the first of several.
  uint32_t BestHead(size_t dependent) const {
    const double* row = scores_.data() + dependent * nodes_;
    return static_cast<uint32_t>(std::max_element(row, row + nodes_) - row);
  }

 private:
  size_t nodes_;
  std::vector<double> scores_;
};

// Nodes of a cycle in `heads`, in the order of the arcs against their
// direction; empty if there is none.
std::vector<uint32_t> FindCycle(const std::vector<uint32_t>& heads) {
  std::vector<uint32_t> visit(heads.size(), 0);
  for (uint32_t start = 1; start < heads.size(); ++start) {
    uint32_t at = start;
    while (at != 0 && visit[at] == 0) {
      visit[at] = start;
      at = heads[at];
    }
    if (at == 0 || visit[at] != start) continue;
    std::vector<uint32_t> cycle = {at};
    for (uint32_t node = heads[at]; node != at; node = heads[node]) cycle.push_back(node);
    return cycle;
  }
  return {};
}

std::vector<uint32_t> SpanningTree(const ArcScores& scores);

// One cycle made into one node, and what is needed to open it again.
class Contraction {
 public:
  Contraction(const ArcScores& scores, const std::vector<uint32_t>& heads,
              const std::vector<uint32_t>& cycle)
      : scores_(scores), heads_(heads), in_cycle_(scores.nodes(), false) {
    for (const uint32_t node : cycle) in_cycle_[node] = true;
    for (uint32_t node = 0; node < scores.nodes(); ++node) {
      if (!in_cycle_[node]) outside_.push_back(node);
    }
    Fill(cycle);
  }

  std::vector<uint32_t> Solve() const {
    const std::vector<uint32_t> inner = SpanningTree(small_);
    std::vector<uint32_t> heads = heads_;
    const auto merged = static_cast<uint32_t>(outside_.size());
    for (uint32_t i = 1; i < merged; ++i) {
      heads[outside_[i]] = inner[i] == merged ? leave_[i] : outside_[inner[i]];
    }
    const uint32_t entered_from = inner[merged];
    heads[enter_[entered_from]] = outside_[entered_from];
    return heads;
  }

 private:
  void Fill(const std::vector<uint32_t>& cycle) {
    const size_t merged = outside_.size();
    small_ = ArcScores(merged + 1);
    leave_.assign(merged, 0);
    enter_.assign(merged, 0);
    for (size_t i = 0; i < merged; ++i) {
      const uint32_t node = outside_[i];
      for (size_t j = 0; j < merged; ++j) small_.At(i, j) = scores_.At(node, outside_[j]);
      leave_[i] = *std::max_element(cycle.begin(), cycle.end(), [&](uint32_t a, uint32_t b) {
        return scores_.At(node, a) < scores_.At(node, b);
      });
      if (node != 0) small_.At(i, merged) = scores_.At(node, leave_[i]);
      const auto gain = [&](uint32_t v) { return scores_.At(v, node) - scores_.At(v, heads_[v]); };
      enter_[i] = *std::max_element(cycle.begin(), cycle.end(),
                                    [&](uint32_t a, uint32_t b) { return gain(a) < gain(b); });
      // The score of the rest of the cycle would be the same for every i.
      small_.At(merged, i) = gain(enter_[i]);
    }
  }

  const ArcScores& scores_;
  const std::vector<uint32_t>& heads_;
  std::vector<bool> in_cycle_;
  std::vector<uint32_t> outside_;  // Nodes that are not merged; the root is the first.
  ArcScores small_{0};
  std::vector<uint32_t> leave_;  // Best node of the cycle as a head of each outside.
  std::vector<uint32_t> enter_;  // Node of the cycle that hangs from each outside.
};

std::vector<uint32_t> SpanningTree(const ArcScores& scores) {
  std::vector<uint32_t> heads(scores.nodes(), 0);
  for (uint32_t node = 1; node < scores.nodes(); ++node) heads[node] = scores.BestHead(node);
  const std::vector<uint32_t> cycle = FindCycle(heads);
  return cycle.empty() ? heads : Contraction(scores, heads, cycle).Solve();
}

// Heads of all nodes with `root` as the only child of node 0.
std::vector<uint32_t> TreeRootedIn(size_t root, const float* scores, size_t tokens) {
  ArcScores arcs(tokens + 1);
  for (size_t d = 1; d <= tokens; ++d) {
    for (size_t h = 1; h <= tokens && d != root; ++h) {
      if (h != d) arcs.At(d, h) = scores[(d - 1) * (tokens + 1) + h];
    }
  }
  arcs.At(root, 0) = 0.0;
  return SpanningTree(arcs);
}

}  // namespace

std::vector<uint32_t> BestTree(const float* scores, size_t tokens) {
  const auto score = [&](size_t d, size_t h) { return scores[d * (tokens + 1) + h]; };
  std::vector<uint32_t> heads(tokens + 1, 0);
  size_t roots = 0;
  for (size_t d = 0; d < tokens; ++d) {
    uint32_t best = 0;
    for (uint32_t h = 1; h <= tokens; ++h) {
      if (h != d + 1 && score(d, h) > score(d, best)) best = h;
    }
    heads[d + 1] = best;
    roots += best == 0;
  }
  if (roots != 1 || !FindCycle(heads).empty()) {
    std::vector<uint32_t> candidates(tokens);
    std::iota(candidates.begin(), candidates.end(), 1u);
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](uint32_t a, uint32_t b) { return score(a - 1, 0) > score(b - 1, 0); });
    candidates.resize(std::min(candidates.size(), kRootsTried));
    double best = kNever;
    for (const uint32_t root : candidates) {
      std::vector<uint32_t> tree = TreeRootedIn(root, scores, tokens);
      double total = 0.0;
      for (size_t d = 0; d < tokens; ++d) total += score(d, tree[d + 1]);
      if (total > best) {
        best = total;
        heads = std::move(tree);
      }
    }
  }
  heads.erase(heads.begin());
  return heads;
}

}  // namespace dateline::nlp
