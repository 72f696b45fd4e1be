// Who speaks, read from the dependency trees: the subject of a verb that
// attributes, wherever it stands, and the noun phrase that names it.
//
//   const SpeechSourceFinder finder(view);
//   const auto speaker = finder.OfVerb(verb, *FindAttributionVerb("say"));
//   // "..., said Jane Example, the mayor": the name; range "Jane Example".
//
// Thread-safe: const after construction; keeps a reference to the view. Looks
// at a bounded number of tokens for each question.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEECH_SOURCE_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEECH_SOURCE_H_

#include <cstdint>
#include <optional>

#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// A noun phrase that speaks.
struct SpeechSource {
  TokenRange range;                        // The phrase, without an article.
  const EntityMention* mention = nullptr;  // Null: nobody known by name.
  uint32_t head = 0;                       // Its head word.
  bool plural = false;
};

class SpeechSourceFinder {
 public:
  explicit SpeechSourceFinder(const DocumentView& view) : view_(view), tree_(view.tree()) {}

  // The head of the subject of the verb: its own, that of the verb it is joined
  // to, or the noun that its clause describes. -1 if there is none.
  int64_t SubjectHead(uint32_t verb) const;

  // The same among the verb's own dependents, or right before it.
  int64_t OwnSubject(uint32_t verb) const;

  // The subject as one who speaks; nullopt if there is none or it cannot.
  std::optional<SpeechSource> OfVerb(uint32_t verb, const AttributionVerb& kind) const;

  // The noun phrase with this head as one who speaks. Without `any_noun` a
  // phrase without a name needs a noun for people, bodies or papers.
  std::optional<SpeechSource> OfPhrase(uint32_t head, bool any_noun) const;

  // The phrase of a noun with what describes it, but no relative clause,
  // apposition or article.
  TokenRange NounPhrase(uint32_t head) const;

  // True if the mention can speak: a person, a body, a state or its people.
  bool CanSpeak(const EntityMention& mention) const;

  // True for a verb of a passive clause.
  bool IsPassive(uint32_t verb) const;

  // The noun after "by" in a passive clause, or -1.
  int64_t Agent(uint32_t verb) const;

 private:
  bool IsReducedPassive(uint32_t verb) const;
  int64_t InvertedSubject(uint32_t verb) const;
  int64_t DescribedSubject(uint32_t verb) const;
  int64_t SubjectRightBefore(uint32_t verb) const;
  const EntityMention* MentionOf(uint32_t head, TokenRange phrase) const;
  const EntityMention* OwnerOf(uint32_t head) const;
  bool IsSpeakingNoun(uint32_t head) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEECH_SOURCE_H_
