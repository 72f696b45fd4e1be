#include "services/query/factbase/components.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/story.h"
#include "services/query/factbase/tolls.h"

namespace dateline::query {
namespace {

// Days of the window of an event that is held to one day.
constexpr int64_t kDatedWindow = 2;

// Fewer words are in a longer statement by chance.
constexpr size_t kWordsOfAPart = 6;

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

bool FitOnOneDay(const Account& a, const Account& b) {
  const size_t shared = Shared(a.parts, b.parts);
  if (shared == 0 || PlacesClash(a, b)) return false;
  if (shared >= 2 || shared == std::min(a.parts.size(), b.parts.size())) return true;
  if (!a.conference && !b.conference) return false;
  if (Shared(a.places, b.places) > 0) return true;
  // A body meets once a day: two chairs are two accounts of one session.
  const size_t bodies = Shared(a.bodies, b.bodies);
  return bodies > 0 && bodies == std::min(a.bodies.size(), b.bodies.size());
}

// Both name entities in one role, and none in common.
bool FillersClash(const Account& a, const Account& b) {
  const auto role_of = [](const std::string& filler) {
    KeyReader reader(filler);
    std::string role;
    reader.String(&role);
    return role;
  };
  std::map<std::string, std::vector<std::string>> of_a, of_b;
  for (const std::string& filler : a.fillers) of_a[role_of(filler)].push_back(filler);
  for (const std::string& filler : b.fillers) of_b[role_of(filler)].push_back(filler);
  return std::any_of(of_a.begin(), of_a.end(), [&](const auto& role) {
    const auto it = of_b.find(role.first);
    return it != of_b.end() && Shared(role.second, it->second) == 0;
  });
}

// Both give some, and none in common.
bool Clash(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return !a.empty() && !b.empty() && Shared(a, b) == 0;
}

// What two accounts without a day must not contradict each other in.
bool MayBeOneInStory(const Account& a, const Account& b) {
  return a.denied == b.denied && a.window.first <= b.window.last &&
         b.window.first <= a.window.last && TellOneStory(a.story, b.story) && !PlacesClash(a, b) &&
         !Clash(a.numbers, b.numbers) && !FillersClash(a, b);
}

bool FitInStory(const Account& a, const Account& b) {
  // Stated days need no story.
  const bool dated = a.window == b.window && a.window.last - a.window.first <= kDatedWindow;
  if (dated && FitOnOneDay(a, b) && !FillersClash(a, b)) return true;
  if (!MayBeOneInStory(a, b)) return false;
  const size_t shared = Shared(a.parts, b.parts);
  const size_t least = std::min(a.parts.size(), b.parts.size());
  if (least >= 2) return shared >= 2 || shared == least;
  return shared > 0 || Shared(a.words, b.words) > 0;
}

// Places that are no countries.
std::vector<std::string> TownsOf(const Account& account) {
  std::vector<std::string> towns;
  for (const CataloguedPlace& place : account.catalogued) {
    if (place.scheme != "iso3166") towns.push_back(place.entity_id);
  }
  std::sort(towns.begin(), towns.end());
  towns.erase(std::unique(towns.begin(), towns.end()), towns.end());
  return towns;
}

bool CountriesClash(const Account& a, const Account& b) {
  const auto is_country = [](const CataloguedPlace& place) { return place.scheme == "iso3166"; };
  const auto any = [&](const Account& account) {
    return std::any_of(account.catalogued.begin(), account.catalogued.end(), is_country);
  };
  return any(a) && any(b) &&
         std::none_of(a.catalogued.begin(), a.catalogued.end(), [&](const CataloguedPlace& mine) {
           return is_country(mine) &&
                  std::find(b.catalogued.begin(), b.catalogued.end(), mine) != b.catalogued.end();
         });
}

// Counts of dead or injured, told with what happened and where: as it is the
// counts in which they may differ, all else must agree.
bool FitAsTolls(const Account& a, const Account& b) {
  const std::string apart = StrCat(kApart);
  for (const Account* account : {&a, &b}) {
    if (std::binary_search(account->words.begin(), account->words.end(), apart)) return false;
  }
  if (a.window.first > b.window.last || b.window.first > a.window.last) return false;
  if (Clash(a.parts, b.parts) || CountriesClash(a, b)) return false;
  const bool one_story = TellOneStory(a.story, b.story);
  if (a.of_story && !one_story) return false;
  const std::vector<std::string> here = TownsOf(a), there = TownsOf(b);
  if (here.empty() || there.empty()) {
    if (!one_story) return false;
  } else if (!std::includes(here.begin(), here.end(), there.begin(), there.end()) &&
             !std::includes(there.begin(), there.end(), here.begin(), here.end())) {
    return false;
  }
  if (!a.words.empty() && !b.words.empty()) return Shared(a.words, b.words) > 0;
  return Shared(a.numbers, b.numbers) > 0;
}

// Neither is filed, or both are and under one name.
bool MayMeet(const Account& a, const Account& b) {
  if (a.filed_under.empty() && b.filed_under.empty()) return true;
  return std::find_first_of(a.filed_under.begin(), a.filed_under.end(), b.filed_under.begin(),
                            b.filed_under.end()) != a.filed_under.end();
}

bool FitAsEvents(const Account& a, const Account& b) {
  if (a.of_story != b.of_story || !MayMeet(a, b)) return false;
  // Of events, only tolls give numbers.
  if (a.numbers.empty() != b.numbers.empty()) return false;
  if (!a.numbers.empty()) return FitAsTolls(a, b);
  return a.of_story ? FitInStory(a, b) : FitOnOneDay(a, b);
}

// The heads of their relations are equal in a block.
bool FitAsClaims(const Account& a, const Account& b) {
  if (!MayMeet(a, b) || !MayBeOneInStory(a, b)) return false;
  // A story's names are in all its claims: one of many words says little.
  const size_t shared = Shared(a.words, b.words);
  const size_t least = std::min(a.words.size(), b.words.size());
  return shared >= 2 || (shared > 0 && 3 * shared >= least);
}

// One sentence in two wordings, or in part.
bool FitAsStatements(const Account& a, const Account& b) {
  if (a.denied != b.denied || a.numbers != b.numbers) return false;
  const size_t shared = Shared(a.words, b.words);
  const size_t least = std::min(a.words.size(), b.words.size());
  const size_t all = a.words.size() + b.words.size() - shared;
  return 5 * shared >= 3 * all || (least >= kWordsOfAPart && 10 * shared >= 9 * least);
}

bool IsThin(const Account& account) { return account.parts.size() < 2; }

// Positions of accounts; those of smaller signature come first.
using Order = std::vector<size_t>;

// Joins the pairs that fit. Where it is known from before which accounts are
// connected, only pairs with a new one are tested.
template <typename Fit>
void JoinPairs(const Order& order, const KnownGroups& known, Fit fit, DisjointSets<size_t>& sets) {
  std::map<std::string_view, size_t> first;  // Of each known group.
  std::set<size_t> fresh;
  for (const size_t account : order) {
    if (known.empty() || known[account].empty()) {
      fresh.insert(account);
    } else {
      sets.Join(account, first.try_emplace(known[account], account).first->second);
    }
  }
  for (const size_t a : fresh) {
    for (const size_t b : order) {
      const bool tested = b <= a && fresh.contains(b);
      if (!tested && fit(a, b)) sets.Join(a, b);
    }
  }
}

void JoinEvents(const std::vector<Account>& accounts, const KnownGroups& known, const Order& order,
                DisjointSets<size_t>& sets) {
  const auto fit = [&](size_t a, size_t b) { return FitAsEvents(accounts[a], accounts[b]); };
  Order thin, full;
  for (const size_t account : order) (IsThin(accounts[account]) ? thin : full).push_back(account);
  JoinPairs(full, known, fit, sets);
  // Two that stood in one event need not have been of one thin group.
  JoinPairs(thin, {}, fit, sets);
  // Thin groups join the one full event that they fit.
  std::map<size_t, std::set<size_t>> fitting;
  for (const size_t one : thin) {
    std::set<size_t>& roots = fitting[sets.Find(one)];
    for (const size_t other : full) {
      if (fit(one, other)) roots.insert(sets.Find(other));
    }
  }
  for (const auto& [group, roots] : fitting) {
    if (roots.size() == 1) sets.Join(group, *roots.begin());
  }
}

}  // namespace

bool FitAsOne(FactKind kind, const Account& a, const Account& b) {
  switch (kind) {
    case FactKind::kEvent:
      return FitAsEvents(a, b);
    case FactKind::kClaim:
      return FitAsClaims(a, b);
    case FactKind::kStatement:
      return FitAsStatements(a, b);
    case FactKind::kRelation:
    case FactKind::kUnspecified:
      break;
  }
  return false;
}

std::vector<std::vector<size_t>> Components(FactKind kind, const std::vector<Account>& accounts,
                                            const KnownGroups& known) {
  Order order(accounts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return accounts[a].signature < accounts[b].signature; });
  DisjointSets<size_t> sets;
  for (const size_t account : order) sets.Add(account);
  if (kind == FactKind::kEvent) {
    JoinEvents(accounts, known, order, sets);
  } else {
    const auto fit = [&](size_t a, size_t b) { return FitAsOne(kind, accounts[a], accounts[b]); };
    JoinPairs(order, known, fit, sets);
  }

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
