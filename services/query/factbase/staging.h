// One commit in the making: reads see the store and what is staged on top.
//
//   Staging staging(view.get(), version);
//   staging.PutVersion(kFactSpace, FactKey(id), bytes);
//   store->Commit(staging.ToBatch(), Durability::kSynced);
//
// `old` reads are of the store alone, as it was before this commit.
// Not thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_STAGING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_STAGING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/versioned_rows.h"

namespace dateline::query {

class Staging {
 public:
  using Rows = std::vector<std::pair<std::string, std::string>>;

  // Rows of this commit get `version`, microseconds since the Unix epoch.
  // `view` must outlive the staging.
  Staging(const ReadView* view, uint64_t version)
      : view_(view), version_(version), current_(view, kNewestVersion) {}

  uint64_t version() const { return version_; }

  // Rows without versions.
  absl::StatusOr<std::optional<std::string>> Get(KeySpace space, std::string_view key) const;
  absl::StatusOr<std::optional<std::string>> GetOld(KeySpace space, std::string_view key) const;
  absl::StatusOr<Rows> Scan(KeySpace space, std::string_view prefix) const;
  absl::StatusOr<Rows> ScanOld(KeySpace space, std::string_view prefix) const;
  void Put(KeySpace space, std::string_view key, std::string_view value);
  void Delete(KeySpace space, std::string_view key);

  // Versioned rows. Keys are without version.
  absl::StatusOr<std::optional<std::string>> GetVersion(KeySpace space, std::string_view key) const;
  absl::StatusOr<std::optional<std::string>> GetOldVersion(KeySpace space,
                                                           std::string_view key) const;
  // Live rows by key without version.
  absl::StatusOr<Rows> ScanOldVersions(KeySpace space, std::string_view prefix) const;
  void PutVersion(KeySpace space, std::string_view key, std::string_view value);
  // Leaves a tombstone.
  void EndVersion(KeySpace space, std::string_view key);

  // Everything staged. `view`'s store must not have changed since it was
  // opened; the caller adds the requirement that says so.
  WriteBatch ToBatch() const;
  bool empty() const { return writes_.empty(); }

 private:
  using Key = std::pair<KeySpace, std::string>;

  const ReadView* view_;
  const uint64_t version_;
  VersionedReader current_;
  std::map<Key, std::optional<std::string>> writes_;  // By stored key; nothing: delete.
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_STAGING_H_
