// What RocksDB says of itself. Private to this library.
#ifndef DATELINE_COMMON_STORAGE_ROCKSDB_FIGURES_H_
#define DATELINE_COMMON_STORAGE_ROCKSDB_FIGURES_H_

#include "common/storage/ordered_store.h"
#include "common/storage/rocksdb_database.h"

namespace dateline {

// Thread-safe. Asks only what RocksDB keeps count of: no file is read, and no
// property that looks at the cache block by block is asked.
StoreFigures ReadRocksDbFigures(const Database& database);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ROCKSDB_FIGURES_H_
