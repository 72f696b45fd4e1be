// A document's sentences as the networks take them: cut where they are too
// long, put into batches, with the features of their tokens.
//
//   const PieceBatches work(document, words);
//   for (const SentenceBatch& batch : work.batches()) {
//     network.Read(batch, work.FeaturesOf(batch).data(), workspace);
//   }
//
// Used by one thread.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_SENTENCE_PIECES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_SENTENCE_PIECES_H_

#include <cstdint>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/model/sentence_batch.h"
#include "services/extraction/nlp/model/token_features.h"

namespace dateline::nlp {

// Longest piece, in tokens: the parser's time grows with its square.
inline constexpr uint32_t kMaxPieceTokens = 256;

struct SentencePiece {
  TokenRange tokens;                // In the document.
  uint32_t offset_in_sentence = 0;  // 0 for the first piece of a sentence.
};

class PieceBatches {
 public:
  PieceBatches(const AnnotatedDocument& document, const WordTable& words);

  // In the order of the document; a batch's sentences are positions in it.
  const std::vector<SentencePiece>& pieces() const { return pieces_; }
  const std::vector<SentenceBatch>& batches() const { return batches_; }

  // Features of the batch's tokens, in its order.
  std::vector<FeatureRows> FeaturesOf(const SentenceBatch& batch) const;

 private:
  std::vector<SentencePiece> pieces_;
  std::vector<SentenceBatch> batches_;
  std::vector<FeatureRows> features_;  // Of all tokens of the document.
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_SENTENCE_PIECES_H_
