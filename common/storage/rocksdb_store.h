// An OrderedStore in a folder, kept by RocksDB.
//
//   DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<OrderedStore> store,
//                             OpenRocksDbStore(folder, {"documents", "deliveries"}, {}));
//
// One column family per key space, found by name, so the order of names may
// change between openings. One process at a time may open a folder for writing.
#ifndef DATELINE_COMMON_STORAGE_ROCKSDB_STORE_H_
#define DATELINE_COMMON_STORAGE_ROCKSDB_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"

namespace dateline {

struct RocksDbOptions {
  // The bound of the store's memory, but for a few megabytes: blocks read,
  // index and filter blocks, and writes not yet in sorted files, of all key
  // spaces together. Raise it when reads go to disk although memory is free;
  // expect the process to take this and about 200 MiB more.
  size_t cache_bytes = size_t{384} << 20;
  // The part of `cache_bytes` that writes not yet in sorted files may take; never
  // more than half of it.
  // More makes fewer and larger files, less merging, and slower openings.
  size_t write_buffer_bytes = size_t{128} << 20;
  // Log bytes after which the oldest writes are forced into sorted files:
  // bounds the time that opening after a crash takes.
  size_t log_bytes = size_t{256} << 20;
  // Files kept open at once; the rest are reopened when needed.
  int open_files = 512;
  // Commits are refused while the disk has fewer free bytes, so that what RocksDB
  // does in the background still has room. Nothing: a twentieth of the disk, at
  // most 256 MiB. Less makes sense on disks that are small and the store's own.
  std::optional<uint64_t> reserve_bytes;
  // Makes the folder if it is not there; otherwise that is NOT_FOUND.
  bool create_if_missing = true;
};

// Opens or creates the store. Key spaces that the folder lacks are added.
// FAILED_PRECONDITION (STORE_FORMAT_UNSUPPORTED) if it has others than
// `key_spaces`; DATA_LOSS (STORE_CORRUPT) if its files are damaged; UNAVAILABLE
// if the disk refuses or another process has the folder open.
absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStore(
    const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options = {});

// Opens the store without changing a byte of the folder, so also where it may
// not be written to. Commits fail with FAILED_PRECONDITION. The folder must
// hold all `key_spaces` and no others; NOT_FOUND if it holds no store. Other
// errors as above. REQUIRES: this process has not opened the folder for writing.
absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStoreReadOnly(
    const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options = {});

// Whether there is a store in the folder.
bool HoldsRocksDbStore(const std::string& path);

// Names of the key spaces that the folder holds, sorted. NOT_FOUND if it holds
// no store; DATA_LOSS.
absl::StatusOr<std::vector<std::string>> ListRocksDbKeySpaces(const std::string& path);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ROCKSDB_STORE_H_
