// Gathers what a document tells of one event in several places: "A summit was
// held in Lima. The summit was chaired by Vance." is one meeting.
//
//   std::vector<FoundEvent> events = GatherEvents(view, std::move(found));
//
// Two findings are one event if type, factuality and those who say it agree,
// their times can be one, and no role has fillers that exclude each other; they
// stand together in a sentence, or name the same people, or one refers back
// ("the summit"). Deterministic; near-linear in the number of findings.
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_EVENT_GATHERING_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_EVENT_GATHERING_H_

#include <cstdint>
#include <vector>

#include "common/fact/fact.h"
#include "services/extraction/patterns/event_time.h"
#include "services/extraction/patterns/language/pattern.h"

namespace dateline::patterns {

// A place that tells of an event.
struct EventMention {
  uint32_t trigger = 0;
  // The noun that names it: the trigger, or "summit" of "chaired the summit".
  uint32_t noun = 0;
};

// An event as one pattern finds it at one word.
struct FoundEvent {
  const CompiledPattern* pattern = nullptr;
  // Where it is told of, in order; at least one.
  std::vector<EventMention> mentions;
  std::vector<RoleFiller> roles;
  std::vector<TokenRange> evidence;  // At least one.
  EventTime time;
  Factuality factuality;
  // Positions of the statements whose content holds the trigger, ascending.
  std::vector<size_t> said_in;
};

// `found` in order of the triggers. The events, in order of their first trigger.
std::vector<FoundEvent> GatherEvents(const DocumentView& view, std::vector<FoundEvent> found);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_EVENT_GATHERING_H_
