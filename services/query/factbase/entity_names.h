// Names of entities that were read lately, so that a fact that names an entity
// does not cost a read of the entity's row. An entry holds from the moment at
// which it was read until a commit changes the row.
//
//   EntityNames names(newest_moment);
//   names.BeginCommit(version, {"e1"});            // before the commit is visible
//   names.Keep("e1", view_moment, {"Torvik", EntityType::kPerson});
//   names.Find("e1", view_moment);                 // as of the newest moment, or nothing
//
// Thread-safe. Bounded: a full cache starts anew.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_ENTITY_NAMES_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_ENTITY_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "common/fact/fact.h"

namespace dateline::query {

struct NameAndType {
  std::string name;
  EntityType type = EntityType::kUnspecified;
  friend bool operator==(const NameAndType&, const NameAndType&) = default;
};

class EntityNames {
 public:
  // For a store whose newest moment is `newest`. Keeps at most `capacity` entries
  // of about 200 bytes.
  explicit EntityNames(uint64_t newest, size_t capacity = 65'536)
      : capacity_(capacity), newest_(newest) {}

  // What the live row of the entity says as of `at`, microseconds since the Unix
  // epoch; nothing if that is not known here.
  std::optional<NameAndType> Find(const std::string& entity_id, uint64_t at) const;

  // Remembers what a view of moment `at` read. Returns false, and does not, if
  // there was or has begun a later commit: the row may be another by now.
  bool Keep(const std::string& entity_id, uint64_t at, const NameAndType& known);

  // Must be called before the store shows the commit of `version`, with the
  // entities whose rows it changes.
  void BeginCommit(uint64_t version, const std::set<std::string>& changed_entity_ids);
  // The same for a commit that may change any row, also of the past.
  void BeginCommitOfAnything(uint64_t version);

 private:
  struct Entry {
    uint64_t since;  // Moment of the view that read it.
    NameAndType known;
  };

  const size_t capacity_;
  mutable std::shared_mutex mutex_;
  uint64_t newest_;  // Version of the last commit that has begun.
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_ENTITY_NAMES_H_
