// Finds reported speech: clauses and phrases that a speaker's words are given
// in without quotation marks around the whole. Part of StatementRules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_SPEECH_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_SPEECH_RULES_H_

#include <optional>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/speaker_finder.h"
#include "services/extraction/patterns/speech_verbs.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

class ReportedSpeechRules {
 public:
  ReportedSpeechRules(const DocumentView& view, const SpeakerFinder& finder,
                      StatementWriter& writer)
      : view_(view), finder_(finder), writer_(writer) {}

  void Sentence(const nlp::Sentence& sentence);

 private:
  void HandleVerb(uint32_t verb, const SpeechVerb& kind, const nlp::Sentence& sentence);
  void HandleParticiple(uint32_t verb, const nlp::Sentence& sentence);
  void HandleAccordingTo(uint32_t at, const nlp::Sentence& sentence);
  void HandleAs(uint32_t verb, const SpeakerPhrase& speaker, const nlp::Sentence& sentence);
  bool HandleFinal(uint32_t verb, const SpeakerPhrase& speaker, const nlp::Sentence& sentence);
  void HandleInverted(uint32_t verb, const nlp::Sentence& sentence);
  // First token of the content after the verb, or `end` if there is none.
  uint32_t ContentStart(uint32_t verb, const SpeechVerb& kind, const SpeakerPhrase& speaker,
                        uint32_t end) const;
  std::optional<SpeakerPhrase> SpeakingIt(uint32_t verb, const nlp::Sentence& sentence) const;
  uint32_t FindThat(uint32_t verb, uint32_t end) const;
  bool IsFeeling(uint32_t begin, uint32_t end) const;
  uint32_t AfterAddressee(uint32_t to, uint32_t end) const;
  bool HoldsClause(uint32_t begin, uint32_t end) const;
  // One past the content that starts at `begin`: without the last stop and
  // without a frame that closes the sentence ("..., the ministry reported").
  uint32_t ContentEnd(uint32_t begin, const nlp::Sentence& sentence) const;
  bool IsPassive(uint32_t verb) const;
  void Write(std::string_view rule, const SpeakerPhrase& speaker, uint32_t cue, TokenRange content,
             const nlp::Sentence& sentence, double confidence);

  const DocumentView& view_;
  const SpeakerFinder& finder_;
  StatementWriter& writer_;
  int written_ = 0;  // In the present sentence.
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_SPEECH_RULES_H_
