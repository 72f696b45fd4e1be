// Who speaks: the subject of a verb of saying, before or after it.
//
// Thread-safe: const after construction; keeps a reference to the view.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEAKER_FINDER_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEAKER_FINDER_H_

#include <cstdint>
#include <optional>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// A noun phrase that speaks.
struct SpeakerPhrase {
  TokenRange range;                        // Without an article.
  const EntityMention* mention = nullptr;  // Null: nobody known by name.
  bool relative = false;                   // Found before "who" or "which".
};

class SpeakerFinder {
 public:
  explicit SpeakerFinder(const DocumentView& view) : view_(view) {}

  // The subject that stands before the verb at `verb`, no earlier than `limit`.
  // `any_noun`: also nouns that seldom speak.
  std::optional<SpeakerPhrase> Before(uint32_t verb, uint32_t limit, bool any_noun) const;

  // The subject that starts at `token` ("said" Example Person), before `end`.
  std::optional<SpeakerPhrase> At(uint32_t token, uint32_t end) const;

  // The first person or body of a sentence that is its subject.
  std::optional<SpeakerPhrase> SentenceSubject(uint32_t begin, uint32_t end) const;

  // True if the mention can speak: a person, a body, a state or its people.
  bool CanSpeak(const EntityMention& mention) const;

 private:
  std::optional<SpeakerPhrase> PhraseEndingAt(uint32_t end, uint32_t limit, bool any_noun) const;
  std::optional<SpeakerPhrase> NominalEndingAt(uint32_t end, uint32_t limit, bool any_noun) const;
  std::optional<SpeakerPhrase> BeforeRelativeClause(uint32_t limit, uint32_t comma) const;
  std::optional<SpeakerPhrase> BeforeApposition(uint32_t comma, uint32_t limit) const;
  uint32_t SkipAdverbs(uint32_t end, uint32_t limit) const;

  const DocumentView& view_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_SPEAKER_FINDER_H_
