// Reports that the text itself takes back or says are refuted: "Rumours that the
// pier burned are false", "rejected claims of a split", "An earlier version of
// this article said that the pier had burned".
//
//   if (SaysWhatIsReported(view, noun, clause) && IsRefuted(view, noun)) ...  // not so
//
// Thread-safe: pure functions; linear in the tokens that hang from the word and
// from the one above it.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_REFUTED_REPORTS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_REFUTED_REPORTS_H_

#include <cstdint>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// True for a noun for what is told without a teller of its own ("reports",
// "rumours", not "Vance's report"), which is said to be false, or which somebody
// rejects, dismisses, denies.
bool IsRefuted(const DocumentView& view, uint32_t noun);

// True if `part`, a clause or phrase that hangs from the noun, says what is told:
// "rumours [that the pier burned]", "reports [of a fire]", but not "rumours [that
// Vance spread]", "reports [in the press]".
bool SaysWhatIsReported(const DocumentView& view, uint32_t noun, uint32_t part);

// "wrongly said", "falsely accused": what the verb says is not so.
bool IsSaidWrongly(const DocumentView& view, uint32_t verb);

// "An earlier version of this article": what it said is taken back.
bool IsEarlierVersion(const DocumentView& view, uint32_t noun);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_REFUTED_REPORTS_H_
