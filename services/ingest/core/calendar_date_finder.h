// Absolute calendar dates with a year, as newspapers print them: the dates by
// which an article says when it was published.
//
//   FindCalendarDates("Posted: 3 March 2019, 09:45")   // 2019-03-03T09:45
//
// Reads "August 20, 2021", "Aug. 20th 2021", "23 August 2021", "17.09.2021",
// "2021-08-23", "2021/08/23", and "25/12/2021" where only one order gives a
// date; each with a time of day after it ("09:45", "at 9:45 pm", "T09:45Z").
// Relative dates and dates without a year are left to the extractor, which
// needs the publication date to read them. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_CALENDAR_DATE_FINDER_H_
#define DATELINE_SERVICES_INGEST_CORE_CALENDAR_DATE_FINDER_H_

#include <string_view>
#include <vector>

#include "common/text/byte_span.h"
#include "common/time/time_interval.h"

namespace dateline::ingest {

struct CalendarDate {
  ByteSpan span;  // In the line, time of day included.
  TimeInterval time;
};

// The dates in `line`, in order, not overlapping. Days that do not exist are
// not dates.
std::vector<CalendarDate> FindCalendarDates(std::string_view line);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_CALENDAR_DATE_FINDER_H_
