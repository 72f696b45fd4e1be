// Splits one paragraph of news into sentences.
//
// A sentence ends at a stop, question or exclamation mark with the closing
// marks after it, unless the stop belongs to an abbreviation, an initial or a
// number, or the text goes on in lower case. Missing spaces ("Lima.The") are
// seen through. Sentences of more than about 3,000 bytes are cut at a space.
// Linear in the text. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_SENTENCE_SPLITTER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_SENTENCE_SPLITTER_H_

#include <string_view>
#include <vector>

#include "common/text/byte_span.h"

namespace dateline::nlp {

// Sentences of text[paragraph), in order, without the white space between them.
std::vector<ByteSpan> SplitSentences(std::string_view text, ByteSpan paragraph);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_SENTENCE_SPLITTER_H_
