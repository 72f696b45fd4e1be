// Entities by id, by name and by external id.
//
//   DATELINE_ASSIGN_OR_RETURN(EntityPage page, SearchEntities(base, {.name = "norv"},
//   cancellation));
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_ENTITIES_H_
#define DATELINE_SERVICES_QUERY_CORE_ENTITIES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/paging.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

struct EntityQuery {
  std::string name;  // A name or its beginning; empty for all.
  EntityType type = EntityType::kUnspecified;
  std::string external_id;  // If set, `name` must be empty.
  bool fuzzy = false;       // Also names that are spelt a little differently.
  PageRequest page;
  std::optional<absl::Time> known_at;
};

struct EntityPage {
  std::vector<EntityRecord> entities;
  std::vector<uint32_t> edits;  // For each: letters by which its name differs.
  std::string next_page_token;
};

inline constexpr uint32_t kDefaultEntityPageSize = 20;

// A merged id gives what it became. FIELD_REQUIRED, FIELD_INVALID,
// ENTITY_NOT_FOUND.
absl::StatusOr<EntityRecord> GetEntity(const FactBase& base, std::string_view entity_id,
                                       std::optional<absl::Time> known_at);
absl::StatusOr<EntityRecord> RequireEntity(const FactBaseView& view, std::string_view entity_id);

// Ids that became this live entity; sorted, at most 100.
absl::StatusOr<std::vector<std::string>> MergedIdsOf(const FactBase& base,
                                                     std::string_view entity_id,
                                                     std::optional<absl::Time> known_at);

// The most candidates that one search looks at. Beginnings that more names share
// are looked for among the best known entities and at the start of the alphabet.
inline constexpr size_t kMaxEntityCandidates = 2'000;

// Exact names first, then prefixes, then prefixes of a later word, then misspelt
// ones by edits; within each by documents that mention the entity. All entities
// (no name) come by the order of magnitude of these.
absl::StatusOr<EntityPage> SearchEntities(const FactBase& base, const EntityQuery& query,
                                          const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_ENTITIES_H_
