// Stretches of the calendar: days, weeks, months, years.
//
//   BucketOf(absl::CivilDay(2021, 8, 23), TimeBucket::kWeek)
//       // {"2021-W34", 2021-08-23, 2021-08-29}
//
// Weeks are those of ISO 8601: Monday to Sunday, named by the year that has
// their Thursday. Thread-safe: values and pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_CALENDAR_BUCKET_H_
#define DATELINE_SERVICES_QUERY_CORE_CALENDAR_BUCKET_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"

namespace dateline::query {

// Values equal dateline.query.v1.TimeBucket.
enum class TimeBucket : uint8_t { kNone = 0, kDay = 1, kWeek = 2, kMonth = 3, kYear = 4 };

struct CalendarBucket {
  std::string label;  // "2021-08-23", "2021-W34", "2021-08", "2021".
  absl::CivilDay first;
  absl::CivilDay last;
};

// The stretch that holds `day`. REQUIRES: `bucket` is not kNone.
CalendarBucket BucketOf(absl::CivilDay day, TimeBucket bucket);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_CALENDAR_BUCKET_H_
