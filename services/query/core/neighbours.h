// Entities that share facts with one entity: how many, of which types.
//
//   DATELINE_ASSIGN_OR_RETURN(Neighbourhood around,
//                             GetNeighbours(base, {.entity_id = id}, cancellation));
//
// Reads a bounded number of the entity's facts (see LinkReader), so that the
// best known entity costs no more than others. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_NEIGHBOURS_H_
#define DATELINE_SERVICES_QUERY_CORE_NEIGHBOURS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/link_filter.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxNeighbourFacts = 5'000;
inline constexpr uint32_t kMaxNeighbours = 1'000;
inline constexpr uint32_t kDefaultNeighbours = 50;

struct NeighbourQuery {
  std::string entity_id;
  LinkFilter links;
  std::vector<EntityType> entity_types;  // Of neighbours; empty for all.
  uint32_t limit = 0;                    // 0 means kDefaultNeighbours.
  std::optional<absl::Time> known_at;
};

struct Neighbour {
  EntityReference entity;
  uint32_t fact_count = 0;
  std::vector<std::pair<std::string, uint32_t>> counts;  // By type, most first.
  uint32_t max_origin_count = 0;
  std::vector<std::string> fact_ids;  // Up to five, most origins first.
};

struct Neighbourhood {
  EntityReference entity;
  std::vector<Neighbour> neighbours;  // Most facts first, then most origins, then by id.
  uint32_t omitted_neighbour_count = 0;
  uint32_t examined_fact_count = 0;
  bool truncated = false;  // The entity has more facts than were read.
};

// FIELD_REQUIRED, FIELD_INVALID, ENTITY_NOT_FOUND.
absl::StatusOr<Neighbourhood> GetNeighbours(const FactBase& base, const NeighbourQuery& query,
                                            const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_NEIGHBOURS_H_
