// Splits running text into tokens as English treebanks do: "don't" is "do" and
// "n't", "Ghana's" is "Ghana" and "'s"; hyphenated words, numbers, initials and
// dotted abbreviations stay whole.
//
// Linear in the text. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TOKENIZER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TOKENIZER_H_

#include <string_view>
#include <vector>

#include "common/text/byte_span.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// Appends the tokens of text[span). REQUIRES: `text` is UTF-8 and `span` lies
// on character boundaries.
void AppendTokens(std::string_view text, ByteSpan span, std::vector<Token>& tokens);

// True for words that end in a stop without ending a sentence ("Mr.", "Gen.").
bool IsAbbreviation(std::string_view word_without_stop);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TOKENIZER_H_
