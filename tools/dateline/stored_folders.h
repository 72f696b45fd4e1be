// Stores on disk that no server has open: finding, checking, restoring and
// migrating them.
//
//   DATELINE_ASSIGN_OR_RETURN(std::vector<StoredFolder> stores, FindStores("dateline-data"));
//   for (const StoredFolder& store : stores) VerifyStore(store, options, report);
//
// Thread-safe: functions of the disk.
#ifndef DATELINE_TOOLS_DATELINE_STORED_FOLDERS_H_
#define DATELINE_TOOLS_DATELINE_STORED_FOLDERS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dateline/admin/v1/admin.pb.h"

namespace dateline::cli {

// Names of the two stores, and of their folders below that of `dateline serve`.
inline constexpr std::string_view kQueryStore = "query";
inline constexpr std::string_view kIngestStore = "ingest";

struct StoredFolder {
  std::string name;  // kQueryStore or kIngestStore.
  std::string path;
  // Of a backup; unset for a store that a server uses.
  std::optional<admin::v1::BackupManifest> manifest;
};

// The stores in a backup, in the data folder of `dateline serve`, or in that of
// one daemon, `query` first. NOT_FOUND if there is none; errors of
// ReadBackupManifest.
absl::StatusOr<std::vector<StoredFolder>> FindStores(const std::string& folder);

// Told how much of how much is done; total 0 where that is not known.
using StoreProgress = std::function<void(uint64_t done, uint64_t total)>;

// One check of one store and how it went.
struct StoreCheck {
  std::string store;
  std::string name;  // "files", "format", "checksums", "consistency".
  absl::Status status;
  std::string detail;                 // What was looked at.
  std::vector<std::string> examples;  // Of what is wrong.
};

struct VerifyOptions {
  bool consistency = true;
  // Where scratch stores are made; they take as much disk as the store.
  std::string scratch_folder;
  StoreProgress progress;
};

// Runs all checks; later ones are left out where an earlier one leaves nothing
// to check. Changes no byte of the store.
std::vector<StoreCheck> VerifyStore(const StoredFolder& store, const VerifyOptions& options);

// Copies the store of a backup to `target`, which must not exist or be empty,
// checks the copy's checksums, and makes ingest deliver again what settled
// since it may be ahead of the fact base. The folder appears whole or not at
// all. ALREADY_EXISTS. Returns how many documents are to be delivered again.
absl::StatusOr<uint64_t> RestoreStore(const StoredFolder& backup, const std::string& target);

// What MigrateFactBase did.
struct Migration {
  bool needed = false;
  std::string found;  // "1.2": format and rules.
  std::string now;
  uint64_t documents = 0;
  std::string kept_in;  // The folder of the old store.
};

// Makes the fact base at `path` anew if it was written by an older version. The
// old one is kept beside it until somebody deletes it. An interrupted migration
// begins again. Errors of RebuildFactBase.
absl::StatusOr<Migration> MigrateFactBase(const std::string& path, const StoreProgress& progress);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_STORED_FOLDERS_H_
