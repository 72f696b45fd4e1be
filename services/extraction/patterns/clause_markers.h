// What stands right at a word and says whether it came about: its auxiliaries
// and modals, negation, adverbs of doubt, adjectives ("planned visit"), mood and
// a question mark.
//
//   const ClauseMarkers markers = ReadClauseMarkers(view, verb);
//   markers.negative          // "did not", "never", "no soldiers were"
//
// Reads the tokens that hang from the word, and nothing above it. Thread-safe:
// pure functions; linear in the tokens that hang from the word.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_MARKERS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_MARKERS_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "common/fact/fact.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

struct ClauseMarkers {
  // Turns round whether it is so: "not", "never", "hardly".
  bool turned = false;
  // Not so whatever stands around it: "no attack", "nor".
  bool negative = false;
  FactStatus status = FactStatus::kActual;
  Certainty certainty = Certainty::kCertain;
  // "would": planned in reported speech ("said he would"), imagined elsewhere.
  bool would = false;
  // A clause beside it says "if".
  bool has_condition = false;
};

ClauseMarkers ReadClauseMarkers(const DocumentView& view, uint32_t word);

// True if the word has a child with the relation (or a subtype) and lemma.
bool HasChild(const DependencyTree& tree, uint32_t word, std::string_view relation,
              std::string_view lemma);

// "to" before the word, as in "to sign".
bool IsToInfinitive(const DependencyTree& tree, uint32_t word);
// A form of the past, or "have" and a participle.
bool IsPast(const DependencyTree& tree, uint32_t word);
// Has a subject and a tense of its own, or a modal.
bool IsFiniteClause(const DependencyTree& tree, uint32_t word);
// A word that says or thinks what a clause says, so that "if" is "whether".
bool TakesClauses(const DependencyTree& tree, uint32_t word);
// "the attack", "Monday's attack", "this attack", "its attack", a name.
bool IsDefinite(const DocumentView& view, uint32_t noun);
// The word that introduces a subordinate clause ("if", "after"), in lower case
// and with what is fixed to it ("as if"); "" if there is none.
std::string SubordinatorOf(const DocumentView& view, uint32_t word);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAUSE_MARKERS_H_
