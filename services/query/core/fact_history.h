// Every version of a fact: what changed when, and which document brought it.
//
//   DATELINE_ASSIGN_OR_RETURN(FactHistory history,
//                             ReadFactHistory(base, view, fact, kMaxFactVersions, cancellation));
//
// Reads the base as of each moment at which the fact changed, so it holds what
// `known_at` would answer at each. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_FACT_HISTORY_H_
#define DATELINE_SERVICES_QUERY_CORE_FACT_HISTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/core/cancellation.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxFactVersions = 50;

struct VersionDocument {
  std::string document_id;
  std::string publisher;
  std::string title;
  ChangeType type = ChangeType::kUnspecified;  // kAdded, kUpdated, kRemoved.
};

struct FactDifference {
  std::string field;  // Path in dateline.query.v1.Fact.
  std::string before;
  std::string after;
};

struct FactVersion {
  FactRecord fact;                             // `recorded_at` is when it changed to this.
  ChangeType type = ChangeType::kUnspecified;  // kAdded, kUpdated.
  std::vector<FactDifference> differences;     // From the version before, by field.
  std::vector<VersionDocument> documents;      // By publisher and id.
};

struct FactHistory {
  std::vector<FactVersion> versions;  // Newest first.
  bool truncated = false;             // There are older ones.
};

// The newest versions of `fact`, which is as of `view`; at most `limit`.
absl::StatusOr<FactHistory> ReadFactHistory(const FactBase& base, const FactBaseView& view,
                                            const FactRecord& fact, size_t limit,
                                            const Cancellation& cancellation);

// What differs between two versions of a fact, for people.
std::vector<FactDifference> DifferencesBetween(const FactRecord& before, const FactRecord& after);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_FACT_HISTORY_H_
