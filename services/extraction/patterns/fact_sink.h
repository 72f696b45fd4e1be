// Where the rules put what they find.
//
//   Relation relation{view.Reference(*person), view.Reference(*body), {}};
//   sink.AddRelation("relation.member_of.list", "member_of", relation, span, 0.8);
//
// Not thread-safe: one per document.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_FACT_SINK_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_FACT_SINK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/fact/fact.h"
#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// A fact before its attribution chain is known.
struct DraftFact {
  ExtractedFact fact;
  // Statements: the content's bytes, in parts where a frame splits it. Others
  // lie in it or not.
  std::vector<ByteSpan> content;
  // Statements: the words that attribute, and whether the speaker is an agency
  // or outlet.
  std::string cue;
  bool agency = false;
  // Statements: who passes the speaker's words on, outermost first.
  std::vector<AttributionLink> relays;
  // Statements: whom the speaker has it from ("citing the ministry").
  std::vector<AttributionLink> cited;
  // Where the fact is said: decides which statements hold it.
  ByteSpan anchor;

  // Statements: true if the bytes lie in the content.
  bool Says(ByteSpan span) const;

  // Notes that the bytes, a word of the evidence, say it. Nothing if no piece
  // of the evidence holds them.
  void AddTrigger(ByteSpan word);
};

class FactSink {
 public:
  explicit FactSink(const DocumentView& view) : view_(view) {}

  DraftFact& AddRelation(std::string_view rule, std::string_view predicate, Relation relation,
                         ByteSpan evidence, double confidence);
  DraftFact& AddEvent(std::string_view rule, std::string_view type, std::vector<RoleFiller> roles,
                      ByteSpan evidence, double confidence);
  // `content` holds the byte ranges of what was said, `evidence` those of the
  // whole; both in order and not empty.
  DraftFact& AddStatement(std::string_view rule, Statement statement, std::vector<ByteSpan> content,
                          const std::vector<ByteSpan>& evidence, double confidence);

  // `head` is the word that says it: a claim is said where that word is.
  DraftFact& AddClaim(std::string_view rule, Claim claim, ByteSpan head, ByteSpan evidence,
                      double confidence);

  // An entity for a speaker without a name ("a ministry source"): one per
  // wording.
  EntityReference Unnamed(TokenRange phrase, EntityType type);

  std::vector<DraftFact>& drafts() { return drafts_; }
  // Entities that Unnamed made; their ids continue those of the document.
  const std::vector<DocumentEntity>& unnamed() const { return unnamed_; }

 private:
  DraftFact& Add(std::string_view rule, FactContent content, ByteSpan evidence, double confidence);

  const DocumentView& view_;
  std::vector<DraftFact> drafts_;
  std::vector<DocumentEntity> unnamed_;
  std::unordered_map<std::string, size_t> unnamed_by_text_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_FACT_SINK_H_
