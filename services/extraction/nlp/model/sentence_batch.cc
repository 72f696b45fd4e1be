#include "services/extraction/nlp/model/sentence_batch.h"

#include <algorithm>
#include <numeric>

namespace dateline::nlp {
namespace {

// Enough rows for the matrix kernels, few enough tokens for the caches.
constexpr size_t kMaxSentences = 32;
constexpr uint32_t kMaxTokens = 1024;

}  // namespace

std::vector<SentenceBatch> BatchesOf(const std::vector<uint32_t>& lengths) {
  std::vector<uint32_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return lengths[a] > lengths[b]; });
  std::vector<SentenceBatch> batches;
  for (const uint32_t sentence : order) {
    const uint32_t length = lengths[sentence];
    if (length == 0) break;
    if (batches.empty() || batches.back().sentences.size() == kMaxSentences ||
        batches.back().tokens + length > kMaxTokens) {
      batches.emplace_back();
    }
    SentenceBatch& batch = batches.back();
    batch.sentences.push_back(sentence);
    batch.lengths.push_back(length);
    batch.offsets.push_back(batch.tokens);
    batch.tokens += length;
  }
  return batches;
}

}  // namespace dateline::nlp
