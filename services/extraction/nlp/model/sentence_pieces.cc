#include "services/extraction/nlp/model/sentence_pieces.h"

#include <algorithm>

namespace dateline::nlp {

PieceBatches::PieceBatches(const AnnotatedDocument& document, const WordTable& words) {
  std::vector<uint32_t> lengths;
  for (const Sentence& sentence : document.sentences) {
    for (uint32_t begin = sentence.tokens.begin; begin < sentence.tokens.end;
         begin += kMaxPieceTokens) {
      const uint32_t end = std::min(begin + kMaxPieceTokens, sentence.tokens.end);
      pieces_.push_back({{begin, end}, begin - sentence.tokens.begin});
      lengths.push_back(end - begin);
    }
  }
  batches_ = BatchesOf(lengths);
  features_.reserve(document.tokens.size());
  for (uint32_t i = 0; i < document.tokens.size(); ++i) {
    features_.push_back(nlp::FeaturesOf(document.Form(i), words));
  }
}

std::vector<FeatureRows> PieceBatches::FeaturesOf(const SentenceBatch& batch) const {
  std::vector<FeatureRows> out;
  out.reserve(batch.tokens);
  for (const uint32_t piece : batch.sentences) {
    const TokenRange tokens = pieces_[piece].tokens;
    out.insert(out.end(), features_.begin() + tokens.begin, features_.begin() + tokens.end);
  }
  return out;
}

}  // namespace dateline::nlp
