// How Dateline has RocksDB set up. Private to this library.
#ifndef DATELINE_COMMON_STORAGE_ROCKSDB_TUNING_H_
#define DATELINE_COMMON_STORAGE_ROCKSDB_TUNING_H_

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <memory>

#include "common/storage/rocksdb_store.h"

namespace dateline {

// `env` may be null for the machine's own.
rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& options,
                                   const std::shared_ptr<rocksdb::Cache>& cache, rocksdb::Env* env);

rocksdb::ColumnFamilyOptions FamilyOptions(const RocksDbOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ROCKSDB_TUNING_H_
