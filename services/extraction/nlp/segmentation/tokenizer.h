// Splits running text into tokens as the English Universal Dependencies
// treebanks do.
//
//   The well-known U.S. envoy can't owe $5m.
//   The well - known U.S. envoy ca n't owe $ 5 m .
//
// Hyphenated words, contractions and numbers with units are split; words with a
// prefix ("co-founder"), abbreviations with their stops, telephone numbers,
// decades ("1990s") and addresses of the web stay whole. Rules that want
// "vice-president" in one piece read HyphenatedWords.
//
// Linear in the text. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TOKENIZER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TOKENIZER_H_

#include <string_view>
#include <vector>

#include "common/text/byte_span.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// Appends the tokens of the sentence text[span). They cover all of it but the
// white space. REQUIRES: `text` is UTF-8 and `span` lies on character boundaries.
void AppendTokens(std::string_view text, ByteSpan span, std::vector<Token>& tokens);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TOKENIZER_H_
