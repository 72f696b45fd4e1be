// Verbs and nouns that attribute: what one says, writes, thinks, promises or
// asks for, and where the grammar puts its content.
//
//   const AttributionVerb* verb = FindAttributionVerb("stress");
//   (verb->takes & kTakesPhrase) != 0   // "stressed the need for talks"
//
// Looked up by lemma. Verbs that only name a topic (discuss, mention) are none.
// Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_ATTRIBUTION_CUES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_ATTRIBUTION_CUES_H_

#include <cstdint>
#include <string_view>

namespace dateline::patterns {

// What may be the content of a verb, and how it attributes.
enum AttributionFlag : uint16_t {
  kTakesClause = 1 << 0,      // "said (that) it was", "asked whether it was".
  kTakesQuote = 1 << 1,       // '"It was," said': frames a quotation.
  kTakesPhrase = 1 << 2,      // "stressed the need".
  kTakesInfinitive = 1 << 3,  // "promised to pay": what the speaker will do.
  kTakesRequest = 1 << 4,     // "urged X to pay": what another is to do.
  kTakesNaming = 1 << 5,      // "called X a fraud", "described X as a fraud".
  kTakesCharge = 1 << 6,      // "accused X of lying".
  kTakesGerund = 1 << 7,      // "denied taking part".
  kIsEvidence = 1 << 8,       // "shows that": also of things that do not speak.
  kIsThought = 1 << 9,        // "believes that": held, not said.
  kIsPlain = 1 << 10,         // "say", "tell": nothing but saying.
};

struct AttributionVerb {
  std::string_view lemma;
  uint16_t takes = 0;
};

// Null for verbs that do not attribute.
const AttributionVerb* FindAttributionVerb(std::string_view lemma);

// "claim", "warning", "promise": nouns whose clause is what somebody says.
bool IsAttributionNoun(std::string_view lemma);

// "statement", "letter", "tweet": papers and posts that speak for their author.
bool IsDocumentNoun(std::string_view lemma);

// "poll", "study", "figure": what is found out and shows something.
bool IsFindingNoun(std::string_view lemma);

// "interview", "rally", "briefing": on which something is said.
bool IsOccasionNoun(std::string_view lemma);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_ATTRIBUTION_CUES_H_
