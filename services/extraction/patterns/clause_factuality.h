// How the words around a verb or noun of happening present it: done, planned,
// asked for, denied, possible.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_FACTUALITY_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_FACTUALITY_H_

#include "common/fact/fact.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// The clause that holds `token`: up to semicolons, quotation marks, the
// sentence's ends, and commas that start another clause.
TokenRange ClauseAround(const DocumentView& view, uint32_t token);

// Factuality of what the word at `trigger` names or says.
Factuality FactualityAt(const DocumentView& view, uint32_t trigger);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_FACTUALITY_H_
