// Pages: every listing answers a bounded part and a token for the rest.
//
//   DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, request, known_at));
//   ... read page.view from page.position on, at most page.size items ...
//   answer.next_page_token = page.TokenFor(position);
//
// A token carries a hash of the query, the moment that the first page read and
// a position, so that all pages of one listing see one fact base whatever is
// recorded in between. Thread-safe: values and pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_PAGING_H_
#define DATELINE_SERVICES_QUERY_CORE_PAGING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr uint32_t kMaxPageSize = 1000;
inline constexpr uint32_t kDefaultPageSize = 100;
// A page ends where its content passes this, so that an answer fits gRPC's
// default limit of 4 MiB.
inline constexpr size_t kMaxPageBytes = 3 * 1024 * 1024;

// How a caller asks for a page.
struct PageRequest {
  uint32_t size = 0;  // 0 to kMaxPageSize; 0 means the listing's default.
  std::string token;  // Of the page before; empty for the first.
  // Canonical bytes of everything else that was asked. A token works only with
  // the bytes that it was made with.
  std::string query;
};

// A page being read.
struct OpenPage {
  FactBaseView view;
  size_t size;
  std::string position;  // Empty on the first page.
  std::string query_hash;

  std::string TokenFor(std::string_view next_position) const;
};

// INVALID_ARGUMENT: FIELD_INVALID for the size, PAGE_TOKEN_INVALID,
// PAGE_TOKEN_MISMATCH. OUT_OF_RANGE as FactBase::OpenView.
absl::StatusOr<OpenPage> BeginPage(const FactBase& base, const PageRequest& request,
                                   std::optional<absl::Time> known_at,
                                   uint32_t default_size = kDefaultPageSize);

// PAGE_TOKEN_INVALID, for a position that its listing cannot read.
absl::Status MalformedPageToken();

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_PAGING_H_
