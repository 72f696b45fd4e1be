// Words that say that something happened, and who takes part in what role.
//
// Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TRIGGERS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TRIGGERS_H_

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace dateline::patterns {

// What can fill a role.
enum class Filler : uint8_t {
  kNone,
  kPerson,
  kActor,     // Person, body, state.
  kBody,      // Body only.
  kPlace,     // State, city, place.
  kDocument,  // Agreement, law.
  kAny,
};

struct EventTrigger {
  std::string_view verb;  // Past tense and participle: "signed".
  std::string_view base;  // "sign"; empty: only the past form fires.
  std::string_view type;  // "agreement.sign"
  std::string_view subject_role;
  Filler subject = Filler::kActor;
  std::string_view object_role;  // Empty: takes no object.
  Filler object = Filler::kNone;
  bool object_required = false;  // Fires only with an object of that sort.
  std::string_view particle;     // The word right after: "down", "with"; "" none.
  // The event has to name one of these nouns nearby (space-separated), or "".
  std::string_view near;
};

absl::Span<const EventTrigger> EventTriggers();

// "event.contact.meet": the rule that finds events of this type.
std::string_view EventRuleId(std::string_view type);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TRIGGERS_H_
