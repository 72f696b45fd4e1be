#include "common/fact/vocabulary.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

constexpr std::array kPredicates = {
    PredicateInfo{"age", Functional::kAtOneTime},
    PredicateInfo{"also_known_as", Functional::kNo},
    PredicateInfo{"born_in", Functional::kYes},
    PredicateInfo{"born_on", Functional::kYes},
    PredicateInfo{"citizen_of", Functional::kNo},
    PredicateInfo{"designated_as", Functional::kNo},
    PredicateInfo{"died_on", Functional::kYes},
    PredicateInfo{"educated_at", Functional::kNo},
    PredicateInfo{"founded_by", Functional::kNo},
    PredicateInfo{"founded_on", Functional::kYes},
    PredicateInfo{"headquartered_in", Functional::kNo},
    PredicateInfo{"holds_position", Functional::kNo},
    PredicateInfo{"is_a", Functional::kNo},
    PredicateInfo{"located_in", Functional::kNo},
    PredicateInfo{"member_count", Functional::kAtOneTime},
    PredicateInfo{"member_of", Functional::kNo},
    PredicateInfo{"owns", Functional::kNo},
    PredicateInfo{"parent_of", Functional::kNo},
    PredicateInfo{"part_of", Functional::kNo},
    PredicateInfo{"sibling_of", Functional::kNo},
    PredicateInfo{"spouse_of", Functional::kNo},
    PredicateInfo{"subsidiary_of", Functional::kNo},
};

constexpr std::array kEventTypes = {
    EventTypeInfo{"agreement.adopt", "AGREE", ""},
    EventTypeInfo{"agreement.negotiate", "CONSULT", ""},
    EventTypeInfo{"agreement.reach", "AGREE", ""},
    EventTypeInfo{"agreement.sign", "AGREE", ""},
    EventTypeInfo{"aid.provide", "AID", ""},
    EventTypeInfo{"business.acquire", "", ""},
    EventTypeInfo{"business.contract", "", ""},
    EventTypeInfo{"business.invest", "", ""},
    EventTypeInfo{"conflict.attack", "ASSAULT", ""},
    EventTypeInfo{"conflict.clash", "ASSAULT", ""},
    EventTypeInfo{"conflict.seize", "ASSAULT", ""},
    EventTypeInfo{"contact.call", "CONSULT", "phone"},
    EventTypeInfo{"contact.meet", "CONSULT", "meet"},
    EventTypeInfo{"contact.visit", "CONSULT", "visit"},
    EventTypeInfo{"diplomacy.accuse", "ACCUSE", ""},
    EventTypeInfo{"diplomacy.break_relations", "SANCTION", ""},
    EventTypeInfo{"diplomacy.concede", "CONCEDE", ""},
    EventTypeInfo{"diplomacy.cooperate", "COOPERATE", ""},
    EventTypeInfo{"diplomacy.reject", "REJECT", ""},
    EventTypeInfo{"diplomacy.request", "REQUEST", ""},
    EventTypeInfo{"diplomacy.restore_relations", "COOPERATE", ""},
    EventTypeInfo{"diplomacy.support", "SUPPORT", ""},
    EventTypeInfo{"diplomacy.threaten", "THREATEN", ""},
    EventTypeInfo{"disaster.occur", "", ""},
    EventTypeInfo{"event.held", "", ""},
    EventTypeInfo{"justice.arrest", "COERCE", ""},
    EventTypeInfo{"justice.charge", "COERCE", ""},
    EventTypeInfo{"justice.release", "CONCEDE", ""},
    EventTypeInfo{"justice.sentence", "COERCE", ""},
    EventTypeInfo{"legislation.pass", "", ""},
    EventTypeInfo{"legislation.propose", "", ""},
    EventTypeInfo{"life.die", "", ""},
    EventTypeInfo{"life.injure", "", ""},
    EventTypeInfo{"military.mobilize", "MOBILIZE", ""},
    EventTypeInfo{"military.withdraw", "RETREAT", ""},
    EventTypeInfo{"movement.travel", "", ""},
    EventTypeInfo{"organization.found", "", ""},
    EventTypeInfo{"organization.join", "", ""},
    EventTypeInfo{"organization.leave", "", ""},
    EventTypeInfo{"personnel.appoint", "", ""},
    EventTypeInfo{"personnel.dismiss", "", ""},
    EventTypeInfo{"personnel.elect", "", ""},
    EventTypeInfo{"personnel.resign", "", ""},
    EventTypeInfo{"protest.demonstrate", "PROTEST", ""},
    EventTypeInfo{"sanction.impose", "SANCTION", ""},
    EventTypeInfo{"sanction.lift", "CONCEDE", ""},
};

template <typename Table>
const typename Table::value_type* FindByName(const Table& table, std::string_view name) {
  auto it = std::lower_bound(table.begin(), table.end(), name,
                             [](const auto& entry, std::string_view n) { return entry.name < n; });
  return it != table.end() && it->name == name ? &*it : nullptr;
}

constexpr std::array<std::string_view, 10> kEntityTypeNames = {
    "",         "PERSON", "ORGANIZATION", "GPE",       "LOCATION",
    "FACILITY", "GROUP",  "EVENT",        "AGREEMENT", "PRODUCT"};
constexpr std::array<std::string_view, 5> kFactKindNames = {"", "relation", "event", "statement",
                                                            "claim"};
constexpr std::array<std::string_view, 3> kPolarityNames = {"unspecified", "positive", "negative"};
constexpr std::array<std::string_view, 4> kCertaintyNames = {"unspecified", "certain", "probable",
                                                             "possible"};
constexpr std::array<std::string_view, 6> kStatusNames = {
    "unspecified", "actual", "planned", "conditional", "requested", "hypothetical"};
constexpr std::array<std::string_view, 12> kGranularityNames = {
    "unspecified", "second",  "minute", "hour", "day",    "week",
    "month",       "quarter", "season", "year", "decade", "century"};
constexpr std::array<std::string_view, 4> kAttributionKindNames = {"unspecified", "publisher",
                                                                   "agency", "speaker"};
constexpr std::array<std::string_view, 5> kNameFormNames = {"unspecified", "full", "abbreviation",
                                                            "short", "variant"};

template <typename Enum, size_t N>
std::string_view Name(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<size_t>(value);
  return index < N ? names[index] : std::string_view();
}

// The first entry (unspecified) has no name that people may write.
template <typename Enum, size_t N>
std::optional<Enum> FromName(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 1; i < N; ++i) {
    if (absl::EqualsIgnoreCase(AbslView(names[i]), AbslView(name))) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

absl::Span<const PredicateInfo> Predicates() { return kPredicates; }
absl::Span<const EventTypeInfo> EventTypes() { return kEventTypes; }
const PredicateInfo* FindPredicate(std::string_view name) { return FindByName(kPredicates, name); }
const EventTypeInfo* FindEventType(std::string_view name) { return FindByName(kEventTypes, name); }

std::string_view NameOf(EntityType type) { return Name(kEntityTypeNames, type); }
std::string_view NameOf(FactKind kind) { return Name(kFactKindNames, kind); }
std::string_view NameOf(Polarity polarity) { return Name(kPolarityNames, polarity); }
std::string_view NameOf(Certainty certainty) { return Name(kCertaintyNames, certainty); }
std::string_view NameOf(FactStatus status) { return Name(kStatusNames, status); }
std::string_view NameOf(Granularity granularity) { return Name(kGranularityNames, granularity); }
std::string_view NameOf(AttributionKind kind) { return Name(kAttributionKindNames, kind); }
std::string_view NameOf(NameForm form) { return Name(kNameFormNames, form); }

std::optional<EntityType> EntityTypeFromName(std::string_view name) {
  return FromName<EntityType>(kEntityTypeNames, name);
}
std::optional<FactKind> FactKindFromName(std::string_view name) {
  return FromName<FactKind>(kFactKindNames, name);
}
std::optional<Polarity> PolarityFromName(std::string_view name) {
  return FromName<Polarity>(kPolarityNames, name);
}
std::optional<Certainty> CertaintyFromName(std::string_view name) {
  return FromName<Certainty>(kCertaintyNames, name);
}
std::optional<FactStatus> FactStatusFromName(std::string_view name) {
  return FromName<FactStatus>(kStatusNames, name);
}

}  // namespace dateline
