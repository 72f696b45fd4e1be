#include "services/query/core/calendar_bucket.h"

#include "absl/strings/str_format.h"

namespace dateline::query {
namespace {

CalendarBucket WeekOf(absl::CivilDay day) {
  const absl::CivilDay monday = absl::GetWeekday(day) == absl::Weekday::monday
                                    ? day
                                    : absl::PrevWeekday(day, absl::Weekday::monday);
  const absl::CivilDay thursday = monday + 3;
  const int week = (absl::GetYearDay(thursday) - 1) / 7 + 1;
  return {absl::StrFormat("%04d-W%02d", thursday.year(), week), monday, monday + 6};
}

}  // namespace

CalendarBucket BucketOf(absl::CivilDay day, TimeBucket bucket) {
  switch (bucket) {
    case TimeBucket::kWeek:
      return WeekOf(day);
    case TimeBucket::kMonth: {
      const absl::CivilMonth month(day);
      return {absl::StrFormat("%04d-%02d", month.year(), month.month()), absl::CivilDay(month),
              absl::CivilDay(month + 1) - 1};
    }
    case TimeBucket::kYear: {
      const absl::CivilYear year(day);
      return {absl::StrFormat("%04d", year.year()), absl::CivilDay(year),
              absl::CivilDay(year + 1) - 1};
    }
    case TimeBucket::kDay:
    case TimeBucket::kNone:
      break;
  }
  return {absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day()), day, day};
}

}  // namespace dateline::query
