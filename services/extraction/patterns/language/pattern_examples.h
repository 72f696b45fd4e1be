// Tests patterns on the sentences beside them, and tells why patterns fire or
// not on a text.
//
//   for (const ExampleFailure& failure : CheckExamples(set, annotate)) ...
//   for (const PatternTrace& trace : TracePatterns(set, view)) ...
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_EXAMPLES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_EXAMPLES_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/language/pattern_set.h"

namespace dateline::patterns {

// A test sentence on which a pattern does not do what is written beside it.
struct ExampleFailure {
  std::string file;
  std::string pattern;
  std::string text;
  std::string problem;  // What was wanted and what was found.
};

// Reads a text into words as the rules see them.
using Annotator = std::function<absl::StatusOr<nlp::AnnotatedDocument>(std::string_view text)>;

// Runs every pattern alone on its own examples, in order.
std::vector<ExampleFailure> CheckExamples(const PatternSet& set, const Annotator& annotate);

// One pattern at one word of a text.
struct PatternTrace {
  std::string pattern;
  std::string file;
  ByteSpan trigger;
  bool fired = false;
  // If it fired: "actor=Norland". Else empty.
  std::vector<std::string> fillers;
  // If it did not: what is missing.
  std::string why_not;
};

// All patterns at all words they may hang on, in order of the text.
std::vector<PatternTrace> TracePatterns(const PatternSet& set, const DocumentView& view);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_EXAMPLES_H_
