// A window of valid time, as queries give it: two dates, both inclusive.
//
//   DATELINE_ASSIGN_OR_RETURN(TimeWindow window, ParseTimeWindow("2021-08", "2021-09-02"));
//   window.Touches(fact.content.valid_time)
//
// Thread-safe: values and pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_TIME_WINDOW_H_
#define DATELINE_SERVICES_QUERY_CORE_TIME_WINDOW_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/time/time_interval.h"

namespace dateline::query {

// The last moment that valid time can have.
inline constexpr absl::CivilSecond kLastMoment(9999, 12, 31, 23, 59, 59);

// First and last second, both inclusive; a missing end does not bound.
struct TimeWindow {
  std::optional<absl::CivilSecond> from;
  std::optional<absl::CivilSecond> to;

  bool bounded() const { return from.has_value() || to.has_value(); }
  // True if unbounded, or if the interval has a moment in the window. No time
  // touches no bounded window.
  bool Touches(const std::optional<TimeInterval>& valid_time) const;
};

// Reads `valid_from` and `valid_to`, named with `path` ("filter.") before: ISO 8601 dates or
// date-times, "2021-08" and "2021" standing for the whole month or year; empty does not bound.
// INVALID_ARGUMENT: TIME_INVALID with the field, FIELD_INVALID if the window
// ends before it starts.
absl::StatusOr<TimeWindow> ParseTimeWindow(std::string_view valid_from, std::string_view valid_to,
                                           std::string_view path = {});

// One date or date-time in `field`; TIME_INVALID for anything else, intervals
// and approximate dates too.
absl::StatusOr<TimeInterval> ParseDate(std::string_view field, std::string_view text);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_TIME_WINDOW_H_
