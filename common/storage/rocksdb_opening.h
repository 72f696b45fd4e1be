// Opening a folder on a given file system. Private to this library and to the
// doubles in testing/.
#ifndef DATELINE_COMMON_STORAGE_ROCKSDB_OPENING_H_
#define DATELINE_COMMON_STORAGE_ROCKSDB_OPENING_H_

#include <rocksdb/env.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/rocksdb_store.h"

namespace dateline {

enum class StoreAccess { kReadWrite, kReadOnly };

// `env` may be null for the machine's own; it must outlive the store.
absl::StatusOr<std::unique_ptr<OrderedStore>> OpenRocksDbStoreOn(
    rocksdb::Env* env, const std::string& path, const std::vector<std::string>& key_spaces,
    const RocksDbOptions& options, StoreAccess access);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ROCKSDB_OPENING_H_
