// The closed vocabulary of the fact model: predicates, event types, and the
// names that enumerators have in flat records and on the command line.
// Thread-safe: constant tables and pure functions.
#ifndef DATELINE_COMMON_FACT_VOCABULARY_H_
#define DATELINE_COMMON_FACT_VOCABULARY_H_

#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "common/fact/fact.h"

namespace dateline {

// When two values of one predicate exclude each other.
enum class Functional {
  kNo,         // Several values may hold at once.
  kYes,        // One value for ever (born_on).
  kAtOneTime,  // One value at a time (member_count).
};

struct PredicateInfo {
  std::string_view name;
  Functional functional;
};

struct EventTypeInfo {
  std::string_view name;         // "contact.meet"
  std::string_view plover_code;  // "CONSULT", empty where PLOVER has none.
  std::string_view plover_mode;  // "meet", mostly empty.
};

// All predicates and event types, sorted by name.
absl::Span<const PredicateInfo> Predicates();
absl::Span<const EventTypeInfo> EventTypes();

// The entry with this name, or null.
const PredicateInfo* FindPredicate(std::string_view name);
const EventTypeInfo* FindEventType(std::string_view name);

// Names as in the fact model: "PERSON", "relation", "positive", "certain",
// "planned". Unspecified gives "unspecified" ("" for FactKind and EntityType).
std::string_view NameOf(EntityType type);
std::string_view NameOf(FactKind kind);
std::string_view NameOf(Polarity polarity);
std::string_view NameOf(Certainty certainty);
std::string_view NameOf(FactStatus status);
std::string_view NameOf(Granularity granularity);
std::string_view NameOf(AttributionKind kind);
std::string_view NameOf(NameForm form);

// The reverse, without regard to case; nothing for an unknown name.
std::optional<EntityType> EntityTypeFromName(std::string_view name);
std::optional<FactKind> FactKindFromName(std::string_view name);
std::optional<Polarity> PolarityFromName(std::string_view name);
std::optional<Certainty> CertaintyFromName(std::string_view name);
std::optional<FactStatus> FactStatusFromName(std::string_view name);

}  // namespace dateline

#endif  // DATELINE_COMMON_FACT_VOCABULARY_H_
