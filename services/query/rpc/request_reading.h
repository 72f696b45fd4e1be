// Requests of dateline.query.v1 as the queries of the core: where bytes from
// outside are checked.
//
//   DATELINE_ASSIGN_OR_RETURN(FactFilter filter, ReadFilter(request.filter()));
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_RPC_REQUEST_READING_H_
#define DATELINE_SERVICES_QUERY_RPC_REQUEST_READING_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "dateline/query/v1/query.pb.h"
#include "services/query/core/calendar_bucket.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/paging.h"

namespace dateline::query {

// FIELD_INVALID for enumerators that this version does not know, TIME_INVALID
// for dates. The core checks the rest.
absl::StatusOr<FactFilter> ReadFilter(const v1::FactFilter& message);

// The date in `field`, nothing if it is empty. TIME_INVALID.
absl::StatusOr<std::optional<TimeInterval>> ReadAsOf(std::string_view field,
                                                     std::string_view as_of);

// FIELD_INVALID for one that this version does not know.
absl::StatusOr<TimeBucket> ReadBucket(std::string_view field, v1::TimeBucket bucket);

// Nothing if unset. TIME_INVALID outside the years 0001 to 9999.
template <typename Request>
absl::StatusOr<std::optional<absl::Time>> ReadKnownAt(const Request& request);
absl::StatusOr<std::optional<absl::Time>> ReadKnownAt(bool set,
                                                      const google::protobuf::Timestamp& known_at);

// A page request whose token is bound to all fields but the page's own.
template <typename Request>
PageRequest ReadPage(const Request& request);

// Name and bytes of a request, equal for equal requests.
std::string CanonicalBytes(const google::protobuf::Message& request);

template <typename Strings>
std::vector<std::string> ReadStrings(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

template <typename Request>
absl::StatusOr<std::optional<absl::Time>> ReadKnownAt(const Request& request) {
  return ReadKnownAt(request.has_known_at(), request.known_at());
}

template <typename Request>
PageRequest ReadPage(const Request& request) {
  Request query = request;
  query.clear_page_size();
  query.clear_page_token();
  return {
      .size = request.page_size(), .token = request.page_token(), .query = CanonicalBytes(query)};
}

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_REQUEST_READING_H_
