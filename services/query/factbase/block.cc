#include "services/query/factbase/block.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "common/text/folding.h"
#include "services/query/factbase/account.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/story.h"
#include "services/query/factbase/wording.h"

namespace dateline::query {
namespace {

std::string Hash(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) AppendKeyString(&joined, part);
  return HashedId({joined});
}

std::string PhraseKey(const Phrase& phrase) {
  return ValueKey(phrase.entity.has_value() ? Value(*phrase.entity) : Value(phrase.text));
}

std::string MonthKey(const std::optional<TimeInterval>& time) {
  if (!time.has_value() || !time->start.has_value()) return "";
  return absl::StrFormat("%d-%d", time->start->year(), time->start->month());
}

// The smallest hash among the stems: equal for two texts with a chance as great
// as the share of stems that both have.
std::string LeastHash(const std::vector<std::string>& stems) {
  std::string least;
  for (const std::string& stem : stems) {
    std::string hash = HashedId({"stem", stem});
    if (least.empty() || hash < least) least = std::move(hash);
  }
  return least;
}

// Deaths, arrests and appointments: the name of whom it happens to, the first
// of several.
std::string PersonOf(const FactContent& content) {
  const bool personal = content.type.starts_with("life.") || content.type.starts_with("justice.") ||
                        content.type.starts_with("personnel.");
  std::string person;
  if (!personal) return person;
  for (const RoleFiller& filler : std::get<Event>(content.body).roles) {
    const auto* entity = std::get_if<EntityReference>(&filler.value);
    if (filler.role != "person" || entity == nullptr) continue;
    std::string name = Story::NameOf(*entity);
    if (person.empty() || name < person) person = std::move(name);
  }
  return person;
}

// Words that head the relations of many claims about one subject.
constexpr std::string_view kGeneralWords[] = {
    "add",   "announce", "ask",     "be",      "become", "begin",  "believe", "bring", "call",
    "claim", "come",     "do",      "expect",  "feel",   "find",   "get",     "give",  "go",
    "have",  "hold",     "include", "keep",    "know",   "leave",  "let",     "look",  "make",
    "need",  "note",     "plan",    "provide", "put",    "remain", "report",  "say",   "see",
    "seem",  "set",      "show",    "speak",   "start",  "state",  "take",    "tell",  "think",
    "try",   "use",      "want",    "warn",    "work"};

// A verb of its own ("resigned"), not "is", "has" or a word that goes with
// anything ("made").
bool TellsWhat(const std::string& head, std::string_view relation) {
  if (ContentStems(relation).empty()) return false;
  return std::none_of(std::begin(kGeneralWords), std::end(kGeneralWords),
                      [&](std::string_view word) { return StemOf(word) == head; });
}

struct BlockParts {
  const Member& member;

  std::vector<std::string> operator()(const Relation& relation) const {
    std::string position;
    for (const Qualifier& qualifier : relation.qualifiers) {
      if (qualifier.name == "position") position = ValueKey(qualifier.value);
    }
    return {"relation", member.content.type, ValueKey(relation.subject), ValueKey(relation.object),
            position};
  }
  std::vector<std::string> operator()(const Event&) const {
    const std::string family(FamilyOf(member.content.type));
    const auto& time = member.content.valid_time;
    if (HasDay(member.content) && !HappensToOne(member.content)) {
      return {"event", family,
              StrCat("day ", CivilSeconds(absl::CivilSecond(absl::CivilDay(*time->start))))};
    }
    const std::string person = PersonOf(member.content);
    if (person.empty() && member.story.empty()) {
      return {"event", family, StrCat("document ", member.attestation.document_id)};
    }
    std::string month = MonthKey(time);
    if (month.empty()) month = MonthKey(member.attestation.published_at);
    return {"event", family, "story " + person, month};
  }
  std::vector<std::string> operator()(const Statement& statement) const {
    const std::string least = LeastHash(ContentStems(statement.content));
    return {"statement", ValueKey(statement.speaker),
            least.empty() ? ValueKey(statement.content) : least};
  }
  std::vector<std::string> operator()(const Claim& claim) const {
    if (IsToldInStory(member)) {
      return {"claim head", TriggerStems(member.attestation).front(),
              MonthKey(member.attestation.published_at)};
    }
    std::vector<std::string> parts = {"claim", PhraseKey(claim.subject), ValueKey(claim.relation)};
    for (const Phrase& object : claim.objects) parts.push_back(PhraseKey(object));
    return parts;
  }
};

}  // namespace

bool HasDay(const FactContent& content) {
  const auto& time = content.valid_time;
  return time.has_value() && time->start.has_value() && time->end.has_value() &&
         absl::CivilDay(*time->start) == absl::CivilDay(*time->end);
}

bool IsToldInStory(const Member& member) {
  const auto& claim = std::get<Claim>(member.content.body);
  const std::vector<std::string> triggers = TriggerStems(member.attestation);
  return !member.story.empty() && !triggers.empty() && TellsWhat(triggers.front(), claim.relation);
}

bool HappensToOne(const FactContent& content) { return !PersonOf(content).empty(); }

std::string_view FamilyOf(std::string_view event_type) {
  if (event_type == "conflict.clash") return "conflict.attack";
  if (event_type == "agreement.sign") return "agreement.reach";
  return event_type;
}

bool IsFiled(const Member& member) {
  switch (member.content.kind()) {
    case FactKind::kEvent:
      return !member.story.empty() && !HasDay(member.content) && !HappensToOne(member.content);
    case FactKind::kClaim:
      return IsToldInStory(member);
    default:
      return false;
  }
}

std::string BlockOf(const Member& member) {
  const std::vector<std::string> parts = std::visit(BlockParts{member}, member.content.body);
  return parts[0][0] + Hash(parts);
}

}  // namespace dateline::query
