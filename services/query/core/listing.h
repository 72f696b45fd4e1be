// Lists facts: any filter, any order, any past moment, page by page.
//
//   DATELINE_ASSIGN_OR_RETURN(FactPage page, ListFacts(base, {.filter = filter}, cancellation));
//
// Where indexes have the order, a page reads about as many entries as it needs:
// always by valid time, and by origins within one entity, one type, one kind or
// everything. Elsewhere each page reads every index entry that the filter's
// cheapest index gives, and keeps one page in memory. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_LISTING_H_
#define DATELINE_SERVICES_QUERY_CORE_LISTING_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/fact_reading.h"
#include "services/query/core/fact_stream.h"
#include "services/query/core/paging.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

// Values equal dateline.query.v1.FactOrder.
enum class FactOrder : uint8_t {
  kUnspecified = 0,    // What costs least: by id, or by valid time.
  kValidTime = 1,      // Earliest first, undated last.
  kValidTimeDesc = 2,  // Latest first, undated last.
  kOriginsDesc = 3,
  kRecordedDesc = 4,
};

struct ListFactsQuery {
  FactFilter filter;
  FactOrder order = FactOrder::kUnspecified;
  PageRequest page;
  std::optional<absl::Time> known_at;
  size_t attestation_limit = kShownAttestations;
  // Leaves out facts without a valid start.
  bool dated_only = false;
};

absl::StatusOr<FactPage> ListFacts(const FactBase& base, const ListFactsQuery& query,
                                   const Cancellation& cancellation);

// What to read for one listing: the scans, streams and sort keys that `order`
// needs. `page_size` is how many facts the caller is about to take. What is
// given by reference must outlive the stream.
absl::StatusOr<std::unique_ptr<FactStream>> OpenFactStream(
    const FactBaseView& view, const FactMatcher& matcher, FactOrder order, bool dated_only,
    size_t page_size, std::string_view position, const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_LISTING_H_
