// Documents as lines of JSON.
//
//   {"uri":"https://example.org/1","publisher":"Lazar Post","text":"..."}
//
// Fields: uri, publisher, title, published_at, updated_at, language, section, bylines (a
// list), and text or html; or by a mapping whatever the lines call them. Thread-safe: pure
// functions, but for the parser, which has one user.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_JSON_LINES_PARSER_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_JSON_LINES_PARSER_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/ingest/collections/item_parser.h"

namespace dateline::ingest {

// A line may be so long: JSON escapes make content longer.
inline constexpr size_t kMaxLineBytes = 3 * kMaxContentBytes;
// Values nested deeper are not looked at.
inline constexpr int kMaxJsonDepth = 64;

// FIELD_INVALID for a field that no document has and for an empty name.
absl::Status CheckFieldMapping(const FieldMapping& fields);

// INVALID_ARGUMENT for a line that is not a JSON object, for a value of the wrong type, and
// unless exactly one of text and html is there. Without a mapping also for an unknown
// field (a misspelt one would be lost in silence). With one, dates of any form are read,
// and bylines may be a string, a list, or a list of objects with a name.
absl::StatusOr<RawArticle> ReadJsonDocument(std::string_view line, const FieldMapping& fields = {});

std::unique_ptr<ItemParser> MakeJsonLinesParser(const FieldMapping& fields);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_JSON_LINES_PARSER_H_
