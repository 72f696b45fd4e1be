// Words that say of another word's happening whether it came about: "managed
// to", "planned", "a threat of", "is unlikely to".
//
//   const Governor* plan = FindGovernor("plan", "VERB");
//   plan->infinitive == Effect::kPlanned     // "plans to visit"
//
// What a word does depends on what it takes: an infinitive ("forgot to sign"),
// a clause ("forgot that they signed"), or a noun phrase or gerund ("recalled
// signing", "cancelled the visit", "a plan for talks").
//
// Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_GOVERNING_WORDS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_GOVERNING_WORDS_H_

#include <cstdint>
#include <string_view>

namespace dateline::patterns {

// What a governing word does to what it governs.
enum class Effect : uint8_t {
  kNone,       // Nothing of its own.
  kSame,       // It is as the governing word is: "managed to", "did not manage to".
  kOpposite,   // It is as the governing word is not: "failed to", "prevented".
  kFact,       // It is so, whatever becomes of the governing word: "regret that".
  kSaid,       // Somebody says so: to be read from where the words begin.
  kDenied,     // Somebody says that it is not so.
  kCleared,    // Not done by whom it was laid to: "acquitted of".
  kDoubted,    // Probably not so.
  kSupposed,   // Probably so: "believe that", "is suspected of".
  kAlleged,    // Possibly so: "allegations of".
  kPlanned,    // Meant or scheduled: "plan to", "postponed".
  kLikely,     // Still to come, and probable: "is likely to".
  kUnlikely,   // Still to come, and probably not.
  kRequested,  // Asked for or hoped for: "urged to", "hopes to".
  kTried,      // Begun, and open whether done: "tried to".
  kImagined,   // Only thought of: "threatens to", "able to".
  kTopic,      // Spoken or thought of: "fear an attack" imagines it, "fear the attack" does not.
};

struct Governor {
  Effect infinitive = Effect::kNone;
  Effect clause = Effect::kNone;
  Effect object = Effect::kNone;  // Noun phrases and gerunds.
};

// By lemma and universal part of speech; null for words that do not govern.
// A verb with its particle or preposition is joined by "_": "call_off", "call_for".
const Governor* FindGovernor(std::string_view lemma, std::string_view upos);

// "hold", "take part": bring about what their object or subject names, so that
// it is as they are.
bool IsLightVerb(std::string_view lemma);

// Nouns of occasions that are arranged beforehand ("meeting", "visit"): with a
// plan around them they are part of the plan, while "the attack" has happened.
bool IsArrangedOccasion(std::string_view lemma);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_GOVERNING_WORDS_H_
