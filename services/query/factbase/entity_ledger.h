// Entities as sums over the documents that mention them: what a commit adds
// and takes away, and the rows that follow.
//
//   EntityLedger ledger;
//   for (const auto& [id, mentions] : MentionsOf(entities, map)) ledger.Count(id, mentions, +1);
//   DATELINE_RETURN_IF_ERROR(ledger.Write(staging, counters));
//
// Not thread-safe; belongs to one commit.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_ENTITY_LEDGER_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_ENTITY_LEDGER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/counters.h"
#include "services/query/factbase/document_facts.h"
#include "services/query/factbase/staging.h"

namespace dateline::query {

// Keys of the indexes by name and by rank for this entity.
std::set<std::string> EntityIndexKeys(const storage::v1::StoredEntity& entity,
                                      std::string_view entity_id);
// The words of its names, folded.
std::set<std::string> NameWordsOf(const storage::v1::StoredEntity& entity);

// What one document adds to the sums of each entity, by entity id. It counts
// once, however many of its entities are one. Names come with places in
// `passages` that hold them.
std::map<std::string, storage::v1::StoredEntity> MentionsOf(
    const std::vector<DocumentEntity>& entities, const EntityMap& map,
    const std::vector<Passage>& passages);

// `entity` without what one document added to it.
storage::v1::StoredEntity WithoutMentions(const storage::v1::StoredEntity& entity,
                                          const storage::v1::StoredEntity& mentions);

class EntityLedger {
 public:
  // Adds (or, with `sign` -1, takes away) one document's mentions of an entity.
  void Count(const std::string& entity_id, const storage::v1::StoredEntity& mentions, int sign);
  // Changes the number of facts of an entity.
  void CountFacts(const std::string& entity_id, int difference);
  // Something that stood for `old_id` stands for `new_id` now. The best
  // supported successor of an entity that vanishes gets its redirect.
  void Vote(const std::string& old_id, const std::string& new_id);

  // Writes entity rows, redirects and the indexes by name, rank and external id.
  absl::Status Write(Staging& staging, CounterChanges& counters) const;

 private:
  using Tally = std::map<std::string, int>;
  struct Difference {
    void Add(const storage::v1::StoredEntity& mentions, int sign);
    storage::v1::StoredEntity AppliedTo(const storage::v1::StoredEntity& before) const;

    std::map<std::pair<std::string, NameForm>, int> aliases;
    Tally canonical_names, catalogue_names, types, external_ids;
    int documents = 0;
    int facts = 0;
  };
  friend storage::v1::StoredEntity WithoutMentions(const storage::v1::StoredEntity& entity,
                                                   const storage::v1::StoredEntity& mentions);

  // An entity's row; nothing where it is not there.
  struct Change {
    std::optional<storage::v1::StoredEntity> before, after;
  };
  absl::StatusOr<Change> WriteOne(const std::string& id, const Difference& difference,
                                  Staging& staging, CounterChanges& counters) const;
  // `live`: whether it is there after this commit.
  absl::Status WriteRedirect(const std::string& id, bool live, Staging& staging) const;

  std::map<std::string, Difference> differences_;
  std::map<std::string, std::map<std::string, int>> votes_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_ENTITY_LEDGER_H_
