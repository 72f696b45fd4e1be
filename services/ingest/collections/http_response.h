// An HTTP/1 response as a WARC record holds it.
//
//   absl::StatusOr<HttpResponse> response = ReadHttpResponse(block);
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_HTTP_RESPONSE_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_HTTP_RESPONSE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace dateline::ingest {

// Names in lower case; continued lines joined.
using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// Of lines "Name: value"; others are passed over.
HeaderFields ReadHeaderFields(std::string_view block);

// The first value under this name, or empty.
std::string_view FieldOf(const HeaderFields& fields, std::string_view name);

// Where the block of fields at the start of `bytes` ends, its empty line included; npos if it
// does not.
size_t EndOfHeaderFields(std::string_view bytes);

struct HttpResponse {
  int status = 0;
  std::string content_type;
  // Chunks joined. May still be compressed with gzip or zstd.
  std::string body;
};

// INVALID_ARGUMENT for what is no HTTP response, for broken chunks and for content encodings other
// than gzip and zstd.
absl::StatusOr<HttpResponse> ReadHttpResponse(std::string_view block);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_HTTP_RESPONSE_H_
