// Who did what to whom, with voice and clause undone.
//
//   for (const PredicateArgument& a : ArgumentsOf(view, token)) ...
//   // "the treaty that was signed by Peru in Lima", token = "signed":
//   // subject Peru, object treaty, oblique "in" Lima
//
// Reads the dependency tree around one verb, noun or adjective: passives,
// relative and participial clauses, subjects shared by conjoined verbs and by
// infinitives, nouns of action with their possessors and "by" phrases, verbs
// that only carry a noun ("held talks with"), nouns said of somebody ("Doe,
// founder of").
//
// Thread-safe: pure functions. Bounded by the sentence.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_ARGUMENT_STRUCTURE_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_ARGUMENT_STRUCTURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

enum class ArgumentKind : uint8_t {
  kSubject,         // Who does it; possessor, adjective or "by" phrase of a noun.
  kObject,          // What it is done to.
  kIndirectObject,  // Whom it is given.
  kOblique,         // With a preposition.
  kClause,          // The clause it governs; the head is its verb.
  kBearer,          // Who the noun or adjective is said of.
  kModifier,        // A word that stands before a noun without a preposition.
};

struct PredicateArgument {
  ArgumentKind kind = ArgumentKind::kSubject;
  uint32_t head = 0;        // Head word of the phrase.
  std::string preposition;  // "with", "because of"; empty but for obliques.
  // The tree hangs it on another argument: "aid to Peru" of "sent aid to Peru".
  bool nested = false;
};

// The arguments of the word, nearest kin first: its own before those that it
// shares with words around it. A head may come more than once, as different
// kinds.
std::vector<PredicateArgument> ArgumentsOf(const DocumentView& view, uint32_t predicate);

// True if the verb is passive ("was signed", "the treaty signed by").
bool IsPassive(const DependencyTree& tree, uint32_t verb);

// The word itself and those joined to it by "and", "or" or commas.
std::vector<uint32_t> Conjuncts(const DependencyTree& tree, uint32_t head);

// The preposition of a phrase by its head, lower case: "with", "because of";
// empty if there is none.
std::string PrepositionOf(const DocumentView& view, uint32_t head);

// The verb that carries a noun of action ("held" of "held talks"), or -1.
int64_t CarryingVerb(const DocumentView& view, uint32_t noun);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_ARGUMENT_STRUCTURE_H_
