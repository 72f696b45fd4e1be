// Facts as tables and blocks, for the commands that list them.
//
// Each returns what is to be printed, lines ended. Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_FACT_TABLES_H_
#define DATELINE_TOOLS_DATELINE_FACT_TABLES_H_

#include <string>
#include <vector>

#include "dateline/query/v1/query.pb.h"
#include "tools/dateline/terminal.h"
#include "tools/dateline/timeline_page.h"

namespace dateline::cli {

// Columns by what there is: subject, relation and object where all facts are
// relations, the fact in words otherwise.
std::string FactsTable(const std::vector<query::v1::Fact>& facts, bool wide,
                       const Terminal& terminal);

// When, what, who, where, and whether it took place; a table for each stretch of
// the calendar, if there are any. Where the status changed, how it was reported.
std::string TimelineTable(const TimelineContent& timeline, bool wide, const Terminal& terminal);

// Speaker, words and chain, a block a statement. `match` says which words were
// looked for; null if none were.
std::string StatementBlock(const query::v1::Fact& statement, const query::v1::StatementMatch* match,
                           bool wide, const Terminal& terminal);

// What is in dispute, and each side with who says so and in which words.
std::string ConflictBlock(const query::v1::Conflict& conflict, bool wide, const Terminal& terminal);

// Lines of `text` wrapped to the terminal and indented, each ended by a line
// feed and painted in `style`.
std::string IndentedText(std::string_view text, size_t indent, Style style,
                         const Terminal& terminal);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_FACT_TABLES_H_
