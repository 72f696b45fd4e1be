// Arithmetic with the units of the calendar: the week around a day, three
// months on, the last third of a year.
//
//   UnitAround(absl::CivilDay(2019, 5, 16), TimeUnit::kQuarter)  // 2019-04-01/2019-06-30
//   Narrow(TimeInterval::Month(...), IntervalPart::kLate)        // its last ten days
//
// Weeks begin on Monday. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_CALENDAR_ARITHMETIC_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_CALENDAR_ARITHMETIC_H_

#include <cstdint>
#include <optional>

#include "absl/time/civil_time.h"
#include "common/time/time_interval.h"

namespace dateline::nlp {

enum class TimeUnit : uint8_t {
  kSecond,
  kMinute,
  kHour,
  kDay,
  kWeekend,
  kWeek,
  kFortnight,
  kMonth,
  kQuarter,
  kHalfYear,
  kYear,
  kDecade,
  kCentury,
  kMillennium,
};

enum class Season : uint8_t { kSpring, kSummer, kAutumn, kWinter };

// A stretch inside a unit: "early", "mid-", "late"; "end of" is kLate.
enum class IntervalPart : uint8_t { kWhole, kEarly, kMiddle, kLate };

// Parts of a day, each in whole hours; night runs into the next day.
enum class DayPart : uint8_t {
  kNone,
  kDawn,
  kMorning,
  kNoon,
  kAfternoon,
  kEvening,
  kNight,
  kMidnight,
};

// The unit of the calendar that holds `day`. Units finer than a day give the
// day. A fortnight is the week and the one after it.
TimeInterval UnitAround(absl::CivilDay day, TimeUnit unit);

// `count` units on (back if negative). Days that the month lacks become its
// last. Nothing if that leaves the years 1 to 9999.
std::optional<absl::CivilSecond> Shift(absl::CivilSecond moment, TimeUnit unit, int64_t count);

// The season of that year, by the northern meteorological calendar; winter
// begins in December of `year` and ends in the year after.
TimeInterval SeasonOf(int64_t year, Season season);

TimeInterval QuarterOf(int64_t year, int quarter);  // quarter: 1 to 4
TimeInterval HalfYearOf(int64_t year, int half);    // half: 1 or 2
TimeInterval DecadeFrom(int64_t first_year);
TimeInterval CenturyNumber(int64_t century);  // 20: 1900 to 1999, as in ISO 8601

// The third of `whole` that `part` names, marked approximate; of a week its
// first three, middle four or last four days. A day or less stays as it is.
TimeInterval Narrow(const TimeInterval& whole, IntervalPart part);

// That part of that day, to the hour and approximate; noon and midnight are exact to the
// minute.
TimeInterval PartOfDay(absl::CivilDay day, DayPart part);

// The whole days from the first of `from` to the last of `to`, as fine as the
// finer of the two. Nothing if it would end before it starts.
std::optional<TimeInterval> Join(const TimeInterval& from, const TimeInterval& to);

// 1 for Monday to 7 for Sunday.
int WeekdayNumber(absl::CivilDay day);

// Easter Sunday of the western churches. REQUIRES: 1 <= year <= 9999.
absl::CivilDay EasterSunday(int64_t year);

// True if the interval lies in the years 1 to 9999.
bool InCalendar(const TimeInterval& interval);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_CALENDAR_ARITHMETIC_H_
