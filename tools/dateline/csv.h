// Flat records as CSV (RFC 4180, UTF-8, line feeds).
//
//   std::cout << CsvHeader();
//   std::cout << *CsvRow(FlatRecord(id, content, attestation));
//
// Columns are fixed and named in CsvColumns(); what has no column of its own
// (qualifiers, event arguments, topics, claim objects) is JSON in one. Pure
// functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_CSV_H_
#define DATELINE_TOOLS_DATELINE_CSV_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace dateline::cli {

absl::Span<const std::string_view> CsvColumns();

// The first line, with its line feed.
std::string CsvHeader();

// One flat record (a JSON object) as a line with its line feed.
// INVALID_ARGUMENT if it is none.
absl::StatusOr<std::string> CsvRow(std::string_view flat_record);

// A field, quoted if it holds a comma, a quotation mark, a line end, or spaces
// at an end.
std::string CsvField(std::string_view text);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_CSV_H_
