// Finds the speakers of quotations. Part of StatementRules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_QUOTATION_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_QUOTATION_RULES_H_

#include <optional>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/speaker_finder.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

class QuotationRules {
 public:
  QuotationRules(const DocumentView& view, const SpeakerFinder& finder, StatementWriter& writer)
      : view_(view), finder_(finder), writer_(writer) {}

  // Writes a statement for every quotation whose speaker is found.
  void Run();

 private:
  struct Frame {
    SpeakerPhrase speaker;
    uint32_t cue;
    TokenRange tokens;
    std::string_view rule;
    double confidence;
  };

  void HandleQuote(uint32_t quote);
  std::optional<Frame> FrameAfter(uint32_t first, uint32_t end, bool comma_before) const;
  std::optional<Frame> FrameBefore(uint32_t first, uint32_t quote_begin) const;
  std::optional<Frame> Continuation(uint32_t quote_begin) const;

  const DocumentView& view_;
  const SpeakerFinder& finder_;
  StatementWriter& writer_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_QUOTATION_RULES_H_
