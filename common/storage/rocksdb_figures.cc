#include "common/storage/rocksdb_figures.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "common/storage/disk_space.h"

namespace dateline {
namespace {

using Property = rocksdb::DB::Properties;

// Of the whole database, whichever family is asked.
uint64_t Read(const Database& database, const std::string& property) {
  uint64_t value = 0;
  database.db->GetIntProperty(property, &value);
  return value;
}

// The sum over all families.
uint64_t ReadSum(const Database& database, const std::string& property) {
  uint64_t value = 0;
  database.db->GetAggregatedIntProperty(property, &value);
  return value;
}

uint64_t NumberAt(const std::map<std::string, std::string>& figures, const std::string& name) {
  const auto found = figures.find(name);
  double value = 0;
  if (found == figures.end() || !absl::SimpleAtod(found->second, &value)) return 0;
  return value > 0 ? static_cast<uint64_t>(value) : 0;
}

void ReadStalls(const Database& database, StoreFigures& figures) {
  for (rocksdb::ColumnFamilyHandle* family : database.owned) {
    std::map<std::string, std::string> of_family;
    if (!database.db->GetMapProperty(family, Property::kCFStats, &of_family)) continue;
    figures.slowdowns += NumberAt(of_family, "io_stalls.total_slowdown");
    figures.stops += NumberAt(of_family, "io_stalls.total_stop");
  }
  std::map<std::string, std::string> whole;
  if (!database.db->GetMapProperty(Property::kDBStats, &whole)) return;
  figures.log_bytes_written = NumberAt(whole, "db.wal_bytes_written");
  figures.log_syncs = NumberAt(whole, "db.wal_syncs");
  figures.stalled_seconds =
      static_cast<double>(NumberAt(whole, "db.user_write_stall_micros")) / 1e6;
}

void ReadViews(const Database& database, StoreFigures& figures) {
  figures.open_views = Read(database, Property::kNumSnapshots);
  const uint64_t oldest = Read(database, Property::kOldestSnapshotTime);
  if (oldest == 0) return;
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  figures.oldest_view_seconds =
      std::max(0.0, static_cast<double>(now) - static_cast<double>(oldest));
}

}  // namespace

StoreFigures ReadRocksDbFigures(const Database& database) {
  StoreFigures figures;
  figures.write_buffer_bytes = ReadSum(database, Property::kSizeAllMemTables);
  figures.cache_bytes = Read(database, Property::kBlockCacheUsage);
  figures.cache_limit_bytes = Read(database, Property::kBlockCacheCapacity);
  figures.cache_pinned_bytes = Read(database, Property::kBlockCachePinnedUsage);
  figures.file_bytes = ReadSum(database, Property::kLiveSstFilesSize);
  figures.rows = ReadSum(database, Property::kEstimateNumKeys);
  figures.pending_merge_bytes = ReadSum(database, Property::kEstimatePendingCompactionBytes);
  figures.merges_running = Read(database, Property::kNumRunningCompactions);
  figures.flushes_running = Read(database, Property::kNumRunningFlushes);
  figures.background_errors = Read(database, Property::kBackgroundErrors);
  figures.writes_stopped = Read(database, Property::kIsWriteStopped) != 0;
  ReadStalls(database, figures);
  ReadViews(database, figures);
  if (const auto space = ReadDiskSpace(database.db->GetName())) {
    figures.disk_bytes = space->bytes;
    figures.disk_free_bytes = space->free_bytes;
  }
  figures.disk_reserve_bytes = database.reserve_bytes;
  return figures;
}

}  // namespace dateline
