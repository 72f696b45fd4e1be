// Events in order of valid time.
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
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/paging.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

struct TimelineQuery {
  std::vector<std::string> entity_ids;
  TimeWindow valid;
  std::vector<std::string> types;
  uint32_t min_origins = 0;
  PageRequest page;
  std::optional<absl::Time> known_at;
};

struct TimelineEntry {
  AttestedFact event;
  // One document reports it as having happened, another only announced it.
  bool announced_then_held = false;
};

struct Timeline {
  std::vector<TimelineEntry> entries;
  std::string next_page_token;
};

absl::StatusOr<Timeline> GetTimeline(const FactBase& base, const TimelineQuery& query,
                                     const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_TIMELINE_H_
