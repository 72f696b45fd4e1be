// How a text presents what one of its words names or says: done, planned, asked
// for, denied, possible.
//
//   FactualityAt(view, visit)   // "has no plans to [visit]": negative, planned
//
// Read off the dependency tree, from the word up to what it stands under, and
// composed on the way down again, as De Facto does (Sauri and Pustejovsky,
// 2012): "did not manage to", "urged them to agree to". What the text takes for
// granted stays actual: "regrets that", "the attack", "the men who fled". What
// somebody is said to have said is read from where those words begin; who said
// it is not this header's business.
//
// Status: planned for what is to come and meant to; requested for what is asked
// for, due or hoped for; conditional under and beside "if"; hypothetical for
// what is possible, tried, threatened, imagined, asked about, or would have been.
// "may have left" is actual and possible, "may leave" hypothetical and possible.
//
// Thread-safe: pure functions, at most as long as the sentence's tree is deep.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_FACTUALITY_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_FACTUALITY_H_

#include "common/fact/fact.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// Factuality of what the word at `trigger` names or says: a verb, a noun
// ("attack") or an adjective.
Factuality FactualityAt(const DocumentView& view, uint32_t trigger);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_FACTUALITY_H_
