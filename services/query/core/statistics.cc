#include "services/query/core/statistics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::query {
namespace {

// Entities of one order of magnitude that are ranked exactly: in a base with
// more equals than these, ids decide among them.
constexpr size_t kMostRanked = 5'000;

bool IsBetterKnown(const EntityRecord& a, const EntityRecord& b) {
  return std::tie(b.document_count, a.id) < std::tie(a.document_count, b.id);
}

// Halves until as many are left below the k-th best as cannot beat it.
absl::StatusOr<std::vector<EntityRecord>> TopEntities(const FactBaseView& view, size_t count,
                                                      const Cancellation& cancellation) {
  std::vector<EntityRecord> best;
  if (count == 0) return best;
  absl::Status status;
  const auto add = [&](const std::string& id) -> absl::StatusOr<bool> {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(std::optional<EntityRecord> entity, view.GetEntity(id));
    if (!entity) return true;
    if (best.size() >= count) {
      // Entities come by order of magnitude: of a lower one none can be better.
      const uint32_t needed = best[count - 1].document_count;
      if (2 * uint64_t{entity->document_count} <= needed || best.size() >= kMostRanked) {
        return false;
      }
    }
    const auto place = std::upper_bound(best.begin(), best.end(), *entity, IsBetterKnown);
    best.insert(place, *std::move(entity));
    return true;
  };
  DATELINE_RETURN_IF_ERROR(
      view.ForEachEntityByRank({}, [&](const std::string& id, std::string_view) {
        const absl::StatusOr<bool> more = add(id);
        status = more.status();
        return more.ok() && *more ? ScanStep::kContinue : ScanStep::kStop;
      }));
  DATELINE_RETURN_IF_ERROR(status);
  if (best.size() > count) best.resize(count);
  return best;
}

// When anything was recorded first; nothing in an empty base.
absl::StatusOr<std::optional<absl::Time>> FirstRecording(const FactBaseView& view) {
  std::optional<absl::Time> first;
  DATELINE_RETURN_IF_ERROR(view.ForEachChange(0, [&](const ChangeRecord& change) {
    first = change.recorded_at;
    return ScanStep::kStop;
  }));
  return first;
}

absl::Time EndOf(const CalendarBucket& bucket) {
  return absl::FromCivil(bucket.last + 1, absl::UTCTimeZone()) - absl::Microseconds(1);
}

absl::StatusOr<std::vector<GrowthPoint>> Growth(const FactBase& base, const FactBaseView& view,
                                                TimeBucket by, const Cancellation& cancellation) {
  std::vector<GrowthPoint> points;
  if (by == TimeBucket::kNone) return points;
  DATELINE_ASSIGN_OR_RETURN(const std::optional<absl::Time> first, FirstRecording(view));
  if (!first) return points;
  const absl::CivilDay first_day = absl::ToCivilDay(*first, absl::UTCTimeZone());
  absl::CivilDay day = absl::ToCivilDay(view.known_at(), absl::UTCTimeZone());
  while (points.size() < kMaxGrowthPoints && day >= first_day) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    const CalendarBucket bucket = BucketOf(day, by);
    DATELINE_ASSIGN_OR_RETURN(const FactBaseView then,
                              base.OpenView(std::min(EndOf(bucket), view.known_at())));
    DATELINE_ASSIGN_OR_RETURN(Statistics totals, then.GetTotals());
    points.push_back({bucket.label, std::move(totals)});
    day = bucket.first - 1;
  }
  std::reverse(points.begin(), points.end());
  return points;
}

}  // namespace

absl::StatusOr<StatisticsReport> ReadStatistics(const FactBase& base, const StatisticsQuery& query,
                                                const Cancellation& cancellation) {
  if (query.top_entities > kMaxTopEntities) {
    return FieldInvalid("top_entities", StrCat("it is at most ", kMaxTopEntities));
  }
  DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, base.OpenView(query.known_at));
  StatisticsReport out;
  DATELINE_ASSIGN_OR_RETURN(out.statistics, view.GetStatistics());
  DATELINE_ASSIGN_OR_RETURN(out.top_entities, TopEntities(view, query.top_entities, cancellation));
  DATELINE_ASSIGN_OR_RETURN(out.growth, Growth(base, view, query.growth_by, cancellation));
  return out;
}

}  // namespace dateline::query
