// Merges the blocks that a commit touched and writes what follows: facts,
// attestations, indexes, conflicts, redirects and changes.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_WRITER_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_WRITER_H_

#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/counters.h"
#include "services/query/factbase/entity_ledger.h"
#include "services/query/factbase/fact_rows.h"
#include "services/query/factbase/merging.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Keys (keys.h, MemberKey) of one fact of one document before and after a
// commit that gave its entities other ids.
using MemberMove = std::pair<std::string, std::string>;

class FactWriter {
 public:
  FactWriter(Staging& staging, EntityLedger& ledger, CounterChanges& counters)
      : staging_(staging), ledger_(ledger), counters_(counters) {}

  // `blocks` are those whose member rows are staged to change; `moves` tells
  // which members follow which.
  absl::Status Write(const std::set<std::string>& blocks, const std::vector<MemberMove>& moves);

  // What happened to which fact, by fact id. Sequence is not set.
  const std::map<std::string, storage::v1::StoredChange>& changes() const { return changes_; }

 private:
  struct Side {
    std::list<std::vector<Member>> members;  // Facts point into it.
    std::map<std::string, MergedFact> facts;
    std::map<std::string, Conflict> conflicts;
    std::map<std::string, std::set<std::string>> conflicts_of_fact;
    std::map<std::string, std::string> fact_of_member;
  };

  absl::Status Merge(const std::string& block, bool old, Side& side);
  absl::Status WriteFunctionalRows();
  absl::Status FindValueConflicts(const std::string& predicate, const std::string& subject_id,
                                  bool old, Side& side);
  absl::Status WriteConflicts();
  absl::Status WriteFact(const std::string& id);
  absl::Status EndFact(const std::string& id, const MergedFact& before);
  absl::Status PutFact(const std::string& id, const MergedFact* before, const MergedFact& after);
  absl::Status PutConflictIds(const std::string& id);
  // Writes the difference; returns whether there was one.
  bool ReplaceRows(const FactRows& before, const FactRows& after);
  void PutFactRow(const std::string& id, const std::string& entry,
                  const std::optional<storage::v1::StoredFact>& before,
                  storage::v1::StoredFact after);
  absl::StatusOr<std::optional<storage::v1::StoredFact>> ReadFact(const std::string& id) const;
  void Count(const MergedFact& fact, int sign);
  void CountVotes(const std::vector<MemberMove>& moves);

  Staging& staging_;
  EntityLedger& ledger_;
  CounterChanges& counters_;
  Side before_, after_;
  std::set<std::pair<std::string, std::string>> functional_groups_;  // Predicate, subject.
  std::map<std::string, std::map<std::string, int>> votes_;          // Old fact, new facts.
  std::map<std::string, storage::v1::StoredChange> changes_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_WRITER_H_
