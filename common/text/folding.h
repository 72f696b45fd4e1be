// Text folded for comparing: what two people would call "the same name".
//
//   FoldForMatching("Jean-Pierre  LAMBERT’s") == "jean pierre lambert s"
//   FoldForMatching("Zürich") == "zurich"
#ifndef DATELINE_COMMON_TEXT_FOLDING_H_
#define DATELINE_COMMON_TEXT_FOLDING_H_

#include <string>
#include <string_view>

namespace dateline {

// Compatibility-decomposed, marks removed, case folded (Unicode, no locale);
// every run of other than letters and digits is one space, none at the ends.
// Full stops between single letters vanish ("U.S." gives "us").
// REQUIRES: `text` is well-formed UTF-8. Deterministic; thread-safe.
std::string FoldForMatching(std::string_view text);

// Every run of white space (ASCII or Unicode) as one space, none at the ends.
std::string CollapseWhiteSpace(std::string_view text);

}  // namespace dateline

#endif  // DATELINE_COMMON_TEXT_FOLDING_H_
