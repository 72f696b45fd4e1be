// What finds the near copies of a text without reading other texts: a MinHash
// sketch of its shingles.
//
//   TextSketch sketch = SketchOf(WordsOfText(text));
//   // Texts with two of sketch.bands in common are worth a comparison
//   // (text_likeness.h).
//
// Shingles are all runs of four words. Their hashes fall into 32 parts of the
// number range, and the smallest of each part is a band (one-permutation MinHash:
// Li, Owen, Zhang 2012). Two texts share a band with the probability of their
// likeness (Jaccard), so an edit of a fifth of all words leaves 8 of 32 in common
// on average, while a band that two unrelated texts share is a phrase that both
// have. A function of the text alone. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_TEXT_SKETCH_H_
#define DATELINE_SERVICES_INGEST_CORE_TEXT_SKETCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/ingest/core/text_words.h"

namespace dateline::ingest {

inline constexpr size_t kShingleWords = 4;
inline constexpr size_t kMaxBands = 32;
// A text of fewer words has no bands: only equal texts are its copies.
inline constexpr size_t kMinWordsOfNearCopies = 20;
// Raised whenever a text may get another sketch: the index is then made anew.
inline constexpr uint32_t kTextSketchVersion = 1;

struct TextSketch {
  uint64_t words_hash = 0;      // Of all words in order.
  std::vector<uint64_t> bands;  // Ascending, at most kMaxBands.
  friend bool operator==(const TextSketch&, const TextSketch&) = default;
};

TextSketch SketchOf(const std::vector<TextWord>& words);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TEXT_SKETCH_H_
