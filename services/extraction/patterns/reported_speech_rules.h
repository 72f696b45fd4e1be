// Finds reported speech and thought: clauses and phrases that a speaker's words
// are given in without quotation marks around the whole. Part of StatementRules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_SPEECH_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_SPEECH_RULES_H_

#include <optional>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/beside_frames.h"
#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/reported_content.h"
#include "services/extraction/patterns/speech_source.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

class ReportedSpeechRules {
 public:
  ReportedSpeechRules(const DocumentView& view, const SpeechSourceFinder& finder,
                      StatementWriter& writer)
      : view_(view),
        tree_(view.tree()),
        finder_(finder),
        writer_(writer),
        content_(view),
        beside_(view, finder) {}

  // To be called for sentences in their order.
  void Sentence(const nlp::Sentence& sentence);

 private:
  bool InWholeQuote(uint32_t token) const;
  void HandleVerb(uint32_t verb, const AttributionVerb& kind);
  void HandleQuotedVerb(uint32_t verb, const AttributionVerb& kind);
  void HandleQuotedAs(uint32_t verb, uint32_t quoting);
  void HandleAccordingTo(uint32_t at);
  void HandleInView(uint32_t noun);
  void WriteAround(TokenRange frame, uint32_t head, const SpeechSource& speaker, uint32_t cue,
                   std::string_view rule, double confidence);
  bool IsSaid(uint32_t verb) const;
  bool IsPlanned(uint32_t verb) const;
  std::optional<SpeechSource> SpeakerOf(uint32_t verb, const AttributionVerb& kind) const;

  std::optional<ReportedReading> Read(uint32_t verb, const AttributionVerb& kind,
                                      const SpeechSource& speaker) const;
  std::optional<ReportedReading> Clause(uint32_t verb, const AttributionVerb& kind,
                                        const SpeechSource& speaker) const;
  std::optional<ReportedReading> Deed(uint32_t verb, const AttributionVerb& kind) const;
  void AddAsked(ReportedReading& reading) const;
  std::optional<ReportedReading> Named(uint32_t verb, const AttributionVerb& kind) const;
  std::optional<ReportedReading> Phrase(uint32_t verb, const AttributionVerb& kind,
                                        const SpeechSource& speaker) const;
  bool MayBeSaid(TokenRange range, uint32_t verb) const;
  int64_t ClauseAfterThat(uint32_t verb) const;
  TokenRange WithComplements(uint32_t verb, TokenRange content) const;
  TokenRange Finding(uint32_t verb, TokenRange content) const;
  bool HoldsQuote(TokenRange range) const;
  int64_t ChildAfter(uint32_t verb, std::string_view relation) const;
  int64_t ChildWithCase(uint32_t verb, std::string_view preposition) const;
  void Write(const ReportedReading& reading, const SpeechSource& speaker, uint32_t cue,
             std::vector<uint32_t> relays);

  const DocumentView& view_;
  const DependencyTree& tree_;
  const SpeechSourceFinder& finder_;
  StatementWriter& writer_;
  ReportedContent content_;
  BesideFrames beside_;
  TokenRange sentence_;
  int written_ = 0;  // In the present sentence.
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTED_SPEECH_RULES_H_
