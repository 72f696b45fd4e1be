// All patterns that an extractor runs, indexed by the words they hang on.
//
//   DATELINE_ASSIGN_OR_RETURN(auto set, PatternSet::Load(BuiltinPatternFiles()));
//   for (uint32_t i : set->CandidatesAt(view, token)) set->patterns()[i] ...
//
// Thousands of patterns cost little: a word is looked up once, by lemma and by
// form. Immutable after Load and thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_SET_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_SET_H_

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "services/extraction/patterns/language/pattern_compiler.h"

namespace dateline::patterns {

// One .textproto file.
struct PatternSource {
  std::string name;  // For errors: "aid.textproto".
  std::string text;
};

// The files that are linked into the program, sorted by name.
std::vector<PatternSource> BuiltinPatternFiles();

// The .textproto files of a folder, sorted by name. NOT_FOUND if there is no
// such folder; PATTERN_INVALID if it holds no such file or one above 4 MiB.
absl::StatusOr<std::vector<PatternSource>> ReadPatternFolder(const std::string& folder);

class PatternSet {
 public:
  // PATTERN_INVALID, naming file, pattern and field.
  static absl::StatusOr<std::shared_ptr<const PatternSet>> Load(
      const std::vector<PatternSource>& sources);

  const std::vector<CompiledPattern>& patterns() const { return compiled_.patterns; }
  const std::map<std::string, WordList>& lists() const { return compiled_.lists; }
  // SHA-256 of all sources in hexadecimal: what the facts depend on.
  const std::string& checksum() const { return checksum_; }

  // Positions of the patterns whose trigger may be this word, ascending.
  std::vector<uint32_t> CandidatesAt(const DocumentView& view, uint32_t token) const;

 private:
  CompiledPatterns compiled_;
  std::string checksum_;
  std::unordered_map<std::string, std::vector<uint32_t>> by_word_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_LANGUAGE_PATTERN_SET_H_
