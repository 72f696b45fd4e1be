#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "services/query/factbase/disjoint_sets.h"
#include "services/query/factbase/merging.h"

namespace dateline::query {
namespace {

constexpr std::string_view kPartRoles[] = {"participant",  "chair",     "host",
                                           "actor",        "recipient", "person",
                                           "organization", "subject",   "document"};

// All members with one signature.
struct Account {
  std::set<std::string> parts;                              // Who takes part.
  std::set<std::string> bodies;                             // Organizations among them.
  std::set<std::string> places;                             // Entity ids.
  std::map<std::string, std::set<std::string>> catalogued;  // Places by scheme.
  bool conference = false;  // Has a chair or a host: more than a talk of two.
  std::vector<const Member*> members;
};

bool IsPart(std::string_view role) {
  return std::find(std::begin(kPartRoles), std::end(kPartRoles), role) != std::end(kPartRoles);
}

void Read(const Member& member, Account& account) {
  account.members.push_back(&member);
  for (const CataloguedPlace& place : member.places) {
    account.catalogued[place.scheme].insert(place.entity_id);
  }
  const auto& roles = std::get<Event>(member.content.body).roles;
  for (const RoleFiller& filler : roles) {
    if (filler.role == "chair" || filler.role == "host") account.conference = true;
    const auto* entity = std::get_if<EntityReference>(&filler.value);
    if (entity == nullptr) continue;
    if (filler.role == "place") account.places.insert(entity->id);
    if (IsPart(filler.role)) account.parts.insert(ValueKey(*entity));
    if (filler.role == "participant" && entity->type == EntityType::kOrganization) {
      account.bodies.insert(ValueKey(*entity));
    }
  }
  // A subject in words ("an earthquake") identifies only together with a place.
  for (const RoleFiller& filler : roles) {
    if (filler.role != "subject" || !std::holds_alternative<std::string>(filler.value)) continue;
    for (const std::string& place : account.places) {
      account.parts.insert(ValueKey(filler.value) + "@" + place);
    }
  }
}

size_t Shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<size_t>(
      std::count_if(a.begin(), a.end(), [&](const std::string& item) { return b.contains(item); }));
}

bool PlacesClash(const Account& a, const Account& b) {
  for (const auto& [scheme, places] : a.catalogued) {
    const auto it = b.catalogued.find(scheme);
    if (it != b.catalogued.end() && Shared(places, it->second) == 0) return true;
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

}  // namespace

std::vector<std::vector<const Member*>> EventComponents(const std::vector<const Member*>& members) {
  std::map<std::string, Account> accounts;
  for (const Member* member : members) Read(*member, accounts[EventSignature(member->content)]);

  DisjointSets<std::string> sets;
  const auto join_where_fit = [&](bool thin) {
    for (auto a = accounts.begin(); a != accounts.end(); ++a) {
      sets.Add(a->first);
      for (auto b = std::next(a); b != accounts.end(); ++b) {
        if (IsThin(a->second) != thin || IsThin(b->second) != thin) continue;
        if (Fit(a->second, b->second)) sets.Join(a->first, b->first);
      }
    }
  };
  join_where_fit(false);
  join_where_fit(true);

  // Thin groups join the one full event that they fit.
  std::map<std::string, std::set<std::string>> fitting;
  for (const auto& [thin, thin_account] : accounts) {
    if (!IsThin(thin_account)) continue;
    std::set<std::string>& roots = fitting[sets.Find(thin)];
    for (const auto& [full, full_account] : accounts) {
      if (!IsThin(full_account) && Fit(thin_account, full_account)) roots.insert(sets.Find(full));
    }
  }
  for (const auto& [thin, roots] : fitting) {
    if (roots.size() == 1) sets.Join(thin, *roots.begin());
  }

  std::map<std::string, std::vector<const Member*>> components;
  for (const auto& [signature, account] : accounts) {
    auto& component = components[sets.Find(signature)];
    component.insert(component.end(), account.members.begin(), account.members.end());
  }
  std::vector<std::vector<const Member*>> out;
  for (auto& [root, component] : components) out.push_back(std::move(component));
  return out;
}

}  // namespace dateline::query
