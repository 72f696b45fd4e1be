#include "common/admin/backup_folder.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "absl/cleanup/cleanup.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

using admin::v1::BackupManifest;

constexpr uint32_t kManifestVersion = 1;
constexpr size_t kMaxNameBytes = 128;

std::string ManifestPath(const std::string& folder, const std::string& store_name) {
  return StrCat(folder, "/", store_name, ".json");
}

std::string StorePath(const std::string& folder, const std::string& store_name) {
  return StrCat(folder, "/", store_name);
}

google::protobuf::Timestamp ToMessage(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

absl::Status Damaged(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   StrCat(what, "; take another backup"), {{"key", ""}});
}

// Files of the store by name, with their sizes.
absl::StatusOr<std::map<std::string, uint64_t>> ListFiles(const std::string& path) {
  std::map<std::string, uint64_t> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    files[entry.path().filename()] = entry.file_size(error);
    if (error) break;
  }
  if (error) {
    return absl::UnavailableError(StrCat("cannot list ", path, ": ", error.message()));
  }
  return files;
}

uint64_t LinkedBytes(const std::string& path) {
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    struct stat status {};
    if (stat(entry.path().c_str(), &status) == 0 && status.st_nlink > 1) {
      bytes += static_cast<uint64_t>(status.st_size);
    }
  }
  return bytes;
}

bool SyncPath(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  return synced;
}

// Whole or not at all, also when the power fails.
absl::Status WriteManifest(const std::string& folder, const std::string& store_name,
                           const BackupManifest& manifest) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(manifest, &json, options).ok()) {
    return absl::InternalError("a manifest that cannot be written as JSON");
  }
  const std::string path = ManifestPath(folder, store_name);
  const std::string unfinished = path + ".tmp";
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  file << json;
  file.close();
  if (!file || !SyncPath(unfinished) || std::rename(unfinished.c_str(), path.c_str()) != 0 ||
      !SyncPath(folder)) {
    return absl::UnavailableError(StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsBackupName(std::string_view name) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kMaxNameBytes && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), plain);
}

absl::StatusOr<WrittenBackup> WriteBackup(OrderedStore& store, const std::string& folder,
                                          const std::string& store_name, absl::Time started_at,
                                          absl::Time agrees_since) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::UnavailableError(StrCat("cannot make ", folder, ": ", error.message()));
  }
  const std::string path = StorePath(folder, store_name);
  if (std::filesystem::exists(ManifestPath(folder, store_name), error)) {
    return absl::AlreadyExistsError(
        StrCat("'", folder, "' has a backup of the ", store_name, " store already"));
  }
  // What is left of one that failed, on a full disk above all, would only take room.
  absl::Cleanup remove_unfinished = [&] {
    std::error_code ignored;
    if (std::filesystem::exists(ManifestPath(folder, store_name), ignored)) return;
    std::filesystem::remove_all(path, ignored);
    std::filesystem::remove(folder, ignored);  // If the other store has none in it.
  };
  DATELINE_RETURN_IF_ERROR(store.WriteCheckpoint(path));
  WrittenBackup written;
  BackupManifest& manifest = written.manifest;
  manifest.set_version(kManifestVersion);
  manifest.set_store(store_name);
  *manifest.mutable_started_at() = ToMessage(started_at);
  *manifest.mutable_agrees_since() = ToMessage(agrees_since);
  DATELINE_ASSIGN_OR_RETURN(const auto files, ListFiles(path));
  for (const auto& [name, size] : files) {
    admin::v1::BackupFile* file = manifest.add_files();
    file->set_name(name);
    file->set_size_bytes(size);
  }
  DATELINE_RETURN_IF_ERROR(WriteManifest(folder, store_name, manifest));
  written.linked_bytes = LinkedBytes(path);
  return written;
}

absl::StatusOr<BackupManifest> ReadBackupManifest(const std::string& folder,
                                                  const std::string& store_name) {
  const std::string path = ManifestPath(folder, store_name);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(StrCat("'", folder, "' has no finished backup of the ", store_name,
                                      " store: there is no ", store_name, ".json"));
  }
  std::ostringstream json;
  json << file.rdbuf();
  BackupManifest manifest;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(json.str(), &manifest, options).ok()) {
    return Damaged(StrCat(path, " is damaged"));
  }
  if (manifest.version() != kManifestVersion || manifest.store() != store_name) {
    return Damaged(StrCat(path, " is not a manifest of version ", kManifestVersion,
                          " of the store '", store_name, "'"));
  }
  return manifest;
}

absl::StatusOr<std::vector<std::string>> RemoveOldBackups(const std::string& backups,
                                                          const std::string& store_name,
                                                          size_t keep) {
  std::vector<std::pair<int64_t, std::string>> whole;  // When it was begun, its name.
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(backups, error)) {
    const absl::StatusOr<BackupManifest> manifest = ReadBackupManifest(entry.path(), store_name);
    if (!manifest.ok()) continue;
    whole.emplace_back(
        google::protobuf::util::TimeUtil::TimestampToMicroseconds(manifest->started_at()),
        entry.path().filename());
  }
  if (error) return absl::UnavailableError(StrCat("cannot list ", backups, ": ", error.message()));
  std::sort(whole.begin(), whole.end());
  std::vector<std::string> removed;
  while (whole.size() - removed.size() > keep) {
    const std::string& name = whole[removed.size()].second;
    const std::string folder = StrCat(backups, "/", name);
    // The manifest first: without it, what is left is not taken for a backup.
    if (std::filesystem::remove(ManifestPath(folder, store_name), error) && SyncPath(folder)) {
      std::filesystem::remove_all(StorePath(folder, store_name), error);
    }
    if (error)
      return absl::UnavailableError(StrCat("cannot remove ", folder, ": ", error.message()));
    std::error_code other_store_is_there;
    std::filesystem::remove(folder, other_store_is_there);
    removed.push_back(name);
  }
  return removed;
}

absl::Status CheckBackupFiles(const std::string& folder, const BackupManifest& manifest) {
  const std::string path = StorePath(folder, manifest.store());
  DATELINE_ASSIGN_OR_RETURN(auto found, ListFiles(path));
  for (const admin::v1::BackupFile& file : manifest.files()) {
    const auto it = found.find(file.name());
    if (it == found.end()) return Damaged(StrCat(path, "/", file.name(), " is missing"));
    if (it->second != file.size_bytes()) {
      return Damaged(StrCat(path, "/", file.name(), " has ", it->second, " bytes instead of ",
                            file.size_bytes()));
    }
    found.erase(it);
  }
  if (found.empty()) return absl::OkStatus();
  return Damaged(StrCat(path, "/", found.begin()->first,
                        " is not in the manifest: somebody has opened the backup as a store"));
}

}  // namespace dateline
