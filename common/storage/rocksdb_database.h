// An open RocksDB database as an OrderedStore. Private to this library.
#ifndef DATELINE_COMMON_STORAGE_ROCKSDB_DATABASE_H_
#define DATELINE_COMMON_STORAGE_ROCKSDB_DATABASE_H_

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/storage/ordered_store.h"

namespace dateline {

// Owns the database and its column families; views and cursors borrow it.
struct Database {
  std::unique_ptr<rocksdb::Env> env;  // Of its own, if it has one.
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> owned;   // As opened, `default` first.
  std::vector<rocksdb::ColumnFamilyHandle*> spaces;  // By KeySpace.
  bool read_only = false;
  uint64_t reserve_bytes = 0;  // Commits are refused below so many free bytes.

  ~Database();
};

// The status for callers; `doing` says what failed.
absl::Status FromRocksDbStatus(const rocksdb::Status& status, std::string_view doing);

std::unique_ptr<OrderedStore> MakeRocksDbStore(std::shared_ptr<Database> database);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ROCKSDB_DATABASE_H_
