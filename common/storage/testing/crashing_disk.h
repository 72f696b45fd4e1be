// A disk that loses power: RocksDB stores on it meet what a real crash does.
//
//   CrashingDisk disk(/*seed=*/7);
//   auto store = disk.OpenStore(folder.path(), {"facts"});
//   disk.CrashAfter(12);          // the 12th operation from now fails, as do all after it
//   ... commits begin to fail ...
//   store->reset();
//   disk.Restart();               // what was not synced is gone, or is there in part
//   store = disk.OpenStore(folder.path(), {"facts"});
//
// What a crash takes, at random by the seed: any part of the end of a file that
// was written since its last sync; new files and names whose folder was not
// synced since, the youngest first, as file systems with a journal do. Nothing
// that was synced; a deletion always holds. A sync costs nothing here, so a test
// may crash thousands of times, best in a TemporaryFolder in memory.
// Thread-safe; must outlive its stores.
#ifndef DATELINE_COMMON_STORAGE_TESTING_CRASHING_DISK_H_
#define DATELINE_COMMON_STORAGE_TESTING_CRASHING_DISK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/rocksdb_store.h"

namespace dateline {

class CrashingDisk {
 public:
  explicit CrashingDisk(uint32_t seed);
  ~CrashingDisk();

  absl::StatusOr<std::unique_ptr<OrderedStore>> OpenStore(
      const std::string& path, const std::vector<std::string>& key_spaces,
      const RocksDbOptions& options = {});

  // The `nth` operation from now (1: the next) that changes the disk fails, as
  // does every one after it. A write that fails may have written a part.
  void CrashAfter(uint64_t nth);
  bool crashed() const;
  // Operations that changed the disk so far.
  uint64_t operations() const;

  // Power is back. REQUIRES: no store is open.
  void Restart();

 private:
  class FileSystem;
  struct Environment;
  std::unique_ptr<Environment> environment_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_TESTING_CRASHING_DISK_H_
