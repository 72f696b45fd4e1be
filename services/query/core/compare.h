// Several publishers' accounts of one entity or event, side by side.
//
//   CompareSources(base, {.event_id = id}, cancellation)
//
// An event's account is every fact whose time touches the event's and that
// shares at least two of its participants (one, where it has but one). Places
// and topics are no participants. Claims are in no account: outlets hardly ever
// word one alike. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_COMPARE_H_
#define DATELINE_SERVICES_QUERY_CORE_COMPARE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_reading.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxComparedPublishers = 20;
inline constexpr size_t kMaxComparedFacts = 500;

struct ComparisonQuery {
  // Exactly one is set.
  std::string entity_id;
  std::string event_id;
  // At least two, or empty for all that report on it.
  std::vector<std::string> publishers;
  std::optional<absl::Time> known_at;
};

// Values equal dateline.query.v1.ComparisonVerdict.
enum class ComparisonVerdict : uint8_t {
  kUnspecified = 0,
  kAgreed = 1,
  kPartlyTold = 2,
  kOnlyHere = 3,
  kDifferentlyTold = 4,
};

struct ComparedFact {
  AttestedFact fact;
  ComparisonVerdict verdict = ComparisonVerdict::kUnspecified;
  std::vector<std::string> told_by;     // First to publish first.
  std::vector<std::string> omitted_by;  // By name.
};

struct Comparison {
  std::vector<std::string> publishers;  // By name.
  // Differently told, agreed, partly told, only here; within each by valid time.
  std::vector<ComparedFact> facts;
  uint32_t omitted_fact_count = 0;  // Left out because of kMaxComparedFacts.
};

// FIELD_REQUIRED, FIELD_INVALID, ENTITY_NOT_FOUND, FACT_NOT_FOUND.
absl::StatusOr<Comparison> CompareSources(const FactBase& base, const ComparisonQuery& query,
                                          const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_COMPARE_H_
