// Whether a word is one of a few.
//
//   if (IsOneOf(tree.Relation(child), {"conj", "cc"})) ...
//   if (IsOneOf(lemma, kCarriers)) ...   // an array of std::string_view
//
// Linear; longer lists belong into a set. Thread-safe: a pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_WORD_CHOICE_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_WORD_CHOICE_H_

#include <algorithm>
#include <string_view>

#include "absl/types/span.h"

namespace dateline::patterns {

inline bool IsOneOf(std::string_view word, absl::Span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_WORD_CHOICE_H_
