// Writes statements: speaker, content, time, occasion, addressee, chain. Shared
// by the rules for quotations and for reported speech.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_STATEMENT_WRITER_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_STATEMENT_WRITER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/event_time.h"
#include "services/extraction/patterns/fact_sink.h"
#include "services/extraction/patterns/speech_source.h"

namespace dateline::patterns {

// What a rule found.
struct StatementFinding {
  std::string_view rule;
  SpeechSource speaker;
  uint32_t cue = 0;               // Token of the verb or noun, or of "according".
  std::vector<ByteSpan> content;  // In order; not empty.
  // What was said, where it is less than the content ("accused [Vance of fraud]":
  // "fraud"); empty where it is the content. Facts lie in the content or not.
  ByteSpan words;
  bool quoted = false;
  bool planned = false;  // "will say": not said yet.
  double confidence = 0.8;
  // Heads of the noun phrases that pass the words on ("Interfax quoted X as
  // saying"), outermost first.
  std::vector<uint32_t> relays;
  // Head of the noun phrase that is spoken to, or -1 where the verb tells.
  int64_t addressee = -1;
};

// One per document; not thread-safe.
class StatementWriter {
 public:
  StatementWriter(const DocumentView& view, const SpeechSourceFinder& finder, FactSink& sink)
      : view_(view), tree_(view.tree()), finder_(finder), sink_(sink) {}

  void Write(const StatementFinding& finding);

  // Tokens whose verb already frames a statement.
  bool CueUsed(uint32_t token) const;
  void UseCue(uint32_t token);

  // The speaker of the statement written last that lies in no other, if any, and
  // the paragraph that its content ended in.
  const std::optional<SpeechSource>& last_speaker() const { return last_speaker_; }
  uint32_t last_paragraph() const { return last_paragraph_; }
  // The speaker of the statement written last, within another or not.
  const std::optional<SpeechSource>& latest_speaker() const { return latest_speaker_; }

 private:
  EntityReference Speaker(const SpeechSource& source);
  bool IsAgency(const EntityReference& speaker) const;
  void AddDenial(const StatementFinding& finding, DraftFact& draft) const;
  void AddTime(const StatementFinding& finding, DraftFact& draft) const;
  void AddRelays(const StatementFinding& finding, DraftFact& draft);
  void AddCited(const StatementFinding& finding, DraftFact& draft);
  std::optional<AttributionLink> LinkTo(uint32_t head);
  std::optional<EntityReference> Addressee(const StatementFinding& finding) const;
  std::string Occasion(const StatementFinding& finding) const;
  std::vector<ByteSpan> EvidenceOf(const StatementFinding& finding) const;
  bool InContent(const StatementFinding& finding, ByteSpan span) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const SpeechSourceFinder& finder_;
  FactSink& sink_;
  std::vector<bool> used_;
  std::optional<SpeechSource> last_speaker_;
  std::optional<SpeechSource> latest_speaker_;
  ByteSpan last_content_;
  std::string last_speaker_id_;
  EventTime last_time_;
  uint32_t last_paragraph_ = 0;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_STATEMENT_WRITER_H_
