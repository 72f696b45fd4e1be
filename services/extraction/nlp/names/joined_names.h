// Two people joined by "and" that the parser took for one long name: in "Rui
// Pine and Clara Brook will meet" each is a subject of his own.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_JOINED_NAMES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_JOINED_NAMES_H_

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// Makes a conjunct of the second name in the trees of `document`. REQUIRES:
// trees and names are there. Linear in the names. Thread-safe.
void SeparateJoinedNames(AnnotatedDocument& document);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_JOINED_NAMES_H_
