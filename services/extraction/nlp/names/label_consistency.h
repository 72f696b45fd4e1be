// One name, one type throughout a document.
//
// The trained reader sees a sentence at a time. What it is sure of in one place
// helps in another: "Maria Okafor" once makes "Okafor" a person everywhere; a
// name that is an organization five times and a location once is an
// organization; a name that it found in one sentence it finds in all.
//
//   MakeConsistent(document, names);
//
// Adds about one point of F1 on news (docs/decisions/0003-language-engine.md). Linear in the
// text. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_LABEL_CONSISTENCY_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_LABEL_CONSISTENCY_H_

#include <vector>

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// `names` are in order and do not overlap, and so they are afterwards. Needs
// sentences and tokens.
void MakeConsistent(const AnnotatedDocument& document, std::vector<LabelledName>& names);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_LABEL_CONSISTENCY_H_
