// When what a verb or noun names is said to have happened.
//
//   const EventTime time = TimeOf(view, trigger);
//   if (time.value.has_value()) fact.valid_time = time.value;
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TIME_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TIME_H_

#include <cstdint>
#include <optional>

#include "common/fact/fact.h"
#include "common/time/time_interval.h"
#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/fact_sink.h"

namespace dateline::patterns {

struct EventTime {
  std::optional<TimeInterval> value;  // Unset if no time is given.
  TimeSource source = TimeSource::kUnspecified;
};

// The time of what the word at `trigger` names or says.
EventTime TimeOf(const DocumentView& view, uint32_t trigger);

// Writes it into a draft; leaves the draft alone if no time is given.
void SetTime(const EventTime& time, DraftFact& draft);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TIME_H_
