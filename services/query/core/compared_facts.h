// The facts that a comparison of publishers is about: of one entity, or around
// one event.
//
// Reads a bounded number of facts: those in conflict, those with most origins,
// and the latest. Thread-safe: pure functions over a view.
#ifndef DATELINE_SERVICES_QUERY_CORE_COMPARED_FACTS_H_
#define DATELINE_SERVICES_QUERY_CORE_COMPARED_FACTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/link_filter.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

// Facts that one comparison reads.
inline constexpr size_t kMaxComparisonReads = 2'000;

// Facts in which the entity takes part. `filter.kinds` must say which kinds.
absl::StatusOr<LinkedFacts> FactsOfEntity(const FactBaseView& view, const std::string& entity_id,
                                          const LinkFilter& filter,
                                          const Cancellation& cancellation);

// `event` and the facts whose time touches it and that share two of its
// participants, or one where it has but one. Places and topics are none.
absl::StatusOr<LinkedFacts> FactsAroundEvent(const FactBaseView& view, const FactRecord& event,
                                             const LinkFilter& filter,
                                             const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_COMPARED_FACTS_H_
