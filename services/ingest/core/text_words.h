// A text as the words that comparisons of texts see: hashes without case, accents
// and punctuation, with what tells one report from another of the same mould.
//
//   for (const TextWord& word : WordsOfText(text)) ... word.hash ...
//
// A word is a run of letters and digits; of scripts that set no spaces (Chinese,
// Thai) each character is one; a number keeps its decimal point and loses the
// commas between its digits. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_TEXT_WORDS_H_
#define DATELINE_SERVICES_INGEST_CORE_TEXT_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dateline::ingest {

// Of longer texts no more than this many words are compared.
inline constexpr size_t kMaxComparedWords = 20'000;

struct TextWord {
  enum class Kind : uint8_t {
    kPlain,
    kNumber,  // Has a digit.
    kName,    // Written with a capital inside a sentence; no day of the week.
  };
  uint64_t hash = 0;
  Kind kind = Kind::kPlain;
};

// The first kMaxComparedWords. REQUIRES: `text` is well-formed UTF-8.
std::vector<TextWord> WordsOfText(std::string_view text);

// Spreads the bits of `value` over all of the result: the finalizer of splitmix64.
constexpr uint64_t MixBits(uint64_t value) {
  value ^= value >> 30;
  value *= 0xbf58476d1ce4e5b9;
  value ^= value >> 27;
  value *= 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// The hash of `count` successive words.
uint64_t HashOfWords(const TextWord* words, size_t count);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TEXT_WORDS_H_
