// States and regions that the gazetteer does not know, recognised by what the
// document says of them: "the prime minister of Norland", "Norlandian Foreign
// Minister", "Chile, Peru and Norland".
//
// A word needs one sign that only states give, or two weaker ones. Then every
// name that is this word, or its adjective, refers to the state.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_UNLISTED_STATES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_UNLISTED_STATES_H_

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

// Settles such names in `document.names`. REQUIRES: names are found; `words`
// are the document's. Linear in the names and what they are compared with:
// only words that are candidates for states. Thread-safe.
void MarkUnlistedStates(AnnotatedDocument& document, const DocumentWords& words);

// True if `adjective` may be made from the place name `base`, both lower case:
// "norlandian" from "norland", "velosian" from "velos".
bool MayBeAdjectiveOf(std::string_view adjective, std::string_view base);

// True if the lower-case word ends as adjectives of places do ("norlandian").
bool MayBeStateAdjective(std::string_view word);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_UNLISTED_STATES_H_
