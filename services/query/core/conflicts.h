// Conflicts: facts that cannot both hold, side by side.
//
//   ListConflicts(base, {.entity_ids = {id}}, cancellation)
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_CONFLICTS_H_
#define DATELINE_SERVICES_QUERY_CORE_CONFLICTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/paging.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

struct ConflictQuery {
  std::vector<std::string> entity_ids;
  ConflictType type = ConflictType::kUnspecified;
  ConflictStanding standing = ConflictStanding::kUnspecified;
  // Only those with a side that matches.
  TimeWindow valid;
  std::optional<TimeInterval> as_of;
  // Only this one; then no other filter may be set. CONFLICT_NOT_FOUND.
  std::string conflict_id;
  PageRequest page;
  std::optional<absl::Time> known_at;
};

struct AttestedConflictSide {
  FactRecord fact;
  std::string value;
  // Those of this side, at most kShownAttestations.
  std::vector<AttestationRecord> attestations;
  uint32_t report_count = 0;
  uint32_t origin_count = 0;
  std::optional<TimeInterval> time = std::nullopt;  // Stated.
};

struct AttestedConflict {
  ConflictRecord record;
  std::vector<AttestedConflictSide> sides;  // In the order of the record.
};

struct ConflictPage {
  std::vector<AttestedConflict> conflicts;  // By id.
  std::string next_page_token;
};

absl::StatusOr<ConflictPage> ListConflicts(const FactBase& base, const ConflictQuery& query,
                                           const Cancellation& cancellation);

// `record` with its facts and attestations.
absl::StatusOr<AttestedConflict> ReadConflict(const FactBaseView& view, ConflictRecord record);
// Those with these ids, by id.
absl::StatusOr<std::vector<AttestedConflict>> ReadConflicts(const FactBaseView& view,
                                                            const std::vector<std::string>& ids);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_CONFLICTS_H_
