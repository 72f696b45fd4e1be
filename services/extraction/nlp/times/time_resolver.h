// From what a time expression says to when it was.
//
//   TimeSense last_friday;
//   last_friday.weekday = 5; last_friday.which = -1;
//   ResolveTime(last_friday, {.reference = absl::CivilSecond(2019, 5, 15)})
//       -> 2019-05-10
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_RESOLVER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_RESOLVER_H_

#include <optional>

#include "common/time/time_interval.h"
#include "services/extraction/nlp/times/time_sense.h"

namespace dateline::nlp {

// Where the clause around an expression looks.
enum class ClauseTense : uint8_t { kUnknown, kPast, kFuture };

struct TimeContext {
  // When the text was published; without it only absolute expressions resolve,
  // and days with their weekday ("Thursday, September 16"), approximately.
  std::optional<absl::CivilSecond> reference;
  // The time last spoken of ("the day before", "a year earlier").
  std::optional<TimeInterval> focus;
  ClauseTense tense = ClauseTense::kUnknown;
};

// Nothing if the words do not say when, the context lacks what they need, or
// the day does not exist.
std::optional<TimeInterval> ResolveTime(const TimeSense& sense, const TimeContext& context);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_RESOLVER_H_
