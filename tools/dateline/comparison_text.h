// How outlets tell one story, side by side: a column for each outlet where they
// are few, names in one column where they are many.
//
// Returns what is to be printed, lines ended. Pure; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_COMPARISON_TEXT_H_
#define DATELINE_TOOLS_DATELINE_COMPARISON_TEXT_H_

#include <string>

#include "dateline/query/v1/query.pb.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// Outlets that get a column each.
inline constexpr int kMostColumns = 5;

// `wide` adds ids.
std::string ComparisonText(const query::v1::CompareSourcesResponse& answer, bool wide,
                           const Terminal& terminal);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_COMPARISON_TEXT_H_
