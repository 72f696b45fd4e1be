#include "services/query/factbase/components.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "services/query/factbase/disjoint_sets.h"

namespace dateline::query {
namespace {

// Of sorted lists, each item once.
size_t Shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  size_t shared = 0;
  for (auto in_a = a.begin(), in_b = b.begin(); in_a != a.end() && in_b != b.end();) {
    if (*in_a == *in_b) {
      ++shared;
      ++in_a;
      ++in_b;
    } else {
      ++(*in_a < *in_b ? in_a : in_b);
    }
  }
  return shared;
}

// Both stand in one catalogue, and as different places.
bool PlacesClash(const Account& a, const Account& b) {
  for (const CataloguedPlace& place : a.catalogued) {
    bool same_catalogue = false, same_place = false;
    for (const CataloguedPlace& other : b.catalogued) {
      if (other.scheme != place.scheme) continue;
      same_catalogue = true;
      same_place |= std::any_of(a.catalogued.begin(), a.catalogued.end(),
                                [&](const CataloguedPlace& mine) { return mine == other; });
    }
    if (same_catalogue && !same_place) return true;
  }
  return false;
}

bool Fit(const Account& a, const Account& b) {
  const size_t shared = Shared(a.parts, b.parts);
  if (shared == 0 || PlacesClash(a, b)) return false;
  if (shared >= 2 || shared == std::min(a.parts.size(), b.parts.size())) return true;
  if (!a.conference && !b.conference) return false;
  if (Shared(a.places, b.places) > 0) return true;
  // A body meets once a day: two chairs are two accounts of one session.
  const size_t bodies = Shared(a.bodies, b.bodies);
  return bodies > 0 && bodies == std::min(a.bodies.size(), b.bodies.size());
}

bool IsThin(const Account& account) { return account.parts.size() < 2; }

// Positions of accounts; those of smaller signature come first.
using Order = std::vector<size_t>;

void JoinEvents(const std::vector<Account>& accounts, const Order& order,
                DisjointSets<size_t>& sets) {
  for (auto a = order.begin(); a != order.end(); ++a) {
    for (auto b = std::next(a); b != order.end(); ++b) {
      if (IsThin(accounts[*a]) != IsThin(accounts[*b])) continue;
      if (Fit(accounts[*a], accounts[*b])) sets.Join(*a, *b);
    }
  }
  // Thin groups join the one full event that they fit.
  std::map<size_t, std::set<size_t>> fitting;
  for (const size_t thin : order) {
    if (!IsThin(accounts[thin])) continue;
    std::set<size_t>& roots = fitting[sets.Find(thin)];
    for (const size_t full : order) {
      if (!IsThin(accounts[full]) && Fit(accounts[thin], accounts[full])) {
        roots.insert(sets.Find(full));
      }
    }
  }
  for (const auto& [thin, roots] : fitting) {
    if (roots.size() == 1) sets.Join(thin, *roots.begin());
  }
}

}  // namespace

std::vector<std::vector<size_t>> Components(FactKind kind, const std::vector<Account>& accounts) {
  Order order(accounts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return accounts[a].signature < accounts[b].signature; });
  DisjointSets<size_t> sets;
  for (const size_t account : order) sets.Add(account);
  if (kind == FactKind::kEvent) JoinEvents(accounts, order, sets);

  std::vector<std::vector<size_t>> components;
  std::map<size_t, size_t> component_of;
  for (const size_t account : order) {
    const auto [at, fresh] = component_of.emplace(sets.Find(account), components.size());
    if (fresh) components.emplace_back();
    components[at->second].push_back(account);
  }
  return components;
}

}  // namespace dateline::query
