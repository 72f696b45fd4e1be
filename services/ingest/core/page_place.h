// Page tokens of listings that go through rows at `TimedKey`s: the place where a
// page ended, bound to the query that it belongs to.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_PAGE_PLACE_H_
#define DATELINE_SERVICES_INGEST_CORE_PAGE_PLACE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace dateline::ingest {

// `query_hash` is one hash of everything that must stay from page to page.
std::string EncodePagePlace(std::string_view query_hash, std::string_view last_key);

// The key of the last row looked at. INVALID_ARGUMENT: PAGE_TOKEN_INVALID,
// PAGE_TOKEN_MISMATCH for the token of another query.
absl::StatusOr<std::string> DecodePagePlace(std::string_view query_hash, std::string_view token);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_PAGE_PLACE_H_
