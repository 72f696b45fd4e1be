// What the trained reader's labels add to the names that rules found.
//
//   ApplyLabels(document);
//
// Rules that know a name by its words (a country, a ministry, a person after a
// title) or by the document (a state whose president is named) are surer than
// the labels; the labels give a type to what the rules leave open and find
// names that the rules do not see. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_LABEL_EVIDENCE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_LABEL_EVIDENCE_H_

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// The labelled names with each name that goes on around another made one: the
// outermost, in order. Dates and amounts are left out.
std::vector<LabelledName> WholeNames(const AnnotatedDocument& document);

// Gives every name whose type is open the type, and where they differ the
// extent, of the label on it; adds the labelled names of the running text that
// no name touches. `guessed` holds the first tokens of names whose type is a
// guess by the shape of their words: open too, where the label says more than
// that it is a name. Needs `names` and `labelled_names`; keeps `names` in order.
void ApplyLabels(AnnotatedDocument& document, const std::unordered_set<uint32_t>& guessed);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_LABEL_EVIDENCE_H_
