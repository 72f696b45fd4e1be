// Which facts a query takes.
//
//   FactFilter filter{.entity_ids = {id}, .kinds = {FactKind::kEvent}};
//   DATELINE_RETURN_IF_ERROR(ValidateFactFilter(filter));
//   DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(filter, view));
//   if (matcher.MayMatch(entry)) { ... fetch ...; matcher.Matches(view, record) }
//
// Set fields all have to hold; an empty filter takes every fact. Thread-safe:
// values.
#ifndef DATELINE_SERVICES_QUERY_CORE_FACT_FILTER_H_
#define DATELINE_SERVICES_QUERY_CORE_FACT_FILTER_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

// dateline.query.v1.FactFilter, whose comments specify every field.
struct FactFilter {
  std::vector<std::string> entity_ids;
  std::string role;
  std::vector<FactKind> kinds;
  std::vector<std::string> types;  // "contact." takes every type that starts so.
  TimeWindow valid;
  std::optional<TimeInterval> as_of;
  std::vector<std::string> publishers;
  std::string attributed_to;
  Polarity polarity = Polarity::kUnspecified;
  std::vector<Certainty> certainties;
  std::vector<FactStatus> statuses;
  uint32_t min_origins = 0;
  std::vector<std::string> document_ids;
  bool in_conflict = false;
};

// The most values of one list field.
inline constexpr size_t kMaxFilterValues = 100;

// INVALID_ARGUMENT (FIELD_REQUIRED, FIELD_INVALID) with the field's name, which
// is prefixed with `path` ("filter.").
absl::Status ValidateFactFilter(const FactFilter& filter, std::string_view path = "filter.");

// `ids` as list of ids: at most kMaxFilterValues, each of the form that ids have.
absl::Status ValidateIds(std::string_view field, const std::vector<std::string>& ids);
// One required id.
absl::Status ValidateId(std::string_view field, std::string_view id);

// True if `type` is one of `types` or starts with one that ends in ".".
bool MatchesType(std::string_view type, const std::vector<std::string>& types);

// True if what holds at `valid_time` had started by `as_of` and not ended
// before, or has no stated time.
bool HoldsAsOf(const std::optional<TimeInterval>& valid_time, const TimeInterval& as_of);

// A filter made ready for one view: ids that were merged are followed, names
// are folded. Copyable; keeps no view.
class FactMatcher {
 public:
  // REQUIRES: ValidateFactFilter(filter).ok().
  static absl::StatusOr<FactMatcher> Create(FactFilter filter, const FactBaseView& view);
  // The same for a filter whose ids were followed already.
  static FactMatcher CreateFollowed(FactFilter filter);

  // False only if the entry's fact, in the role that the entry shows, cannot
  // match.
  bool MayMatch(const FactIndexEntry& entry) const;

  // True if the fact matches. Reads attestations only where the filter asks
  // about them.
  absl::StatusOr<bool> Matches(const FactBaseView& view, const FactRecord& record) const;

  // True if the filter asks what attestations say. If not, MatchesRecord() tells
  // all.
  bool AsksAttestations() const;
  // True if all but the attestations matches.
  bool MatchesRecord(const FactRecord& record) const;

  // The filter with ids followed.
  const FactFilter& filter() const { return filter_; }

 private:
  bool MatchesEntities(const FactContent& content) const;
  absl::StatusOr<bool> MatchesAttestations(const FactBaseView& view,
                                           const FactRecord& record) const;

  FactFilter filter_;
  std::set<std::string> folded_publishers_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_FACT_FILTER_H_
