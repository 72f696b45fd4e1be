// Surnames that are places too: where "Mark Paris" is named in full, "Paris"
// alone is the man and not the city, unless it stands where only a place can:
// "in Paris", "Oslo, Paris and Rome", "Paris's mayor".
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_SURNAME_PLACES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_SURNAME_PLACES_H_

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

// Makes persons of such names in `document.names`. A country, or a capital that
// speaks for one, stays a place throughout if one of its names stands where only
// a place can. REQUIRES: names are found; `words` are the document's. Linear in
// the names. Thread-safe.
void MarkSurnames(AnnotatedDocument& document, const DocumentWords& words);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_SURNAME_PLACES_H_
