#include "tools/dateline/stored_folders.h"

#include <fcntl.h>
#include <google/protobuf/util/time_util.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "common/admin/backup_folder.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/core/document_store_check.h"
#include "services/query/factbase/consistency.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/factbase/rebuild.h"

namespace dateline::cli {
namespace {

namespace fs = std::filesystem;

// How far the clocks of the servers of the two stores may be apart: documents
// that settled that much before are delivered again too, which does no harm.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

std::vector<std::string> KeySpacesOf(std::string_view store) {
  return store == kQueryStore ? query::FactBase::KeySpaceNames() : ingest::IngestKeySpaceNames();
}

// Which store a folder without manifest holds, by its key spaces.
absl::StatusOr<std::string> NameOfStore(const std::string& path) {
  DATELINE_ASSIGN_OR_RETURN(const auto spaces, ListRocksDbKeySpaces(path));
  const auto has = [&](std::string_view space) {
    return std::find(spaces.begin(), spaces.end(), space) != spaces.end();
  };
  if (has("extractions")) return std::string(kQueryStore);
  if (has("deliveries")) return std::string(kIngestStore);
  return absl::FailedPreconditionError(
      StrCat("'", path, "' is a store of another program, not of Dateline"));
}

// Removes a folder of ours when it goes out of scope.
class ScratchFolder {
 public:
  static absl::StatusOr<std::unique_ptr<ScratchFolder>> Make(const std::string& parent) {
    std::string path = (fs::path(parent) / "dateline-verify-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
      return absl::PermissionDeniedError(
          StrCat("cannot make a scratch folder in '", parent, "'; name another with --scratch"));
    }
    return std::unique_ptr<ScratchFolder>(new ScratchFolder(std::move(path)));
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  const std::string path_;
};

std::string_view KindName(query::Inconsistency::Kind kind) {
  switch (kind) {
    case query::Inconsistency::Kind::kMissing:
      return "missing";
    case query::Inconsistency::Kind::kUnexpected:
      return "unexpected";
    case query::Inconsistency::Kind::kDifferent:
      return "different";
  }
  return "";
}

void CheckFactBase(const OrderedStore& store, const VerifyOptions& options, StoreCheck& check) {
  const auto run = [&]() -> absl::StatusOr<query::ConsistencyReport> {
    DATELINE_ASSIGN_OR_RETURN(const auto folder, ScratchFolder::Make(options.scratch_folder));
    DATELINE_ASSIGN_OR_RETURN(const auto scratch,
                              OpenRocksDbStore(folder->path(), KeySpacesOf(kQueryStore)));
    return query::CheckConsistency(store, *scratch, options.progress);
  };
  const absl::StatusOr<query::ConsistencyReport> report = run();
  check.status = report.status();
  if (!report.ok()) return;
  check.detail = StrCat(report->documents, " documents recorded again, ", report->rows_compared,
                        " rows compared");
  if (report->consistent()) return;
  check.status = absl::DataLossError(
      StrCat(report->differences, " rows differ from what the extractions give"));
  for (const query::Inconsistency& difference : report->examples) {
    check.examples.push_back(
        StrCat(KindName(difference.kind), " ", difference.key_space, " ", difference.key));
  }
}

void CheckDocuments(const OrderedStore& store, StoreCheck& check) {
  const absl::StatusOr<ingest::DocumentStoreReport> report = ingest::CheckDocumentStore(store);
  check.status = report.status();
  if (!report.ok()) return;
  check.detail = StrCat(report->documents, " documents");
  if (report->problems == 0) return;
  check.status = absl::DataLossError(StrCat(report->problems, " rows do not fit each other"));
  check.examples = report->examples;
}

bool SyncPath(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  return synced;
}

absl::Status CopyFolder(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::create_directories(to, error);
  for (auto it = fs::directory_iterator(from, error); !error && it != fs::directory_iterator();
       it.increment(error)) {
    const fs::path copy = fs::path(to) / it->path().filename();
    fs::copy_file(it->path(), copy, error);
    if (error) break;
    if (!SyncPath(copy)) return absl::InternalError(StrCat("cannot write ", copy.string()));
  }
  if (error) {
    return absl::InternalError(StrCat("cannot copy ", from, " to ", to, ": ", error.message()));
  }
  SyncPath(to);
  return absl::OkStatus();
}

absl::Status Rename(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) {
    return absl::InternalError(StrCat("cannot rename ", from, " to ", to, ": ", error.message()));
  }
  SyncPath(fs::path(to).parent_path());
  return absl::OkStatus();
}

std::string WithoutSlash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

absl::StatusOr<uint64_t> PrepareCopy(const StoredFolder& backup, const std::string& copy) {
  DATELINE_ASSIGN_OR_RETURN(const auto store, OpenRocksDbStore(copy, KeySpacesOf(backup.name)));
  DATELINE_RETURN_IF_ERROR(store->VerifyChecksums());
  if (backup.name == kQueryStore) return 0;
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(const auto documents,
                            ingest::DocumentStore::Open(store.get(), &clock, {}));
  const int64_t since =
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(backup.manifest->agrees_since());
  return documents->RequeueSettledSince(absl::FromUnixMicros(since) - kClockSkew);
}

// Where a migration was interrupted between giving the two folders their names.
absl::Status FinishInterrupted(const std::string& path, const std::string& fresh,
                               const std::string& old) {
  std::error_code error;
  if (!fs::exists(path, error) && HoldsRocksDbStore(fresh) && HoldsRocksDbStore(old)) {
    return Rename(fresh, path);
  }
  fs::remove_all(fresh, error);
  return absl::OkStatus();
}

std::string VersionName(uint32_t format, uint32_t rules) { return StrCat(format, ".", rules); }

}  // namespace

absl::StatusOr<std::vector<StoredFolder>> FindStores(const std::string& given) {
  const std::string folder = WithoutSlash(given);
  if (HoldsRocksDbStore(folder)) {
    DATELINE_ASSIGN_OR_RETURN(std::string name, NameOfStore(folder));
    return std::vector<StoredFolder>{{std::move(name), folder, std::nullopt}};
  }
  std::vector<StoredFolder> stores;
  for (const std::string_view name : {kQueryStore, kIngestStore}) {
    StoredFolder store{std::string(name), StrCat(folder, "/", name), std::nullopt};
    auto manifest = ReadBackupManifest(folder, store.name);
    if (manifest.ok()) {
      store.manifest = *std::move(manifest);
    } else if (!absl::IsNotFound(manifest.status())) {
      return manifest.status();
    } else if (!HoldsRocksDbStore(store.path)) {
      continue;
    }
    stores.push_back(std::move(store));
  }
  if (!stores.empty()) return stores;
  return absl::NotFoundError(
      StrCat("there is neither a backup nor a store in '", folder,
             "'; name the folder of a backup, of dateline serve, or of one daemon"));
}

std::vector<StoreCheck> VerifyStore(const StoredFolder& store, const VerifyOptions& options) {
  std::vector<StoreCheck> checks;
  const auto add = [&](std::string_view name) -> StoreCheck& {
    checks.push_back({store.name, std::string(name), absl::OkStatus(), "", {}});
    return checks.back();
  };
  if (store.manifest.has_value()) {
    StoreCheck& files = add("files");
    files.status = CheckBackupFiles(fs::path(store.path).parent_path(), *store.manifest);
    files.detail = StrCat(store.manifest->files_size(), " files");
    if (!files.status.ok()) return checks;
  }
  StoreCheck& format = add("format");
  auto opened = OpenRocksDbStoreReadOnly(store.path, KeySpacesOf(store.name));
  format.status = opened.status();
  if (opened.ok()) {
    format.status = store.name == kQueryStore
                        ? query::CheckFactBaseFormat(**opened)
                        : ingest::CheckIngestStoreFormat(*(*opened)->OpenView());
  }
  if (!opened.ok()) return checks;
  const bool readable = format.status.ok();
  add("checksums").status = (*opened)->VerifyChecksums();
  if (!readable || !checks.back().status.ok() || !options.consistency) return checks;
  StoreCheck& consistency = add("consistency");
  if (store.name == kQueryStore) {
    CheckFactBase(**opened, options, consistency);
  } else {
    CheckDocuments(**opened, consistency);
  }
  return checks;
}

absl::StatusOr<uint64_t> RestoreStore(const StoredFolder& backup, const std::string& given) {
  const std::string target = WithoutSlash(given);
  std::error_code error;
  if (fs::exists(target, error) && !fs::is_empty(target, error)) {
    return absl::AlreadyExistsError(
        StrCat("'", target,
               "' is not empty, and a restore replaces nothing; name another folder, "
               "or move this one away"));
  }
  if (!backup.manifest.has_value()) {
    return absl::NotFoundError(StrCat("'", backup.path, "' is no backup: it has no manifest"));
  }
  DATELINE_RETURN_IF_ERROR(CheckBackupFiles(fs::path(backup.path).parent_path(), *backup.manifest));
  const std::string copy = target + ".restoring";
  fs::remove_all(copy, error);  // Of a restore that was interrupted.
  DATELINE_RETURN_IF_ERROR(CopyFolder(backup.path, copy));
  DATELINE_ASSIGN_OR_RETURN(const uint64_t requeued, PrepareCopy(backup, copy));
  fs::remove(target, error);  // Empty.
  DATELINE_RETURN_IF_ERROR(Rename(copy, target));
  return requeued;
}

absl::StatusOr<Migration> MigrateFactBase(const std::string& given, const StoreProgress& progress) {
  const std::string path = WithoutSlash(given);
  const std::string fresh = path + ".migrating";
  const std::string old = path + ".before-migration";
  DATELINE_RETURN_IF_ERROR(FinishInterrupted(path, fresh, old));
  DATELINE_ASSIGN_OR_RETURN(std::vector<std::string> spaces, ListRocksDbKeySpaces(path));
  Migration migration;
  const query::FactBaseVersion current = query::CurrentFactBaseVersion();
  migration.now = VersionName(current.format, current.rules);
  migration.found = migration.now;
  {
    DATELINE_ASSIGN_OR_RETURN(const auto source, OpenRocksDbStoreReadOnly(path, spaces));
    const query::RebuildSource rebuilt{source.get(), spaces};
    DATELINE_ASSIGN_OR_RETURN(const query::FactBaseVersion found,
                              query::ReadFactBaseVersion(rebuilt));
    if (found == current) return migration;
    migration.needed = true;
    migration.found = VersionName(found.format, found.rules);
    std::error_code error;
    if (fs::exists(old, error)) {
      return absl::AlreadyExistsError(
          StrCat("'", old, "' is kept from an earlier migration; move it away or delete it first"));
    }
    DATELINE_ASSIGN_OR_RETURN(const auto target, OpenRocksDbStore(fresh, KeySpacesOf(kQueryStore)));
    DATELINE_ASSIGN_OR_RETURN(const auto outcome,
                              query::RebuildFactBase(rebuilt, *target, progress));
    migration.documents = outcome.documents;
  }
  DATELINE_RETURN_IF_ERROR(Rename(path, old));
  DATELINE_RETURN_IF_ERROR(Rename(fresh, path));
  migration.kept_in = old;
  return migration;
}

}  // namespace dateline::cli
