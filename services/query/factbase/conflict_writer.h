// Writes the conflicts that a commit brings, changes and ends.
//
//   ConflictWriter conflicts(staging, counters);
//   DATELINE_RETURN_IF_ERROR(conflicts.Revise(fact_id, old_fact, content, &after));
//   DATELINE_RETURN_IF_ERROR(conflicts.Write());
//   conflicts.Of(fact_id);                                      // For its row.
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_CONFLICT_WRITER_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_CONFLICT_WRITER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/conflicts.h"
#include "services/query/factbase/counters.h"
#include "services/query/factbase/merging.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

class ConflictWriter {
 public:
  ConflictWriter(Staging& staging, CounterChanges& counters)
      : staging_(staging), counters_(counters) {}

  // Notes what one fact was (nothing: new) and what it is now (null: gone).
  // `content` is that of before or after.
  absl::Status Revise(const std::string& fact_id, const std::optional<storage::v1::StoredFact>& old,
                      const FactContent& content, const MergedFact* after);

  // Stages the rows. REQUIRES: called once, after all revisions.
  absl::Status Write();

  // Conflicts of a revised fact, once Write() has run.
  std::set<std::string> Of(const std::string& fact_id) const;

  // Conflicts between facts that a fact took part in before and does after, of
  // all facts of the groups that the commit touched.
  struct Participation {
    std::set<std::string> before, after;
  };
  const std::map<std::string, Participation>& participations() const { return participations_; }

 private:
  using Rows = std::map<std::string, storage::v1::StoredConflict>;  // Without moment.

  absl::Status ReadOldConflicts(const std::string& fact_id, const storage::v1::StoredFact& old);
  absl::Status ReviseFunctional(const std::string& fact_id, const FactContent& content,
                                const MergedFact* after);
  absl::StatusOr<std::vector<Conflict>> ValueConflictsOf(const std::string& predicate,
                                                         const std::string& subject_id,
                                                         bool old) const;
  absl::Status WriteOne(const std::string& id, const storage::v1::StoredConflict* before,
                        const storage::v1::StoredConflict* after);

  Staging& staging_;
  CounterChanges& counters_;
  std::set<std::pair<std::string, std::string>> groups_;  // Predicate, subject.
  Rows before_, after_;
  std::map<std::string, std::set<std::string>> within_;   // By fact, after.
  std::map<std::string, std::set<std::string>> between_;  // By fact, before.
  std::map<std::string, Participation> participations_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_CONFLICT_WRITER_H_
