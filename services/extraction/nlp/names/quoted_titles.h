// Titles of documents in quotation marks: 'the report “A Pier Too Far”', 'the
// “Clear Water” declaration'. The title names the document, whatever names the
// words in it would be by themselves.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_QUOTED_TITLES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_QUOTED_TITLES_H_

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

// Makes one name, an agreement or other document, of every such title in
// `document.names`; names inside it go. REQUIRES: names and tags are found;
// `words` are the document's. Linear in the text. Thread-safe.
void MarkQuotedTitles(AnnotatedDocument& document, const DocumentWords& words);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_QUOTED_TITLES_H_
