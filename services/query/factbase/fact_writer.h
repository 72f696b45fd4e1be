// Merges anew the facts that a commit touched and writes what follows: facts,
// attestations, indexes, conflicts, redirects and changes.
//
// A fact that few documents attest is merged from all its members. Of one that
// many attest a tally is kept, to which new documents are added, so that the
// thousandth report costs as much as the fiftieth; only where a document is
// taken from such a fact, or says something else than before, is it made anew
// from all its members.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_WRITER_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_WRITER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/block_grouping.h"
#include "services/query/factbase/conflict_writer.h"
#include "services/query/factbase/counters.h"
#include "services/query/factbase/entity_ledger.h"
#include "services/query/factbase/fact_members.h"
#include "services/query/factbase/fact_rows.h"
#include "services/query/factbase/merging.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Which member follows which, of one fact of one document whose entities got
// other ids, or that was read again.
using MemberMoves = std::map<MemberName, MemberName>;

class FactWriter {
 public:
  // Facts that more than `many_documents` attest have a tally; always the same
  // number for one store.
  FactWriter(Staging& staging, uint32_t many_documents, EntityLedger& ledger,
             CounterChanges& counters)
      : staging_(staging),
        many_documents_(many_documents),
        ledger_(ledger),
        counters_(counters),
        members_(staging),
        conflicts_(staging, counters) {}

  // REQUIRES: called once; `blocks` are all changes of the commit.
  absl::Status Write(const BlockChanges& blocks, const MemberMoves& moves);

  // What happened to which fact, by fact id. Sequence is not set.
  const std::map<std::string, storage::v1::StoredChange>& changes() const { return changes_; }

 private:
  // One fact, before and after.
  struct Revision {
    std::optional<storage::v1::StoredFact> old;
    std::optional<FactContent> old_content;
    std::optional<MergedFact> after;
    int64_t attestations = 0;  // More than before.
    bool rows_changed = false;
  };

  absl::Status Read(const std::string& id, Revision& revision) const;
  absl::Status Revise(const std::string& id, const FactChange& change);
  absl::Status Rebuild(const std::string& id, const FactChange& change, Revision& revision);
  absl::StatusOr<std::vector<const Member*>> MembersAfter(const std::string& id,
                                                          const FactChange& change);
  absl::StatusOr<bool> Extend(const std::string& id, const FactChange& change, Revision& revision);
  absl::StatusOr<FactRows> TalliedRows(const MergedFact& fact);
  bool ReplaceRows(const FactRows& before, const FactRows& after);

  absl::Status Finish(const std::string& id, const Revision& revision);
  void PutFactRow(const std::string& id, const std::string& entry,
                  const std::optional<storage::v1::StoredFact>& before,
                  storage::v1::StoredFact after);
  absl::Status PutFact(const std::string& id, const Revision& revision);
  absl::Status EndFact(const std::string& id, const Revision& revision);
  absl::Status PutConflictIds(const std::string& id);
  absl::StatusOr<std::optional<std::string>> SuccessorOf(const std::string& id);
  void Count(const Revision& revision);

  Staging& staging_;
  const uint32_t many_documents_;
  EntityLedger& ledger_;
  CounterChanges& counters_;
  FactMembers members_;
  ConflictWriter conflicts_;
  const MemberMoves* moves_ = nullptr;
  FactChanges facts_;
  std::map<MemberName, std::string> fact_of_added_;
  std::map<std::string, Revision> revisions_;
  std::map<std::string, storage::v1::StoredChange> changes_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_WRITER_H_
