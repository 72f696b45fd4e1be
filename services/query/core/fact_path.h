// A shortest chain of facts between two entities.
//
//   DATELINE_ASSIGN_OR_RETURN(FactPath path, FindPath(base, {.from_entity_id = a,
//                                                            .to_entity_id = b}, cancellation));
//
// Searches from both ends, always from the one whose frontier has fewer facts,
// so that a well known entity in the middle or at an end is read last. What it
// reads is bounded; where the bound is hit before the answer is known, it says
// so. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_FACT_PATH_H_
#define DATELINE_SERVICES_QUERY_CORE_FACT_PATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/link_filter.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr uint32_t kMaxPathLinks = 8;
inline constexpr uint32_t kDefaultPathLinks = 4;
inline constexpr uint32_t kMaxPathFacts = 200'000;
inline constexpr uint32_t kDefaultPathFacts = 20'000;

struct PathQuery {
  std::string from_entity_id;
  std::string to_entity_id;
  uint32_t max_links = 0;                     // 0 means kDefaultPathLinks.
  uint32_t max_facts = 0;                     // 0 means kDefaultPathFacts.
  std::vector<std::string> avoid_entity_ids;  // The chain passes through none of them.
  LinkFilter links;
  std::optional<absl::Time> known_at;
};

struct PathLink {
  EntityReference from;
  EntityReference to;
  FactRecord fact;
};

struct FactPath {
  std::vector<PathLink> links;  // Empty: no chain of at most `max_links`.
  uint32_t examined_fact_count = 0;
  uint32_t examined_entity_count = 0;
};

// FIELD_REQUIRED, FIELD_INVALID, ENTITY_NOT_FOUND, SEARCH_LIMIT_REACHED.
absl::StatusOr<FactPath> FindPath(const FactBase& base, const PathQuery& query,
                                  const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_FACT_PATH_H_
