#include "services/ingest/core/text_sketch.h"

#include <algorithm>
#include <array>
#include <limits>

namespace dateline::ingest {
namespace {

constexpr int kPartShift = 64 - 5;
static_assert(kMaxBands == size_t{1} << (64 - kPartShift));

constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

}  // namespace

TextSketch SketchOf(const std::vector<TextWord>& words) {
  TextSketch sketch;
  sketch.words_hash = HashOfWords(words.data(), words.size());
  if (words.size() < kMinWordsOfNearCopies) return sketch;
  std::array<uint64_t, kMaxBands> smallest;
  smallest.fill(kNone);
  for (size_t i = 0; i + kShingleWords <= words.size(); ++i) {
    const uint64_t shingle = HashOfWords(&words[i], kShingleWords);
    uint64_t& least = smallest[shingle >> kPartShift];
    least = std::min(least, shingle);
  }
  // The parts follow each other, so the bands come out in order.
  for (const uint64_t least : smallest) {
    if (least != kNone) sketch.bands.push_back(least);
  }
  return sketch;
}

}  // namespace dateline::ingest
