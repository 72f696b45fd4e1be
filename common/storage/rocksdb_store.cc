#include "common/storage/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::Status ToStatus(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) {
    return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                     StrCat(message, "; restore the folder from a backup, or ingest again"),
                     {{"key", ""}});
  }
  if (status.IsIOError() || status.IsNoSpace() || status.IsBusy() || status.IsTryAgain() ||
      status.IsTimedOut() || status.IsShutdownInProgress()) {
    return absl::UnavailableError(AbslView(message));
  }
  if (status.IsNotFound()) return absl::NotFoundError(AbslView(message));
  return absl::InternalError(AbslView(message));
}

// Owns the database and its column families; views and cursors borrow it.
struct Database {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> owned;   // As opened.
  std::vector<rocksdb::ColumnFamilyHandle*> spaces;  // By KeySpace.

  ~Database() {
    for (rocksdb::ColumnFamilyHandle* handle : owned) db->DestroyColumnFamilyHandle(handle);
    if (db != nullptr) db->Close();
  }
};

class RocksDbCursor final : public ReadView::Cursor {
 public:
  RocksDbCursor(const Database& database, const rocksdb::Snapshot* snapshot, KeySpace space,
                KeyRange range, ScanDirection direction)
      : range_(std::move(range)),
        lower_(ToSlice(range_.begin)),
        upper_(ToSlice(range_.end)),
        forward_(direction == ScanDirection::kForward) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.iterate_lower_bound = &lower_;
    if (!range_.end.empty()) options.iterate_upper_bound = &upper_;
    iterator_.reset(database.db->NewIterator(options, database.spaces[space]));
    if (forward_) {
      iterator_->Seek(lower_);
    } else {
      iterator_->SeekToLast();
    }
  }

  bool Valid() const override { return iterator_->Valid(); }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }

  void Next() override {
    if (forward_) {
      iterator_->Next();
    } else {
      iterator_->Prev();
    }
  }

  void Seek(std::string_view key) override {
    if (forward_) {
      iterator_->Seek(ToSlice(std::max<std::string_view>(key, range_.begin)));
    } else if (!range_.end.empty() && key >= range_.end) {
      iterator_->SeekToLast();
    } else {
      iterator_->SeekForPrev(ToSlice(key));
    }
  }

  absl::Status status() const override { return ToStatus(iterator_->status(), "scanning"); }

 private:
  const KeyRange range_;
  const rocksdb::Slice lower_;
  const rocksdb::Slice upper_;
  const bool forward_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksDbView final : public ReadView {
 public:
  explicit RocksDbView(std::shared_ptr<const Database> database)
      : database_(std::move(database)), snapshot_(database_->db->GetSnapshot()) {}
  ~RocksDbView() override { database_->db->ReleaseSnapshot(snapshot_); }

  absl::StatusOr<std::optional<std::string>> Get(KeySpace space,
                                                 std::string_view key) const override {
    std::string value;
    const rocksdb::Status status =
        database_->db->Get(Options(), database_->spaces[space], ToSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    DATELINE_RETURN_IF_ERROR(ToStatus(status, "reading"));
    return value;
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      KeySpace space, const std::vector<std::string>& keys) const override {
    std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    database_->db->MultiGet(Options(), database_->spaces[space], slices.size(), slices.data(),
                            values.data(), statuses.data());
    std::vector<std::optional<std::string>> out(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      DATELINE_RETURN_IF_ERROR(ToStatus(statuses[i], "reading"));
      out[i] = values[i].ToString();
    }
    return out;
  }

  std::unique_ptr<Cursor> Scan(KeySpace space, const KeyRange& range,
                               ScanDirection direction) const override {
    return std::make_unique<RocksDbCursor>(*database_, snapshot_, space, range, direction);
  }

 private:
  rocksdb::ReadOptions Options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  const std::shared_ptr<const Database> database_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksDbStore final : public OrderedStore {
 public:
  explicit RocksDbStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  std::unique_ptr<ReadView> OpenView() const override {
    return std::make_unique<RocksDbView>(database_);
  }

  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    // Only a commit that requires something must be alone; the others share the
    // lock, so RocksDB can write them to disk together.
    if (batch.requirements().empty()) {
      std::shared_lock<std::shared_mutex> lock(commit_mutex_);
      return Write(batch, durability);
    }
    std::unique_lock<std::shared_mutex> lock(commit_mutex_);
    DATELINE_RETURN_IF_ERROR(CheckRequirements(batch));
    return Write(batch, durability);
  }

 private:
  absl::Status CheckRequirements(const WriteBatch& batch) const {
    for (const WriteBatch::Write& requirement : batch.requirements()) {
      std::string value;
      const rocksdb::Status status =
          database_->db->Get(rocksdb::ReadOptions(), database_->spaces[requirement.space],
                             ToSlice(requirement.key), &value);
      if (!status.IsNotFound()) DATELINE_RETURN_IF_ERROR(ToStatus(status, "checking"));
      const bool holds = requirement.value.has_value() ? status.ok() && value == *requirement.value
                                                       : status.IsNotFound();
      if (!holds) return absl::AbortedError("a required value has changed; read again and retry");
    }
    return absl::OkStatus();
  }

  absl::Status Write(const WriteBatch& batch, Durability durability) {
    rocksdb::WriteBatch writes;
    for (const WriteBatch::Write& write : batch.writes()) {
      rocksdb::ColumnFamilyHandle* family = database_->spaces[write.space];
      const rocksdb::Status status =
          write.value.has_value() ? writes.Put(family, ToSlice(write.key), ToSlice(*write.value))
                                  : writes.Delete(family, ToSlice(write.key));
      DATELINE_RETURN_IF_ERROR(ToStatus(status, "batching"));
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::kSynced;
    return ToStatus(database_->db->Write(options, &writes), "writing");
  }

  const std::shared_ptr<Database> database_;
  std::shared_mutex commit_mutex_;
};

bool CompressionAvailable(rocksdb::CompressionType type) {
  const auto supported = rocksdb::GetSupportedCompressions();
  return std::find(supported.begin(), supported.end(), type) != supported.end();
}

rocksdb::ColumnFamilyOptions FamilyOptions(const RocksDbOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache,
                                           size_t families) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  // Whole-key filters serve Get. No prefix filters: with them a range scan is
  // only right inside one prefix, and callers here scan any range.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = std::max<size_t>(options.write_buffer_bytes / families, 1 << 20);
  family.level_compaction_dynamic_level_bytes = true;
  family.compression = CompressionAvailable(rocksdb::kLZ4Compression) ? rocksdb::kLZ4Compression
                                                                      : rocksdb::kNoCompression;
  // Most bytes lie on the last level and are read least: smaller beats faster.
  if (CompressionAvailable(rocksdb::kZSTD)) family.bottommost_compression = rocksdb::kZSTD;
  return family;
}

rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = options.create_if_missing;
  db.create_missing_column_families = true;
  db.max_open_files = options.open_files;
  db.max_total_wal_size = options.log_bytes;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_background_jobs = 2;
  db.keep_log_file_num = 3;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return db;
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

}  // namespace

absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStore(
    const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options) {
  if (path.empty()) return FieldRequired("path");
  const rocksdb::DBOptions db_options = DatabaseOptions(options);
  std::error_code error;
  if (std::filesystem::exists(path + "/CURRENT", error)) {
    std::vector<std::string> found;
    DATELINE_RETURN_IF_ERROR(
        ToStatus(rocksdb::DB::ListColumnFamilies(db_options, path, &found), "opening " + path));
    DATELINE_RETURN_IF_ERROR(CheckFamilies(found, key_spaces));
  } else if (!options.create_if_missing) {
    return absl::NotFoundError(AbslView(StrCat("there is no store in '", path, "'")));
  } else if (std::filesystem::create_directories(path, error); error) {
    return absl::UnavailableError(AbslView(StrCat("cannot make '", path, "': ", error.message())));
  }

  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  const auto family_options = FamilyOptions(options, cache, key_spaces.size() + 1);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options);
  for (const std::string& name : key_spaces) families.emplace_back(name, family_options);

  auto database = std::make_shared<Database>();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      rocksdb::DB::Open(db_options, path, families, &database->owned, &db);
  // RocksDB has no code for this, only words.
  if (opened.IsIOError() && opened.ToString().find("lock") != std::string::npos) {
    return absl::UnavailableError(AbslView(StrCat(
        "another process has '", path, "' open; stop it, or give this one a folder of its own")));
  }
  DATELINE_RETURN_IF_ERROR(ToStatus(opened, "opening " + path));
  database->db.reset(db);
  database->spaces.assign(database->owned.begin() + 1, database->owned.end());
  return std::make_unique<RocksDbStore>(std::move(database));
}

}  // namespace dateline
