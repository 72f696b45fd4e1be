// Finds the speakers of quotations. Part of StatementRules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_QUOTATION_RULES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_QUOTATION_RULES_H_

#include <optional>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/speech_source.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

class QuotationRules {
 public:
  QuotationRules(const DocumentView& view, const SpeechSourceFinder& finder,
                 StatementWriter& writer)
      : view_(view), tree_(view.tree()), finder_(finder), writer_(writer) {}

  // Writes a statement for every quotation that begins in the sentence and
  // whose speaker is found. To be called for sentences in their order.
  void Sentence(const nlp::Sentence& sentence);

  // To be called after the last sentence.
  void Finish();

 private:
  struct Frame {
    SpeechSource speaker;
    uint32_t cue = 0;
    std::string_view rule;
    double confidence = 0;
    std::vector<uint32_t> relays;  // As in StatementFinding.
  };
  // A quotation without a closing mark goes on in the next paragraph.
  struct OpenQuote {
    nlp::Quote quote;
    uint32_t paragraph = 0;
    std::optional<Frame> fallback;
  };

  void HandleQuote(const nlp::Quote& quote);
  void CloseOpen(const std::optional<Frame>& next);
  void Write(const nlp::Quote& quote, const Frame& frame);
  void AddRelays(Frame& frame);
  bool StandsAlone(uint32_t begin, uint32_t after) const;
  std::optional<Frame> FrameAfter(uint32_t first, uint32_t end) const;
  std::optional<Frame> FrameBefore(uint32_t first, uint32_t quote_begin) const;
  std::optional<Frame> FrameInSentenceBefore(uint32_t quote_begin) const;
  std::optional<Frame> NamedBeforeColon(TokenRange range) const;
  std::optional<Frame> SpeakerOnly(uint32_t first, uint32_t end) const;
  std::optional<Frame> Continuation(uint32_t quote_begin) const;
  std::optional<SpeechSource> SpeakerOf(uint32_t verb, const AttributionVerb& kind) const;
  const AttributionVerb* QuotingVerb(uint32_t token) const;
  bool HasClauseOfItsOwn(uint32_t verb, uint32_t from) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const SpeechSourceFinder& finder_;
  StatementWriter& writer_;
  size_t next_quote_ = 0;
  std::optional<OpenQuote> open_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_QUOTATION_RULES_H_
