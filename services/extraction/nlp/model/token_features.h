// What the networks see of a token: a row of the word-vector table and a row of
// each hashed table.
//
//   DATELINE_ASSIGN_OR_RETURN(const WordTable words, WordTable::Load(*bundle));
//   const FeatureRows rows = FeaturesOf("Kabul", words);   // {row of "kabul", hash of "kab", ...}
//
// Training computes the same rows in tools/train/features.py, and
// tools/train/parity.py holds the two together. Thread-safe: pure functions
// over immutable tables.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TOKEN_FEATURES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TOKEN_FEATURES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/extraction/nlp/model/bundle.h"

namespace dateline::nlp {

// Rows of the hashed tables, in the order of the features. Row 0 is padding and
// never hashed to.
inline constexpr std::array<uint32_t, 6> kHashedTableRows = {16384, 4096, 1024, 4096, 8192, 512};

// The word's row, then one row of each hashed table: the word, its first 3
// characters, its last 2, 3 and 4, and its shape.
using FeatureRows = std::array<uint32_t, 1 + kHashedTableRows.size()>;

// Finds a word's row in the table of word vectors.
class WordTable {
 public:
  // Reads the section "words". Keeps views into the bundle.
  static absl::StatusOr<WordTable> Load(const Bundle& bundle);

  // The row of a word in lower case; where digits make it unknown, that of the
  // word with zeros for digits; else the row of the unknown word.
  uint32_t Row(std::string_view lower) const;

  // The row of exactly this word, if the table has it. Frequent words come first.
  std::optional<uint32_t> RowOfWord(std::string_view lower) const;

  // Rows of the table: the words, padding and the unknown word.
  uint32_t rows() const { return static_cast<uint32_t>(rows_.size()) + 2; }

 private:
  absl::flat_hash_map<std::string_view, uint32_t> rows_;
};

// REQUIRES: `form` is UTF-8. Time is linear in its length.
FeatureRows FeaturesOf(std::string_view form, const WordTable& words);

// Lower case, code point by code point.
std::string LowerCased(std::string_view text);

// Classes of the characters, runs cut to two: "Kabul" is "Xxx", "2021-09" is "dd-dd".
std::string ShapeOf(std::string_view form);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TOKEN_FEATURES_H_
