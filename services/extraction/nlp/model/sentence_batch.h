// Sentences laid out for the networks: a few of about the same length, the
// longest first, their tokens one after the other.
//
//   for (const SentenceBatch& batch : BatchesOf(lengths)) { ... tower.Run(batch, ...) ... }
//
// What a network says of a sentence does not depend on what else is in its
// batch. Plain data.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_SENTENCE_BATCH_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_SENTENCE_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dateline::nlp {

struct SentenceBatch {
  std::vector<uint32_t> sentences;  // Positions in the list given to BatchesOf.
  std::vector<uint32_t> lengths;    // Tokens of each, falling; none is 0.
  std::vector<uint32_t> offsets;    // First token of each in the batch.
  uint32_t tokens = 0;
};

// Every sentence that is not empty once, by falling length, then by position.
std::vector<SentenceBatch> BatchesOf(const std::vector<uint32_t>& lengths);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_SENTENCE_BATCH_H_
