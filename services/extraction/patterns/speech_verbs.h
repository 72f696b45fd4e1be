// Verbs and nouns of saying.
//
//   const SpeechVerb* verb = FindSpeechVerb("stressed");
//   verb->takes_phrase == true   // "stressed the need for talks"
//
// Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEECH_VERBS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEECH_VERBS_H_

#include <string_view>

namespace dateline::patterns {

struct SpeechVerb {
  std::string_view form;
  bool bare_clause = false;   // "said it was": a clause without "that".
  bool takes_phrase = false;  // "stressed the need": a noun phrase is content.
  bool request = false;       // "urged X to": content is what is asked for.
  bool any_speaker = false;   // Whoever is its subject speaks.
};

// Finite forms ("said", "says"); null for other words.
const SpeechVerb* FindSpeechVerb(std::string_view lower);

// "saying", "adding": go on with the words of a speaker named before.
bool IsSpeechParticiple(std::string_view lower);

// Nouns for people and papers that speak: "official", "report", "witnesses".
bool IsSpeakerNoun(std::string_view lower);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEECH_VERBS_H_
