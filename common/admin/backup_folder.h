// Backups on disk: NAME/STORE is a checkpoint of a store, NAME/STORE.json its
// manifest (dateline.admin.v1.BackupManifest), written last.
//
//   DATELINE_ASSIGN_OR_RETURN(WrittenBackup written,
//                             WriteBackup(*store, backups + "/monday", "query", now, now));
//   DATELINE_ASSIGN_OR_RETURN(BackupManifest manifest,
//                             ReadBackupManifest(backups + "/monday", "query"));
//   DATELINE_RETURN_IF_ERROR(CheckBackupFiles(backups + "/monday", manifest));
//
// Thread-safe: functions of the disk. Knows no gRPC.
#ifndef DATELINE_COMMON_ADMIN_BACKUP_FOLDER_H_
#define DATELINE_COMMON_ADMIN_BACKUP_FOLDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/ordered_store.h"
#include "dateline/admin/v1/admin.pb.h"

namespace dateline {

struct WrittenBackup {
  admin::v1::BackupManifest manifest;
  uint64_t linked_bytes = 0;  // Shared with the store or with other backups.
};

// Whether a backup may be called so: a plain name of one folder.
bool IsBackupName(std::string_view name);

// Writes a backup of `store` into `folder`, which is made with its parents.
// ALREADY_EXISTS if the store has one there; errors of WriteCheckpoint.
absl::StatusOr<WrittenBackup> WriteBackup(OrderedStore& store, const std::string& folder,
                                          const std::string& store_name, absl::Time started_at,
                                          absl::Time agrees_since);

// NOT_FOUND if the folder has no backup of that store, or one that was never
// finished; DATA_LOSS for a manifest that does not parse or is of a newer
// version.
absl::StatusOr<admin::v1::BackupManifest> ReadBackupManifest(const std::string& folder,
                                                             const std::string& store_name);

// DATA_LOSS if a file is missing, has another size, or does not belong there.
absl::Status CheckBackupFiles(const std::string& folder, const admin::v1::BackupManifest& manifest);

// Removes the oldest whole backups of a store below `backups` until `keep` (at
// least 1) are left; the names of those removed, oldest first. One that is half
// removed when this fails is no whole backup any more. Those without a manifest
// are neither counted nor touched. UNAVAILABLE if the disk refuses.
absl::StatusOr<std::vector<std::string>> RemoveOldBackups(const std::string& backups,
                                                          const std::string& store_name,
                                                          size_t keep);

}  // namespace dateline

#endif  // DATELINE_COMMON_ADMIN_BACKUP_FOLDER_H_
