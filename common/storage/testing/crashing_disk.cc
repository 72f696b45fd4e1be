#include "common/storage/testing/crashing_disk.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <sstream>
#include <utility>

#include "common/base/status_macros.h"
#include "common/storage/forwarding_store.h"
#include "common/storage/rocksdb_opening.h"

namespace dateline {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus PowerIsOff() { return IOStatus::IOError("the power is off"); }

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string FolderOf(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().parent_path().string();
}

// What is on the disk for certain, and what is only on its way. Thread-safe.
class DiskState {
 public:
  explicit DiskState(uint32_t seed) : random_(seed) {}

  void CrashAfter(uint64_t nth) {
    std::lock_guard<std::mutex> lock(mutex_);
    operations_until_crash_ = nth;
  }
  bool crashed() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return crashed_;
  }
  uint64_t operations() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return operations_;
  }

  // Counts one operation; false if the power is off from it on.
  bool Proceed() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++operations_;
    if (operations_until_crash_ > 0 && --operations_until_crash_ == 0) crashed_ = true;
    return !crashed_;
  }
  // How many of `size` bytes a write that failed has written.
  size_t TornSize(size_t size) {
    std::lock_guard<std::mutex> lock(mutex_);
    return size == 0 ? 0 : random_() % size;
  }

  void Create(const std::string& path) {
    std::lock_guard<std::mutex> lock(mutex_);
    synced_bytes_[path] = 0;
    unsynced_names_.push_back({path, std::nullopt});
  }
  void SyncFile(const std::string& path, uint64_t size) {
    std::lock_guard<std::mutex> lock(mutex_);
    synced_bytes_[path] = size;
  }
  void SyncFolder(const std::string& folder) {
    std::lock_guard<std::mutex> lock(mutex_);
    std::erase_if(unsynced_names_,
                  [&](const NameChange& change) { return FolderOf(change.path) == folder; });
  }
  // `before` is what stood under the name `target`, if anything did.
  void Rename(const std::string& source, const std::string& target,
              std::optional<std::string> before) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (const auto size = synced_bytes_.find(source); size != synced_bytes_.end()) {
      synced_bytes_[target] = size->second;
      synced_bytes_.erase(source);
    }
    unsynced_names_.push_back({target, std::move(before)});
  }
  void Delete(const std::string& path) {
    std::lock_guard<std::mutex> lock(mutex_);
    synced_bytes_.erase(path);
    std::erase_if(unsynced_names_, [&](const NameChange& change) { return change.path == path; });
  }

  // Takes away what a crash takes away.
  void Restart() {
    std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [path, synced] : synced_bytes_) {
      std::error_code error;
      const uint64_t size = std::filesystem::file_size(path, error);
      if (error || size <= synced) continue;
      std::filesystem::resize_file(path, synced + random_() % (size - synced + 1));
    }
    // A journal keeps the order of names: what is lost is the end of it.
    for (size_t lost = random_() % (unsynced_names_.size() + 1); lost > 0; --lost) {
      Undo(unsynced_names_.back());
      unsynced_names_.pop_back();
    }
    synced_bytes_.clear();
    unsynced_names_.clear();
    operations_until_crash_ = 0;
    crashed_ = false;
  }

 private:
  // A name that its folder may not know yet, and what it stood for before.
  struct NameChange {
    std::string path;
    std::optional<std::string> before;
  };

  static void Undo(const NameChange& change) {
    if (change.before.has_value()) {
      WriteFile(change.path, *change.before);
    } else {
      std::filesystem::remove(change.path);
    }
  }

  mutable std::mutex mutex_;
  std::mt19937 random_;
  uint64_t operations_ = 0;
  uint64_t operations_until_crash_ = 0;  // 0: none is due.
  bool crashed_ = false;
  std::map<std::string, uint64_t> synced_bytes_;
  std::vector<NameChange> unsynced_names_;  // In the order of the changes.
};

class CrashingFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  CrashingFile(std::string path, std::unique_ptr<rocksdb::FSWritableFile> file, DiskState* disk)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), disk_(disk) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (disk_->Proceed()) return target()->Append(data, options, debug);
    const Slice torn(data.data(), disk_->TornSize(data.size()));
    target()->Append(torn, options, debug).PermitUncheckedError();
    return Failure();
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return disk_->Proceed() ? target()->Truncate(size, options, debug) : PowerIsOff();
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (!disk_->Proceed()) return Failure();
    // To the operating system is enough: it does not crash in tests.
    IOStatus flushed = target()->Flush(options, debug);
    if (flushed.ok()) disk_->SyncFile(path_, target()->GetFileSize(options, debug));
    return flushed;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();  // Promises nothing.
  }
  // Room reserved ahead would only cost memory.
  void PrepareWrite(size_t, size_t, const IOOptions&, IODebugContext*) override {}
  IOStatus Allocate(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  // RocksDB with assertions aborts where a flush in the background syncs a log
  // whose writing failed before. So a log says nothing of its failure, and
  // StoreOnCrashingDisk does.
  IOStatus Failure() const { return path_.ends_with(".log") ? IOStatus::OK() : PowerIsOff(); }

  const std::string path_;
  DiskState* const disk_;
};

class CrashingFolder final : public rocksdb::FSDirectory {
 public:
  CrashingFolder(std::string path, DiskState* disk) : path_(std::move(path)), disk_(disk) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    if (!disk_->Proceed()) return PowerIsOff();
    disk_->SyncFolder(path_);
    return IOStatus::OK();
  }

 private:
  const std::string path_;
  DiskState* const disk_;
};

// RocksDB pauses for a second after each background job that failed.
class ImpatientClock final : public rocksdb::SystemClockWrapper {
 public:
  ImpatientClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "dateline.ImpatientClock"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(micros, 100));
  }
};

class CrashingEnv final : public rocksdb::EnvWrapper {
 public:
  explicit CrashingEnv(std::shared_ptr<rocksdb::FileSystem> file_system)
      : EnvWrapper(rocksdb::Env::Default()) {
    file_system_ = std::move(file_system);
    system_clock_ = std::make_shared<ImpatientClock>();
  }
  const char* Name() const override { return "dateline.CrashingEnv"; }
};

}  // namespace

class CrashingDisk::FileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FileSystem(DiskState* disk)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(disk) {}
  const char* Name() const override { return "dateline.CrashingDisk"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    if (!disk_->Proceed()) return PowerIsOff();
    std::unique_ptr<rocksdb::FSWritableFile> file;
    IOStatus made = target()->NewWritableFile(path, options, &file, debug);
    if (!made.ok()) return made;
    disk_->Create(path);
    *result = std::make_unique<CrashingFile>(path, std::move(file), disk_);
    return made;
  }
  // Not used by RocksDB as Dateline sets it up.
  IOStatus ReuseWritableFile(const std::string&, const std::string&, const rocksdb::FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("no file is used twice");
  }
  IOStatus NewRandomRWFile(const std::string&, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("no file is changed in its middle");
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    *result = std::make_unique<CrashingFolder>(
        std::filesystem::path(path).lexically_normal().string(), disk_);
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    if (!disk_->Proceed()) return PowerIsOff();
    disk_->Delete(path);
    return target()->DeleteFile(path, options, debug);
  }
  IOStatus RenameFile(const std::string& source, const std::string& name, const IOOptions& options,
                      IODebugContext* debug) override {
    if (!disk_->Proceed()) return PowerIsOff();
    std::optional<std::string> before;
    if (std::filesystem::exists(name)) before = ReadFile(name);
    disk_->Rename(source, name, std::move(before));
    return target()->RenameFile(source, name, options, debug);
  }
  IOStatus LinkFile(const std::string& source, const std::string& name, const IOOptions& options,
                    IODebugContext* debug) override {
    if (!disk_->Proceed()) return PowerIsOff();
    return target()->LinkFile(source, name, options, debug);
  }

 private:
  DiskState* const disk_;
};

namespace {

// Acknowledges nothing once the power is off.
class StoreOnCrashingDisk final : public ForwardingStore {
 public:
  StoreOnCrashingDisk(std::unique_ptr<OrderedStore> store, const DiskState* disk)
      : ForwardingStore(store.get()), store_(std::move(store)), disk_(disk) {}

  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    return IfPowered(store_->Commit(batch, durability));
  }
  absl::Status CheckWritable() override { return IfPowered(store_->CheckWritable()); }
  absl::Status WriteCheckpoint(const std::string& folder) override {
    return IfPowered(store_->WriteCheckpoint(folder));
  }
  absl::Status PurgeDeleted() override { return IfPowered(store_->PurgeDeleted()); }

 private:
  absl::Status IfPowered(absl::Status status) const {
    return disk_->crashed() ? absl::UnavailableError("the power is off") : status;
  }

  const std::unique_ptr<OrderedStore> store_;
  const DiskState* const disk_;
};

}  // namespace

struct CrashingDisk::Environment {
  explicit Environment(uint32_t seed) : state(seed), env(std::make_shared<FileSystem>(&state)) {}

  DiskState state;
  CrashingEnv env;
};

CrashingDisk::CrashingDisk(uint32_t seed) : environment_(std::make_unique<Environment>(seed)) {}
CrashingDisk::~CrashingDisk() = default;

absl::StatusOr<std::unique_ptr<OrderedStore>> CrashingDisk::OpenStore(
    const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options) {
  DATELINE_ASSIGN_OR_RETURN(auto store, OpenRocksDbStoreOn(&environment_->env, path, key_spaces,
                                                           options, StoreAccess::kReadWrite));
  return std::make_unique<StoreOnCrashingDisk>(std::move(store), &environment_->state);
}

void CrashingDisk::CrashAfter(uint64_t nth) { environment_->state.CrashAfter(nth); }
bool CrashingDisk::crashed() const { return environment_->state.crashed(); }
uint64_t CrashingDisk::operations() const { return environment_->state.operations(); }
void CrashingDisk::Restart() { environment_->state.Restart(); }

}  // namespace dateline
