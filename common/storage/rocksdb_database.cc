#include "common/storage/rocksdb_database.h"

#include <rocksdb/options.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/disk_space.h"
#include "common/storage/ordered_key.h"
#include "common/storage/rocksdb_figures.h"

namespace dateline {
namespace {

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

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
    // Filters of first parts only answer for one of them, and only forwards.
    options.total_order_seek = !forward_ || !HasOneFirstPart(range_.begin, range_.end);
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

  absl::Status status() const override {
    return FromRocksDbStatus(iterator_->status(), "scanning");
  }

 private:
  const KeyRange range_;
  const rocksdb::Slice lower_;
  const rocksdb::Slice upper_;
  const bool forward_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksDbPointCursor final : public ReadView::Cursor {
 public:
  RocksDbPointCursor(const Database& database, const rocksdb::Snapshot* snapshot, KeySpace space) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.prefix_same_as_start = true;
    iterator_.reset(database.db->NewIterator(options, database.spaces[space]));
  }

  bool Valid() const override { return iterator_->Valid(); }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }
  void Next() override { iterator_->Next(); }
  void Seek(std::string_view key) override { iterator_->Seek(ToSlice(key)); }
  absl::Status status() const override { return FromRocksDbStatus(iterator_->status(), "reading"); }

 private:
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
    DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(status, "reading"));
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
      DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(statuses[i], "reading"));
      out[i] = values[i].ToString();
    }
    return out;
  }

  std::unique_ptr<Cursor> Scan(KeySpace space, const KeyRange& range,
                               ScanDirection direction) const override {
    return std::make_unique<RocksDbCursor>(*database_, snapshot_, space, range, direction);
  }

  std::unique_ptr<Cursor> OpenPointCursor(KeySpace space) const override {
    return std::make_unique<RocksDbPointCursor>(*database_, snapshot_, space);
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
    DATELINE_RETURN_IF_ERROR(CheckRoom());
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

  absl::Status CheckWritable() override {
    DATELINE_RETURN_IF_ERROR(CheckRoom());
    rocksdb::WriteOptions options;
    options.sync = true;
    rocksdb::WriteBatch nothing;  // Goes through the log like any other.
    return FromRocksDbStatus(database_->db->Write(options, &nothing), "checking the disk");
  }

  StoreFigures figures() const override { return ReadRocksDbFigures(*database_); }

  absl::Status WriteCheckpoint(const std::string& folder) override;
  absl::Status VerifyChecksums() const override;
  absl::Status PurgeDeleted() override;

 private:
  // Whether there is anything to write to.
  absl::Status CheckRoom() const {
    if (database_->read_only) {
      return absl::FailedPreconditionError("the store is open for reading only");
    }
    const std::optional<DiskSpace> space = ReadDiskSpace(database_->db->GetName());
    if (!space.has_value() || space->free_bytes >= database_->reserve_bytes) {
      return absl::OkStatus();
    }
    return absl::UnavailableError(AbslView(
        StrCat("the disk of '", database_->db->GetName(), "' has ", space->free_bytes >> 20,
               " MiB free, and the store does not use the last ", database_->reserve_bytes >> 20,
               "; make room or move the folder to a larger disk")));
  }

  absl::Status CheckRequirements(const WriteBatch& batch) const {
    for (const WriteBatch::Write& requirement : batch.requirements()) {
      std::string value;
      const rocksdb::Status status =
          database_->db->Get(rocksdb::ReadOptions(), database_->spaces[requirement.space],
                             ToSlice(requirement.key), &value);
      if (!status.IsNotFound()) DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(status, "checking"));
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
      DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(status, "batching"));
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::kSynced;
    return FromRocksDbStatus(database_->db->Write(options, &writes), "writing");
  }

  const std::shared_ptr<Database> database_;
  std::shared_mutex commit_mutex_;
};

absl::Status RocksDbStore::WriteCheckpoint(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(folder, error))) {
    return absl::AlreadyExistsError(
        AbslView(StrCat("there is something at '", folder, "' already; give another name")));
  }
  if (!database_->read_only) DATELINE_RETURN_IF_ERROR(CheckRoom());
  rocksdb::Checkpoint* made = nullptr;
  const rocksdb::Status ready = rocksdb::Checkpoint::Create(database_->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(ready, "preparing a checkpoint"));
  const std::string doing = StrCat("writing the checkpoint ", folder);
  return FromRocksDbStatus(checkpoint->CreateCheckpoint(folder), doing);
}

absl::Status RocksDbStore::VerifyChecksums() const {
  return FromRocksDbStatus(database_->db->VerifyChecksum(), "verifying checksums");
}

absl::Status RocksDbStore::PurgeDeleted() {
  rocksdb::CompactRangeOptions options;
  // Deleted rows leave only where the last level is rewritten too.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.exclusive_manual_compaction = false;
  for (rocksdb::ColumnFamilyHandle* family : database_->owned) {
    DATELINE_RETURN_IF_ERROR(FromRocksDbStatus(
        database_->db->CompactRange(options, family, nullptr, nullptr), "purging deleted rows"));
  }
  // The manifest in use may still name the keys that the files of before began
  // and ended with. One more change of files makes a new one.
  rocksdb::ColumnFamilyHandle* unused = database_->db->DefaultColumnFamily();
  rocksdb::WriteOptions sync;
  sync.sync = true;
  DATELINE_RETURN_IF_ERROR(
      FromRocksDbStatus(database_->db->Put(sync, unused, "purged", ""), "purging deleted rows"));
  return FromRocksDbStatus(database_->db->Flush(rocksdb::FlushOptions(), unused),
                           "purging deleted rows");
}

}  // namespace

Database::~Database() {
  for (rocksdb::ColumnFamilyHandle* handle : owned) db->DestroyColumnFamilyHandle(handle);
  if (db != nullptr) db->Close();
}

absl::Status FromRocksDbStatus(const rocksdb::Status& status, std::string_view doing) {
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
  if (status.IsNotSupported()) return absl::UnimplementedError(AbslView(message));
  return absl::InternalError(AbslView(message));
}

std::unique_ptr<OrderedStore> MakeRocksDbStore(std::shared_ptr<Database> database) {
  return std::make_unique<RocksDbStore>(std::move(database));
}

}  // namespace dateline
