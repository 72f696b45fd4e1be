#include "common/storage/rocksdb_store.h"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/disk_space.h"
#include "common/storage/rocksdb_database.h"
#include "common/storage/rocksdb_opening.h"
#include "common/storage/rocksdb_tuning.h"
#include "common/storage/waiting_file_system.h"

namespace dateline {
namespace {

// RocksDB writes its own diary into the folder unless it is given another.
class NoDiary final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {}
};

absl::Status InUse(const std::string& path) {
  return absl::UnavailableError(AbslView(StrCat(
      "another process has '", path, "' open; stop it, or give this one a folder of its own")));
}

absl::Status CheckFamilies(const std::vector<std::string>& found,
                           const std::vector<std::string>& key_spaces) {
  std::vector<std::string> unknown;
  for (const std::string& name : found) {
    const bool known = name == rocksdb::kDefaultColumnFamilyName ||
                       std::find(key_spaces.begin(), key_spaces.end(), name) != key_spaces.end();
    if (!known) unknown.push_back(name);
  }
  if (unknown.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, reason::kStoreFormatUnsupported,
      StrCat("the data folder holds key spaces that this program does not know (",
             absl::StrJoin(unknown, ", "), "): it is of another service or a newer version"),
      {{"found", absl::StrJoin(unknown, ",")}, {"supported", absl::StrJoin(key_spaces, ",")}});
}

absl::Status CheckAllThere(const std::vector<std::string>& found,
                           const std::vector<std::string>& key_spaces) {
  std::vector<std::string> missing;
  for (const std::string& name : key_spaces) {
    if (std::find(found.begin(), found.end(), name) == found.end()) missing.push_back(name);
  }
  if (missing.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, reason::kStoreFormatUnsupported,
      StrCat("the data folder lacks key spaces (", absl::StrJoin(missing, ", "),
             "): it is of another service or an older version"),
      {{"found", absl::StrJoin(found, ",")}, {"supported", absl::StrJoin(key_spaces, ",")}});
}

// Reading does not take RocksDB's lock, so ask whether somebody holds it: the
// files of a running process come and go.
bool IsLocked(const std::string& path) {
  const int file = open((path + "/LOCK").c_str(), O_RDWR);
  if (file < 0) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool locked = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(file);
  return locked;
}

// Looks at what is there; makes the folder if it may.
absl::Status PrepareFolder(const std::string& path, const std::vector<std::string>& key_spaces,
                           const rocksdb::DBOptions& db_options, StoreAccess access) {
  const bool reads_only = access == StoreAccess::kReadOnly;
  if (HoldsRocksDbStore(path)) {
    if (reads_only && IsLocked(path)) return InUse(path);
    std::vector<std::string> found;
    DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(
        rocksdb::DB::ListColumnFamilies(db_options, path, &found), StrCat("opening ", path)));
    if (reads_only) DATELINE_RETURN_IF_ERROR(CheckAllThere(found, key_spaces));
    return CheckFamilies(found, key_spaces);
  }
  if (reads_only || !db_options.create_if_missing) {
    return absl::NotFoundError(AbslView(StrCat("there is no store in '", path, "'")));
  }
  std::error_code error;
  if (std::filesystem::create_directories(path, error); error) {
    return absl::UnavailableError(AbslView(StrCat("cannot make '", path, "': ", error.message())));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStoreOn(
    rocksdb::Env* env, const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options, StoreAccess access) {
  if (path.empty()) return FieldRequired("path");
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.cache_bytes);
  auto database = std::make_shared<Database>();
  if (env == nullptr && access == StoreAccess::kReadWrite) {
    database->env = MakeWaitingEnv(rocksdb::FileSystem::Default());
    env = database->env.get();
  }
  rocksdb::DBOptions db_options = DatabaseOptions(options, cache, env);
  if (access == StoreAccess::kReadOnly) db_options.info_log = std::make_shared<NoDiary>();
  DATELINE_RETURN_IF_ERROR(PrepareFolder(path, key_spaces, db_options, access));

  const auto family_options = FamilyOptions(options, cache);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options);
  for (const std::string& name : key_spaces) families.emplace_back(name, family_options);

  rocksdb::DB* db = nullptr;
  database->read_only = access == StoreAccess::kReadOnly;
  if (const auto space = ReadDiskSpace(path)) {
    database->reserve_bytes = options.reserve_bytes.value_or(DefaultReserveBytes(*space));
  }
  const rocksdb::Status opened =
      database->read_only
          ? rocksdb::DB::OpenForReadOnly(db_options, path, families, &database->owned, &db)
          : rocksdb::DB::Open(db_options, path, families, &database->owned, &db);
  // RocksDB has no code for this, only words.
  if (opened.IsIOError() && opened.ToString().find("lock") != std::string::npos) {
    return InUse(path);
  }
  DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(opened, StrCat("opening ", path)));
  database->db.reset(db);
  database->spaces.assign(database->owned.begin() + 1, database->owned.end());
  return MakeRocksDbStore(std::move(database));
}

absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStore(
    const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options) {
  return OpenRocksDbStoreOn(nullptr, path, key_spaces, options, StoreAccess::kReadWrite);
}

absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStoreReadOnly(
    const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options) {
  return OpenRocksDbStoreOn(nullptr, path, key_spaces, options, StoreAccess::kReadOnly);
}

bool HoldsRocksDbStore(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path + "/CURRENT", error);
}

absl::StatusOr<std::vector<std::string>> ListRocksDbKeySpaces(const std::string& path) {
  if (!HoldsRocksDbStore(path)) {
    return absl::NotFoundError(AbslView(StrCat("there is no store in '", path, "'")));
  }
  std::vector<std::string> names;
  DATELINE_RETURN_IF_ERROR(
      FromRocksDbStatus(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names),
                        StrCat("opening ", path)));
  std::erase(names, rocksdb::kDefaultColumnFamilyName);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace dateline
