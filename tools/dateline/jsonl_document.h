// Documents as lines of JSON, as `dateline ingest` reads them.
//
//   {"uri":"https://example.org/1","publisher":"Lazar Post","text":"..."}
//
// Fields: uri, publisher, title, published_at, language, bylines (a list), and
// text or html. Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_JSONL_DOCUMENT_H_
#define DATELINE_TOOLS_DATELINE_JSONL_DOCUMENT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "dateline/ingest/v1/ingest.pb.h"

namespace dateline::cli {

// INVALID_ARGUMENT for a line that is not a JSON object, for an unknown field
// (a misspelt one would be lost in silence), for a value of the wrong type, and
// unless exactly one of text and html is there.
absl::StatusOr<ingest::v1::RawDocument> ReadJsonDocument(std::string_view line);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_JSONL_DOCUMENT_H_
