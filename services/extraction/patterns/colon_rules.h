// Finds statements that a colon joins to their speaker: headlines ("Pier to
// close: Chilean minister", "Vance: Pier will close") and turns of transcripts
// ("VANCE: Thank you. ..."). Part of StatementRules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_COLON_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_COLON_RULES_H_

#include <cstdint>
#include <optional>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/reported_content.h"
#include "services/extraction/patterns/speech_source.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

class ColonRules {
 public:
  ColonRules(const DocumentView& view, const SpeechSourceFinder& finder, StatementWriter& writer)
      : view_(view), tree_(view.tree()), finder_(finder), writer_(writer), content_(view) {}

  // `sentence` is the position of a sentence in the document.
  void Sentence(uint32_t sentence);

 private:
  // False if it is no speaker.
  bool SpeakerFirst(uint32_t sentence, uint32_t colon);
  void SpeakerLast(TokenRange sentence, uint32_t colon);
  std::optional<SpeechSource> Speaker(TokenRange words, bool states) const;
  bool HoldsVerb(TokenRange range) const;
  void Write(std::string_view rule, const SpeechSource& speaker, uint32_t colon, TokenRange content,
             double confidence);

  const DocumentView& view_;
  const DependencyTree& tree_;
  const SpeechSourceFinder& finder_;
  StatementWriter& writer_;
  ReportedContent content_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_COLON_RULES_H_
