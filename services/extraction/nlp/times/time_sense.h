// What a time expression says, before it is known when it was said.
//
// "last Friday" is a TimeSense with a weekday and `which` = -1; only together
// with a reference does it become a TimeInterval (time_resolver.h). Plain data.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_SENSE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_SENSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/extraction/nlp/times/calendar_arithmetic.h"

namespace dateline::nlp {

enum class Holiday : uint8_t {
  kNewYearsDay,
  kValentinesDay,
  kGoodFriday,
  kEaster,
  kEasterMonday,
  kMayDay,
  kHalloween,
  kChristmasEve,
  kChristmas,
  kBoxingDay,
  kNewYearsEve,
};

// "14:30", "10 p.m. GMT", "in the evening".
struct ClockTime {
  std::optional<int> hour;
  int minute = 0;
  std::optional<int> second;
  bool to_the_hour = false;  // "10 p.m.": minutes were not said.
  std::optional<int> utc_offset_minutes;
  DayPart part = DayPart::kNone;

  bool set() const { return hour.has_value() || part != DayPart::kNone; }
};

// So much time: "two and a half years".
struct TimeAmount {
  double count = 1;
  bool indefinite = false;  // "several years": count says nothing.
  TimeUnit unit = TimeUnit::kDay;
  std::vector<TimeAmount> more;  // "one year and three months": the months.
};

struct TimeSense {
  enum class Kind : uint8_t {
    kCalendar,  // Fields of the calendar, some perhaps to be filled in.
    kGrid,      // A unit so many units from the anchor's: "last week", "tomorrow".
    kPoint,     // So much before or after the anchor: "two days ago".
    kSpan,      // Up to or from the anchor on: "the past three weeks".
    kRange,     // From ends[0] to ends[1].
    kDuration,  // Only a length: "three hours".
    kVague,     // Says no time that could be computed: "now", "recently".
  };
  enum class Anchor : uint8_t {
    kReference,  // When the text was published.
    kFocus,      // The time last spoken of, else the publication.
  };

  Kind kind = Kind::kCalendar;
  bool relative = false;     // Cannot be resolved without a reference.
  bool repeated = false;     // A set: "every Monday".
  bool approximate = false;  // "around 1920"
  IntervalPart part = IntervalPart::kWhole;
  ClockTime clock;

  // kCalendar. -1 the last, 0 this, 1 the next of what the fields name; 2 the
  // first one ahead ("this coming Friday").
  std::optional<int> which;
  std::optional<int64_t> year;
  std::optional<int64_t> last_year;  // "the 2020-21 season": 2021.
  std::optional<int> month, day, weekday, quarter, half;
  std::optional<Season> season;
  std::optional<Holiday> holiday;
  std::optional<int64_t> decade;  // 1990, or 90 for "the nineties".
  std::optional<int64_t> century;
  bool weekend = false;
  bool week_of = false;           // "the week of 3 May"
  bool fiscal = false;            // "fiscal 2020": the year is not quite the calendar's.
  std::vector<TimeSense> within;  // "Monday of last week": at most one.
  // "the second Friday", "the last week" of what `within` says: 2, -1.
  std::optional<int> nth;
  bool nth_week = false;

  // kGrid, kPoint and kSpan. Negative counts are past.
  Anchor anchor = Anchor::kReference;
  TimeUnit unit = TimeUnit::kDay;
  int64_t count = 0;
  bool indefinite = false;
  // "in two weeks": a point ahead if the clause looks ahead, else a length.
  bool only_ahead = false;
  // "earlier this month": -1, only up to the reference; "later", "the rest of": 1.
  int clip = 0;
  // kDuration, and the length of a kSpan or kPoint.
  std::optional<TimeAmount> amount;

  std::vector<TimeSense> ends;  // kRange: exactly two.
};

// "P3Y", "PT2.5H", "PXW" for an indefinite number (ISO 8601 and TimeML).
std::string ToIsoDuration(const TimeAmount& amount);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_SENSE_H_
