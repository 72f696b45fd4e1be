// Which facts link two entities, and reading them a bounded number at a time.
//
//   LinkReader reader(view, filter, cancellation);
//   DATELINE_ASSIGN_OR_RETURN(LinkedFacts linked, reader.FactsOf(entity_id, 5'000));
//
// Of an entity with more facts than may be read, those with most origins come
// first, then the latest. Not thread-safe; lives within one request.
#ifndef DATELINE_SERVICES_QUERY_CORE_LINK_FILTER_H_
#define DATELINE_SERVICES_QUERY_CORE_LINK_FILTER_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/time_window.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

// dateline.query.v1.LinkFilter, whose comments specify every field.
struct LinkFilter {
  std::vector<FactKind> kinds;
  std::vector<std::string> types;
  TimeWindow valid;
  std::optional<TimeInterval> as_of;
  uint32_t min_origins = 0;
};

// INVALID_ARGUMENT with the field's name.
absl::Status ValidateLinkFilter(const LinkFilter& filter);

struct LinkedFacts {
  std::vector<FactRecord> facts;
  bool truncated = false;  // There are more.
};

class LinkReader {
 public:
  // REQUIRES: ValidateLinkFilter(filter).ok(). `cancellation` must outlive it.
  LinkReader(FactBaseView view, const LinkFilter& filter, const Cancellation& cancellation);

  // Facts of the entity that link it to others; at most `limit`.
  absl::StatusOr<LinkedFacts> FactsOf(const std::string& entity_id, size_t limit) const;

 private:
  FactFilter FilterOf(const std::string& entity_id) const;

  FactBaseView view_;
  const LinkFilter filter_;
  const Cancellation& cancellation_;
};

// The entities that take part in a fact.
std::vector<EntityReference> ParticipantsOf(const FactContent& content);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_LINK_FILTER_H_
