// Clauses of a sentence: which words head them, who they are about, and the
// words of their verb groups.
//
//   ClauseReader clauses(view, sentence.tokens);
//   if (clauses.IsPredicate(token)) {
//     const ClauseSubject subject = clauses.Subject(token);
//
// Clauses without a subject of their own take that of the clause they hang on:
// "signed" in "She wrote and signed it", "leaving" in "He spoke before leaving",
// and the noun in "the ship that sank". Keeps a reference to the view. Not for
// sharing between threads: it remembers what it found.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CLAUSES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CLAUSES_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/claim_phrases.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// Who or what a clause is about.
struct ClauseSubject {
  uint32_t head = 0;
  bool clause = false;      // "To leave now would be wrong".
  bool antecedent = false;  // The noun that the clause describes.
  bool own = false;         // In the clause itself.
};

class ClauseReader {
 public:
  // Tokens with more children than this are no prose; they head no clause.
  static constexpr size_t kMostChildren = 200;

  ClauseReader(const DocumentView& view, TokenRange sentence);

  bool IsPredicate(uint32_t token);
  // True for "mayor" in "She is the mayor".
  bool IsCopular(uint32_t token) const { return tree_.Child(token, "cop") >= 0; }
  std::optional<ClauseSubject> Subject(uint32_t predicate);

  // The first of the words that `token` is coordinated with, or the token.
  uint32_t FirstConjunct(uint32_t token) const;
  // Conjuncts that head no clause.
  std::vector<uint32_t> Conjuncts(uint32_t token);

  // Auxiliaries, negation, particle, adverbs before the verb, and the verb; with
  // the auxiliaries that it shares with the verb it is coordinated with.
  std::vector<uint32_t> VerbGroup(uint32_t verb);
  // "is", "are", "was" or "were" for what is said of `subject` in a clause below
  // a verb of the present or past.
  std::string_view BeFor(uint32_t subject, uint32_t clause);
  // Obliques of time before the subject that `verb` shares with another verb.
  std::vector<uint32_t> SharedTimes(uint32_t verb);
  // True if an oblique says when.
  bool IsTime(uint32_t token) const;
  bool IsFinite(uint32_t verb) const;

 private:
  bool DecideIsPredicate(uint32_t token);
  std::optional<ClauseSubject> FindSubject(uint32_t predicate, int depth);
  std::optional<ClauseSubject> OwnSubject(uint32_t predicate) const;
  std::vector<uint32_t> Auxiliaries(uint32_t verb) const;
  std::vector<uint32_t> SharedAuxiliaries(uint32_t verb) const;
  bool IsAdverbOfGroup(uint32_t adverb, uint32_t verb, std::optional<uint32_t> first) const;
  bool HasSubject(uint32_t token) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const PhraseReader phrases_;
  const TokenRange sentence_;
  // By token of the sentence.
  std::vector<int8_t> is_predicate_;  // -1: not yet known.
  std::vector<bool> subject_known_;
  std::vector<std::optional<ClauseSubject>> subjects_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CLAUSES_H_
