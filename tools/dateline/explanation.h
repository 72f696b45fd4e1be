// How a fact is known, in words: for `dateline explain`.
//
// Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_EXPLANATION_H_
#define DATELINE_TOOLS_DATELINE_EXPLANATION_H_

#include <string>

#include "dateline/query/v1/query.pb.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// The fact, how sure it is, its origins, and for each report the sentence with
// the evidence marked, the chain and the rule; at most `max_reports` reports (0
// for all). Lines ended.
std::string Explanation(const query::v1::ExplainFactResponse& answer, size_t max_reports,
                        const Terminal& terminal);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_EXPLANATION_H_
