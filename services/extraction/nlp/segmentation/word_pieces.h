// Splits one written word into the words that English treebanks see in it.
//
//   AppendWordPieces("well-known", 0, pieces)   // well - known
//   AppendWordPieces("doesn't", 0, pieces)      // does n't
//
// Prefixes stay ("non-profit", "co-founder"), and so do telephone numbers and
// dates in figures. Private to segmentation. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_WORD_PIECES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_WORD_PIECES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/text/byte_span.h"

namespace dateline::nlp {

// Appends the spans of the pieces of `word`, which begins at byte `begin` of the
// text. They cover it without gaps. Linear in the word.
void AppendWordPieces(std::string_view word, uint32_t begin, std::vector<ByteSpan>& pieces);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_WORD_PIECES_H_
