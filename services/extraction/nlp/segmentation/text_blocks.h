// Finds the paragraphs of an article and what each is for.
//
//   for (const TextBlock& block : FindTextBlocks(text)) ...
//
// Works on the shape of lines and on wording that outlets everywhere use for
// subscribe lines, credits, calendars and comment rules. Linear in the text.
// Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TEXT_BLOCKS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TEXT_BLOCKS_H_

#include <string_view>
#include <vector>

#include "common/text/byte_span.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

// A paragraph without the white space around it.
struct TextBlock {
  ByteSpan span;
  BlockKind kind = BlockKind::kBody;
};

// All paragraphs of `text`, in order. Lines that were wrapped inside a sentence
// are joined. REQUIRES: `text` is UTF-8.
std::vector<TextBlock> FindTextBlocks(std::string_view text);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TEXT_BLOCKS_H_
