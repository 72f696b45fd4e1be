// Open propositions: who does or is what, read from the tree of a sentence for
// every clause, apposition, title and possessive.
//
//   for (const OpenProposition& said : ReadPropositions(view, sentence.tokens))
//     "Orlo Vance" | "opened" | "the harbour" | "on Monday"
//
// The subject and the first objects are those of the verb. A verb without an
// object takes the preposition of its first oblique into the relation ("lives
// in" | "Lima"); further obliques follow with theirs. Coordinated verbs, objects
// and predicates make a proposition each; so do subjects that are names, unless
// the verb holds of them together ("Peru and Chile met"). Negation, modals and
// chains of verbs ("did not agree to sell") are part of the relation.
//
// Thread-safe; about linear in the sentence: phrases and numbers of conjuncts are
// limited.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_OPEN_PROPOSITIONS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_OPEN_PROPOSITIONS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/extraction/patterns/claim_phrases.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// Where in a sentence a proposition comes from.
enum class Construction : uint8_t {
  kMain,             // "Vance opened the harbour."
  kCoordinated,      // "..., and Tamm left."
  kSharedSubject,    // "Vance came and left."
  kParataxis,        // "The harbour is open, Vance said": the first clause.
  kContent,          // "... said that the harbour is open".
  kAdverbial,        // "... because the harbour is open".
  kAdverbialPhrase,  // "Leaving Lima, Vance ..."
  kRelative,         // "Vance, who opened the harbour, ..."
  kParticiple,       // "a harbour opened in May"
  kOtherClause,      // Clauses as subjects, and what the tree leaves unclear.
  kExistence,        // "There is a harbour in Lima."
  kApposition,       // "Vance, the mayor of Lima, ..."
  kPlace,            // "Arica, Chile"
  kTitle,            // "mayor Orlo Vance"
  kPossessive,       // "Peru's harbour"
};

// What the estimate of confidence looks at besides the phrases.
struct PropositionShape {
  bool several_objects = false;   // Of the verb: "gave the town a ferry".
  bool took_preposition = false;  // The relation ends with one: "lives in".
  size_t further = 0;             // Obliques, adverbs and clauses.
  size_t sentence_words = 0;
};

struct OpenProposition {
  Construction construction = Construction::kMain;
  bool copular = false;
  uint32_t head = 0;  // The token that says it: the verb, the noun in apposition.
  ClaimPhrase subject;
  ClaimPhrase relation;
  std::vector<ClaimPhrase> objects;  // Maybe none ("The harbour closed").
  PropositionShape shape;
  // How likely a careful reader is to agree, 0 to 1.
  double confidence = 0;
};

// In order of their heads; none of them twice. No order among equals is implied
// beyond that of the text.
std::vector<OpenProposition> ReadPropositions(const DocumentView& view, TokenRange sentence);

// What a proposition with more than its objects says piece by piece: itself
// without the rest ("Vance" | "opened" | "the harbour"), and for each prepositional
// phrase the relation that ends with the preposition ("Vance" | "opened the harbour
// in" | "Lima"). For readers who want triples. Less sure: they repeat what has
// been said.
std::vector<OpenProposition> MinimalForms(const DocumentView& view,
                                          const OpenProposition& proposition);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_OPEN_PROPOSITIONS_H_
