// Several publishers' accounts of one entity or event, side by side.
//
//   CompareSources(base, {.event_id = id}, cancellation)
//
// Which facts are compared: compared_facts.h. Claims are not: outlets hardly
// ever word one alike. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_COMPARE_H_
#define DATELINE_SERVICES_QUERY_CORE_COMPARE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/time_window.h"
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
  // Only facts that touch it, and that hold then.
  TimeWindow valid;
  std::optional<TimeInterval> as_of;
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

// How one publisher tells one fact; all but the count by its first document.
struct PublisherAccount {
  std::string publisher;
  std::optional<TimeInterval> first_published_at;
  std::string document_id;
  uint32_t report_count = 0;
  Factuality factuality;
  std::string quotation;
  // In a conflict between publishers; of its own documents that differ, what
  // each says ("asserted, denied").
  std::string value;
  std::set<std::string> document_ids;  // All that tell it.
};

struct ComparedFact {
  AttestedFact fact;
  ComparisonVerdict verdict = ComparisonVerdict::kUnspecified;
  std::vector<PublisherAccount> accounts;  // First to publish first.
  std::vector<std::string> omitted_by;     // By name.
};

// One publisher over all facts.
struct PublisherSummary {
  std::string publisher;
  uint32_t told_count = 0;
  uint32_t only_here_count = 0;
  uint32_t omitted_count = 0;
  uint32_t differently_told_count = 0;
  // Told by several, and by this one before all others.
  uint32_t first_count = 0;
};

struct Comparison {
  std::vector<std::string> publishers;  // By name.
  // Differently told, agreed, partly told, only here; within each by valid time.
  std::vector<ComparedFact> facts;
  uint32_t omitted_fact_count = 0;          // Left out because of kMaxComparedFacts.
  std::vector<PublisherSummary> summaries;  // One for each publisher, in their order.
  bool truncated = false;                   // There are more facts than were read.
};

// FIELD_REQUIRED, FIELD_INVALID, ENTITY_NOT_FOUND, FACT_NOT_FOUND.
absl::StatusOr<Comparison> CompareSources(const FactBase& base, const ComparisonQuery& query,
                                          const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_COMPARE_H_
