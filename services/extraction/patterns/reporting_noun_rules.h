// Finds statements in nouns of saying: "his claim that ...", "a warning by the
// bank that ...", "voiced the fear that ...". Part of StatementRules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTING_NOUN_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTING_NOUN_RULES_H_

#include <cstdint>
#include <optional>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/reported_content.h"
#include "services/extraction/patterns/speech_source.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

class ReportingNounRules {
 public:
  ReportingNounRules(const DocumentView& view, const SpeechSourceFinder& finder,
                     StatementWriter& writer)
      : view_(view), tree_(view.tree()), finder_(finder), writer_(writer), content_(view) {}

  // To be called for sentences in their order, after the verbs of each.
  void Sentence(const nlp::Sentence& sentence);

 private:
  void HandleNoun(uint32_t noun);
  int64_t ClauseOf(uint32_t noun) const;
  std::optional<SpeechSource> SpeakerOf(uint32_t noun, uint32_t clause) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const SpeechSourceFinder& finder_;
  StatementWriter& writer_;
  ReportedContent content_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_REPORTING_NOUN_RULES_H_
