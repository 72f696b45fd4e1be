// Disjoint sets whose representative is always the smallest member, so that it
// does not depend on the order of joins.
//
//   DisjointSets<std::string> sets;
//   sets.Join("b", "a");
//   sets.Find("b") == "a"
//
// Not thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_DISJOINT_SETS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_DISJOINT_SETS_H_

#include <map>
#include <utility>

namespace dateline::query {

template <typename T>
class DisjointSets {
 public:
  void Add(const T& item) { parents_.try_emplace(item, item); }

  // The smallest member of the item's set; adds an unknown item.
  T Find(const T& item) {
    Add(item);
    T root = item;
    while (parents_.at(root) != root) root = parents_.at(root);
    T step = item;
    while (step != root) step = std::exchange(parents_.at(step), root);
    return root;
  }

  void Join(const T& a, const T& b) {
    const T left = Find(a), right = Find(b);
    if (left < right) {
      parents_.at(right) = left;
    } else if (right < left) {
      parents_.at(left) = right;
    }
  }

 private:
  std::map<T, T> parents_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_DISJOINT_SETS_H_
