#include "services/query/factbase/account.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/sha256.h"
#include "common/storage/ordered_key.h"

namespace dateline::query {
namespace {

constexpr std::string_view kPartRoles[] = {"participant",  "chair",     "host",
                                           "actor",        "recipient", "person",
                                           "organization", "subject",   "document"};

bool IsPart(std::string_view role) {
  return std::find(std::begin(kPartRoles), std::end(kPartRoles), role) != std::end(kPartRoles);
}

template <typename Item>
void SortOnce(std::vector<Item>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// Who and what the event names, and in which catalogues its places stand.
std::string SignatureOf(const Event& event, const std::vector<CataloguedPlace>& places) {
  std::set<std::string> fillers;
  for (const RoleFiller& filler : event.roles) {
    std::string part;
    AppendKeyString(&part, filler.role);
    AppendKeyString(&part, ValueKey(filler.value));
    fillers.insert(std::move(part));
  }
  for (const CataloguedPlace& place : places) {
    std::string part;
    AppendKeyString(&part, "place " + place.scheme);
    AppendKeyString(&part, place.entity_id);
    fillers.insert(std::move(part));
  }
  std::string joined;
  for (const std::string& filler : fillers) joined += filler;
  return HashedId({joined});
}

Account AccountOfEvent(const Event& event, const std::vector<CataloguedPlace>& places) {
  Account account;
  account.catalogued = places;
  SortOnce(account.catalogued);
  account.signature = SignatureOf(event, account.catalogued);
  for (const RoleFiller& filler : event.roles) {
    if (filler.role == "chair" || filler.role == "host") account.conference = true;
    const auto* entity = std::get_if<EntityReference>(&filler.value);
    if (entity == nullptr) continue;
    if (filler.role == "place") account.places.push_back(entity->id);
    if (IsPart(filler.role)) account.parts.push_back(ValueKey(*entity));
    if (filler.role == "participant" && entity->type == EntityType::kOrganization) {
      account.bodies.push_back(ValueKey(*entity));
    }
  }
  SortOnce(account.places);
  SortOnce(account.bodies);
  // A subject in words ("an earthquake") identifies only together with a place.
  for (const RoleFiller& filler : event.roles) {
    if (filler.role != "subject" || !std::holds_alternative<std::string>(filler.value)) continue;
    for (const std::string& place : account.places) {
      account.parts.push_back(ValueKey(filler.value) + "@" + place);
    }
  }
  SortOnce(account.parts);
  return account;
}

}  // namespace

Account AccountOf(const Member& member) {
  const auto* event = std::get_if<Event>(&member.content.body);
  return event == nullptr ? Account() : AccountOfEvent(*event, member.places);
}

std::string FactIdOf(std::string_view block, std::string_view signature) {
  if (signature.empty()) return HashedId({"fact", block});
  return HashedId({"fact", block, signature});
}

}  // namespace dateline::query
