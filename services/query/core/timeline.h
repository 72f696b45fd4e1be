// Events in order of valid time, by stretches of the calendar, each with what
// was reported of it when.
//
//   DATELINE_ASSIGN_OR_RETURN(Timeline timeline,
//                             GetTimeline(base, {.entity_ids = {id}}, cancellation));
//
// Only events with a known start stand on a timeline. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_TIMELINE_H_
#define DATELINE_SERVICES_QUERY_CORE_TIMELINE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/calendar_bucket.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/paging.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

// Reports that a history of status is made of.
inline constexpr size_t kMaxStatusReports = 200;

struct TimelineQuery {
  std::vector<std::string> entity_ids;
  TimeWindow valid;
  std::optional<TimeInterval> as_of;
  std::vector<std::string> types;
  uint32_t min_origins = 0;
  TimeBucket bucket = TimeBucket::kNone;
  PageRequest page;
  std::optional<absl::Time> known_at;
};

// Reports in a row, by publication, that say the same of an event's status.
struct StatusReport {
  Factuality factuality;
  std::optional<TimeInterval> published_at;  // Of the first of them, as what follows.
  std::string publisher;
  std::string document_id;
  uint32_t report_count = 0;
};

struct TimelineEntry {
  AttestedFact event;
  // One document reports it as having happened, another only announced it.
  bool announced_then_held = false;
  std::vector<StatusReport> status_history;
};

// Entries of one stretch, in the order of `Timeline::entries`.
struct TimelineBucket {
  CalendarBucket calendar;
  uint32_t entry_count = 0;
  uint32_t report_count = 0;
  uint32_t corroborated_count = 0;  // Entries with two origins or more.
  bool continued = false;           // Perhaps on the next page.
};

struct Timeline {
  std::vector<TimelineEntry> entries;
  std::vector<TimelineBucket> buckets;  // None unless asked for.
  std::string next_page_token;
};

absl::StatusOr<Timeline> GetTimeline(const FactBase& base, const TimelineQuery& query,
                                     const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_TIMELINE_H_
