// How much there is, of what, and how it grew.
//
//   ReadStatistics(base, {.top_entities = 10, .growth_by = TimeBucket::kMonth}, cancellation)
//
// Reads counters, not facts. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_STATISTICS_H_
#define DATELINE_SERVICES_QUERY_CORE_STATISTICS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/calendar_bucket.h"
#include "services/query/core/cancellation.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr uint32_t kMaxTopEntities = 100;
inline constexpr size_t kMaxGrowthPoints = 400;

struct StatisticsQuery {
  uint32_t top_entities = 0;
  TimeBucket growth_by = TimeBucket::kNone;
  std::optional<absl::Time> known_at;
};

struct GrowthPoint {
  std::string label;
  Statistics totals;  // At the end of the stretch; nothing by type or publisher.
};

struct StatisticsReport {
  Statistics statistics;
  std::vector<EntityRecord> top_entities;  // Most documents first, then by id.
  std::vector<GrowthPoint> growth;         // Without gaps, at most kMaxGrowthPoints.
};

// FIELD_INVALID for more entities than kMaxTopEntities.
absl::StatusOr<StatisticsReport> ReadStatistics(const FactBase& base, const StatisticsQuery& query,
                                                const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_STATISTICS_H_
