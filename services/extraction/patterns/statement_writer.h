// Writes statements: speaker, content, time, occasion, addressee. Shared by the
// rules for quotations and for reported speech.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_STATEMENT_WRITER_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_STATEMENT_WRITER_H_

#include <optional>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/fact_sink.h"
#include "services/extraction/patterns/speaker_finder.h"

namespace dateline::patterns {

// What a rule found.
struct StatementFinding {
  std::string_view rule;
  SpeakerPhrase speaker;
  uint32_t cue = 0;  // Token of the verb, or of "according".
  ByteSpan content;
  TokenRange frame;  // Tokens around the content that frame it.
  bool quoted = false;
  double confidence = 0.8;
};

// One per document; not thread-safe.
class StatementWriter {
 public:
  StatementWriter(const DocumentView& view, FactSink& sink) : view_(view), sink_(sink) {}

  void Write(const StatementFinding& finding);

  // Tokens whose verb already frames a statement.
  bool CueUsed(uint32_t token) const;
  void UseCue(uint32_t token);

  // The speaker of the statement written last, if any.
  const std::optional<SpeakerPhrase>& last_speaker() const { return last_speaker_; }
  uint32_t last_paragraph() const { return last_paragraph_; }

 private:
  EntityReference Speaker(const SpeakerPhrase& phrase);
  bool IsAgency(const EntityReference& speaker) const;
  void AddTime(const StatementFinding& finding, DraftFact& draft) const;
  std::optional<EntityReference> Addressee(const StatementFinding& finding) const;
  std::string Occasion(const StatementFinding& finding) const;

  const DocumentView& view_;
  FactSink& sink_;
  std::vector<bool> used_;
  std::optional<SpeakerPhrase> last_speaker_;
  uint32_t last_paragraph_ = 0;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_STATEMENT_WRITER_H_
