// Valid time: a stretch of time as the world counts it, as fine as it was said.
//
//   TimeInterval day = TimeInterval::Day(absl::CivilDay(2021, 8, 23));
//   day.ToEdtf() == "2021-08-23"
//   TimeInterval year = *ParseTimeInterval("1992");
//   year.Touches(...)
//
// Proleptic Gregorian calendar, years 1 to 9999, local time unless an offset is
// set. Values; thread-safe like any value.
#ifndef DATELINE_COMMON_TIME_TIME_INTERVAL_H_
#define DATELINE_COMMON_TIME_TIME_INTERVAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace dateline {

// How fine a time expression is. Values equal dateline.fact.v1.Granularity.
enum class Granularity : uint8_t {
  kUnspecified = 0,
  kSecond = 1,
  kMinute = 2,
  kHour = 3,
  kDay = 4,
  kWeek = 5,
  kMonth = 6,
  kQuarter = 7,
  kSeason = 8,
  kYear = 9,
  kDecade = 10,
  kCentury = 11,
};

// First and last second, both inclusive; a missing end is open.
struct TimeInterval {
  std::optional<absl::CivilSecond> start;
  std::optional<absl::CivilSecond> end;
  Granularity granularity = Granularity::kUnspecified;
  bool approximate = false;
  std::optional<int> utc_offset_minutes;

  static TimeInterval Day(absl::CivilDay day);
  static TimeInterval Days(absl::CivilDay first, absl::CivilDay last);
  static TimeInterval Month(absl::CivilMonth month);
  static TimeInterval Year(absl::CivilYear year);
  // One moment, to the second.
  static TimeInterval Second(absl::CivilSecond second);

  // True if neither end is known: says nothing.
  bool empty() const { return !start.has_value() && !end.has_value(); }

  // True if the two have a moment in common; open ends reach for ever.
  bool Touches(const TimeInterval& other) const;
  // True if `other` lies inside this one.
  bool Contains(const TimeInterval& other) const;

  // ISO 8601-2 (EDTF level 1): "2021-08-23", "1992", "2021-06~",
  // "2021-09-02/2021-09-04", "2021-08/.." (open end). Empty if empty().
  std::string ToEdtf() const;
  // `YYYY-MM-DD`, or `YYYY-MM-DDThh:mm:ss` where the granularity is finer than
  // a day; empty if that end is open.
  std::string StartString() const;
  std::string EndString() const;

  friend bool operator==(const TimeInterval&, const TimeInterval&) = default;
};

// Reads what ToEdtf writes and ISO 8601: "2021", "2021-08", "2021-08-23",
// "2021-08-23T09:45", "2021-08-23T09:45:30", with "Z" or "+03:00" after a time
// of day, intervals with "/" and open ends as "..", "~" for approximate.
// INVALID_ARGUMENT with TIME_INVALID for anything else, for days that do not
// exist and for the year 0.
absl::StatusOr<TimeInterval> ParseTimeInterval(std::string_view text);

}  // namespace dateline

#endif  // DATELINE_COMMON_TIME_TIME_INTERVAL_H_
