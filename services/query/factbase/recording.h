// One commit of the fact base: replaces what is recorded for one document and
// recomputes what that touches.
//
//   Recording recording(staging, many_documents);
//   DATELINE_RETURN_IF_ERROR(recording.Replace(document_id, recorded, &extraction));
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_RECORDING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_RECORDING_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "services/query/factbase/counters.h"
#include "services/query/factbase/document_facts.h"
#include "services/query/factbase/entity_ledger.h"
#include "services/query/factbase/fact_writer.h"
#include "services/query/factbase/identity.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// An extraction read back, with the moment of its recording.
struct RecordedExtraction {
  Extraction extraction;
  uint64_t recorded_micros = 0;
};
absl::StatusOr<std::optional<RecordedExtraction>> ReadExtraction(const Staging& staging,
                                                                 const std::string& document_id);

class Recording {
 public:
  // `many_documents`: see FactBaseOptions.
  Recording(Staging& staging, uint32_t many_documents)
      : staging_(staging), facts_(staging, many_documents, ledger_, counters_) {}

  // Stages everything; null removes the document. REQUIRES: called once;
  // `recorded` is what ReadExtraction gives, `extraction` is valid
  // (ValidateExtraction) and another.
  absl::Status Replace(const std::string& document_id,
                       const std::optional<RecordedExtraction>& recorded,
                       const Extraction* extraction);

  // Stages a pin; nothing removes it. REQUIRES: called once, instead of Replace;
  // `pin` contradicts no other and is another than recorded.
  absl::Status ReplacePin(const std::string& pin_id,
                          const std::optional<storage::v1::StoredPin>& pin);

  // Changes to facts, to be numbered and logged by the caller.
  const std::map<std::string, storage::v1::StoredChange>& changes() const {
    return facts_.changes();
  }

 private:
  // A document's part in the base, before or after this commit.
  struct Part {
    std::vector<DocumentEntity> entities;  // External ids: those of the entity.
    std::vector<Passage> passages;
    DocumentIdentity identity;
    EntityMap map;
    std::vector<Member> members;
  };

  static Part PartOf(const std::string& document_id,
                     const std::optional<RecordedExtraction>& extraction,
                     const std::set<Node>& pinned);
  absl::Status Resolve(const std::optional<RecordedExtraction>& extraction, bool old, Part& part);
  // Resolve without members.
  absl::Status ResolveNames(bool old, Part& part);
  // What the document gives, by the names resolved.
  static void AddMembers(const RecordedExtraction& extraction, Part& part);
  // Another document, some of whose names have moved.
  absl::Status ResolveAnew(const std::string& document_id);
  // All but the document that this commit replaces, and what follows for facts
  // and entities.
  absl::Status FollowMoves(const std::set<Node>& moved, const std::string& replaced);
  void WritePinRows(const std::string& pin_id, const std::optional<storage::v1::StoredPin>& before,
                    const std::optional<storage::v1::StoredPin>& after);
  // Notes which members change, and stages the document's mentions of entities.
  void ReplacePart(const std::string& document_id, const Part& before, const Part& after);
  void ReplaceMentions(const std::string& document_id, const Part& before, const Part& after);
  absl::Status VoteForSuccessors(const Part& before);
  void MatchMembers(const Part& before, const Part& after);
  absl::Status WriteDocument(const std::string& document_id,
                             const std::optional<RecordedExtraction>& before,
                             const std::optional<RecordedExtraction>& after);

  Staging& staging_;
  EntityLedger ledger_;
  CounterChanges counters_;
  FactWriter facts_;
  BlockChanges blocks_;
  MemberMoves moves_;
  std::set<std::string> resolved_;  // Documents that ResolveAnew has seen to.
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_RECORDING_H_
