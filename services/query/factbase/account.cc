#include "services/query/factbase/account.h"

#include <algorithm>
#include <utility>

#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "common/text/folding.h"
#include "services/query/factbase/block.h"
#include "services/query/factbase/spelling.h"
#include "services/query/factbase/story.h"
#include "services/query/factbase/tolls.h"
#include "services/query/factbase/wording.h"

namespace dateline::query {
namespace {

constexpr std::string_view kPartRoles[] = {"participant",  "chair",     "host",
                                           "actor",        "recipient", "person",
                                           "organization", "subject",   "document"};

// How long before its publication news happened, and how far ahead it looks.
constexpr int64_t kDaysOfNews = 7;
constexpr int64_t kDaysAhead = 31;

bool IsPart(std::string_view role) {
  return std::find(std::begin(kPartRoles), std::end(kPartRoles), role) != std::end(kPartRoles);
}

std::string FillerKey(std::string_view role, std::string_view value) {
  std::string key;
  AppendKeyString(&key, role);
  AppendKeyString(&key, value);
  return key;
}

template <typename Item>
void SortOnce(std::vector<Item>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// A hash of all that the account holds but the signature.
std::string SignatureOf(const Account& account, const std::vector<std::string>& said) {
  std::string joined;
  const auto add = [&joined](const std::vector<std::string>& items) {
    for (const std::string& item : items) AppendKeyString(&joined, "+" + item);
    AppendKeyString(&joined, "");
  };
  add(said);
  add(account.fillers);
  add(account.words);
  add(account.numbers);
  for (const CataloguedPlace& place : account.catalogued) {
    add({place.scheme, place.entity_id});
  }
  for (const uint32_t mark : account.story) AppendKeyUint32(&joined, mark);
  if (!account.filed_under.empty()) AppendKeyString(&joined, "filed");
  for (const uint32_t mark : account.filed_under) AppendKeyUint32(&joined, mark);
  AppendKeyUint64(&joined, static_cast<uint64_t>(account.window.first));
  AppendKeyUint64(&joined, static_cast<uint64_t>(account.window.last));
  return HashedId({joined, account.denied ? "denied" : ""});
}

int64_t DayNumber(absl::CivilSecond moment) {
  return absl::CivilDay(moment) - absl::CivilDay(1970, 1, 1);
}

// A stated time, give or take a day; else what a report may call news.
DayWindow WindowOf(const Member& member) {
  DayWindow window;
  if (const auto& stated = member.content.valid_time; stated.has_value() && !stated->empty()) {
    if (stated->start.has_value()) window.first = DayNumber(*stated->start) - 1;
    if (stated->end.has_value()) window.last = DayNumber(*stated->end) + 1;
    return window;
  }
  const auto& published = member.attestation.published_at;
  if (!published.has_value() || !published->start.has_value()) return window;
  const int64_t day = DayNumber(*published->start);
  const bool ahead = member.attestation.factuality.status != FactStatus::kActual;
  return {day - kDaysOfNews, ahead ? day + kDaysAhead : day};
}

// Adds what holds facts without a date together and apart.
void PlaceInStory(const Member& member, Account& account) {
  account.of_story = true;
  account.story = member.story;
  account.filed_under = member.filed_under;
  account.window = WindowOf(member);
  SortOnce(account.fillers);
}

void AddFiller(std::string_view role, const EntityReference& entity, Account& account) {
  account.fillers.push_back(FillerKey(role, ValueKey(entity)));
}

// Adds what holds the tolls of one event together: whom it names is no help.
void AddToll(const Member& member, Account& account) {
  for (const Toll& toll : TollsOf(member.content)) {
    account.numbers.push_back(StrCat(ValueKey(toll.least), " ", ValueKey(toll.most), " ", toll.of));
  }
  if (account.numbers.empty()) return;
  SortOnce(account.numbers);
  account.words.clear();
  account.story.clear();
  for (const uint32_t mark : member.story) {
    if (mark < Story::kFirstKindMark) {
      account.story.push_back(mark);
    } else {
      account.words.push_back(StrCat(mark - Story::kFirstKindMark));
    }
  }
  SortOnce(account.words);
}

Account AccountOfEvent(const Member& member) {
  Account account;
  const Event& event = std::get<Event>(member.content.body);
  account.catalogued = member.places;
  SortOnce(account.catalogued);
  std::vector<std::string> said;
  for (const RoleFiller& filler : event.roles) {
    said.push_back(FillerKey(filler.role, ValueKey(filler.value)));
    if (filler.role == "chair" || filler.role == "host") account.conference = true;
    const auto* entity = std::get_if<EntityReference>(&filler.value);
    if (entity == nullptr) continue;
    if (filler.role == "place") account.places.push_back(entity->id);
    if (!IsPart(filler.role)) continue;
    account.parts.push_back(ValueKey(*entity));
    if (filler.role == "participant" && entity->type == EntityType::kOrganization) {
      account.bodies.push_back(ValueKey(*entity));
    }
  }
  SortOnce(said);
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
  if ((!HasDay(member.content) || HappensToOne(member.content)) && !member.story.empty()) {
    for (const RoleFiller& filler : event.roles) {
      const auto* entity = std::get_if<EntityReference>(&filler.value);
      if (entity != nullptr && IsPart(filler.role)) AddFiller(filler.role, *entity, account);
    }
    account.words = TriggerStems(member.attestation);
    PlaceInStory(member, account);
  }
  if (member.attestation.factuality.polarity != Polarity::kNegative) AddToll(member, account);
  account.signature = SignatureOf(account, said);
  return account;
}

Account AccountOfStatement(const Statement& statement) {
  Account account;
  account.words = ContentStems(statement.content);
  account.numbers = NumbersAmong(account.words);
  account.denied = Denies(statement.content);
  account.signature = SignatureOf(account, {});
  return account;
}

Account AccountOfClaim(const Member& member) {
  const Claim& claim = std::get<Claim>(member.content.body);
  Account account;
  if (!IsToldInStory(member)) return account;
  const auto add = [&account](std::string_view role, const Phrase& phrase) {
    if (phrase.entity.has_value()) AddFiller(role, *phrase.entity, account);
    for (std::string& stem : ContentStems(phrase.text)) account.words.push_back(std::move(stem));
  };
  add("subject", claim.subject);
  SortOnce(account.words);
  const std::vector<std::string> of_subject = account.words;
  account.words.clear();
  for (const Phrase& object : claim.objects) add("object", object);
  SortOnce(account.words);
  account.numbers = NumbersAmong(account.words);
  account.words.insert(account.words.end(), of_subject.begin(), of_subject.end());
  SortOnce(account.words);
  account.denied = member.attestation.factuality.polarity == Polarity::kNegative;
  PlaceInStory(member, account);
  account.signature = SignatureOf(account, {});
  return account;
}

}  // namespace

std::vector<std::string> TriggerStems(const Attestation& attestation) {
  std::vector<std::string> stems;
  for (const Evidence& evidence : attestation.evidence) {
    for (const ByteSpan trigger : evidence.triggers) {
      const ByteSpan local{trigger.begin - evidence.span.begin, trigger.end - evidence.span.begin};
      if (local.end > evidence.text.size()) continue;
      const std::string folded = FoldForMatching(local.In(evidence.text));
      if (!folded.empty()) stems.push_back(StemOf(folded));
    }
  }
  SortOnce(stems);
  return stems;
}

Account AccountOf(const Member& member) {
  switch (member.content.kind()) {
    case FactKind::kEvent:
      return AccountOfEvent(member);
    case FactKind::kStatement:
      return AccountOfStatement(std::get<Statement>(member.content.body));
    case FactKind::kClaim:
      return AccountOfClaim(member);
    case FactKind::kRelation:
    case FactKind::kUnspecified:
      break;
  }
  return {};
}

std::string FactIdOf(std::string_view block, std::string_view signature) {
  if (signature.empty()) return HashedId({"fact", block});
  return HashedId({"fact", block, signature});
}

}  // namespace dateline::query
