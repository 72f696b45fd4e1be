#include "common/storage/rocksdb_tuning.h"

#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>

#include "common/storage/first_part_prefix.h"

namespace dateline {
namespace {

// Never the whole cache, which must have room for reading.
size_t WriteBufferBytes(const RocksDbOptions& options) {
  return std::min(options.write_buffer_bytes, options.cache_bytes / 2);
}

bool CompressionAvailable(rocksdb::CompressionType type) {
  const auto supported = rocksdb::GetSupportedCompressions();
  return std::find(supported.begin(), supported.end(), type) != supported.end();
}

rocksdb::BlockBasedTableOptions TableOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  // By first parts alone (first_part_prefix.h), which most rows share with
  // others: whole keys would make filters several times as large and answer only
  // Get of a row that lacks beside others of its first part.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  table.whole_key_filtering = false;
  // Index and filters count as cache, so that memory has one bound; in pieces,
  // so that a store far larger than the cache keeps only the pieces in use.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.pin_top_level_index_and_filter = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = 8 << 10;
  table.optimize_filters_for_memory = true;
  table.format_version = 5;
  return table;
}

}  // namespace

rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& options,
                                   const std::shared_ptr<rocksdb::Cache>& cache,
                                   rocksdb::Env* env) {
  rocksdb::DBOptions db;
  if (env != nullptr) db.env = env;
  db.create_if_missing = options.create_if_missing;
  db.create_missing_column_families = true;
  db.max_open_files = options.open_files;
  db.max_total_wal_size = options.log_bytes;
  // Writes are charged to the cache: what they take, blocks give up.
  db.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(WriteBufferBytes(options), cache);
  db.max_background_jobs = 2;
  db.keep_log_file_num = 3;
  // Spreads the disk's work over time instead of one long wait at the end.
  db.bytes_per_sync = 1 << 20;
  // A manifest names the first and last key of each file. A fresh one with each
  // change of files: a key that was deleted must not live on in an old one.
  db.max_manifest_file_size = 1;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return db;
}

rocksdb::ColumnFamilyOptions FamilyOptions(const RocksDbOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(TableOptions(cache)));
  family.prefix_extractor = FirstPartTransform();
  // The bound is that of all key spaces together; a busy one may take half.
  family.write_buffer_size = std::max<size_t>(WriteBufferBytes(options) / 2, 1 << 20);
  family.level_compaction_dynamic_level_bytes = true;
  family.compression = CompressionAvailable(rocksdb::kLZ4Compression) ? rocksdb::kLZ4Compression
                                                                      : rocksdb::kNoCompression;
  if (!CompressionAvailable(rocksdb::kZSTD)) return family;
  // Most bytes lie on the last level and are read least: smaller beats faster.
  // Rows of one key space are much alike, hence the dictionary.
  family.bottommost_compression = rocksdb::kZSTD;
  family.bottommost_compression_opts.enabled = true;
  family.bottommost_compression_opts.level = 3;
  family.bottommost_compression_opts.max_dict_bytes = 64 << 10;
  family.bottommost_compression_opts.zstd_max_train_bytes = 4 << 20;
  // Without a bound a whole file waits in memory for its dictionary.
  family.bottommost_compression_opts.max_dict_buffer_bytes = 8 << 20;
  return family;
}

}  // namespace dateline
