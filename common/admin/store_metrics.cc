#include "common/admin/store_metrics.h"

namespace dateline {
namespace {

void GiveMemory(const StoreFigures& figures, const MetricLabels& labels, Samples& samples) {
  const auto bytes = [&](const char* name, const char* help, uint64_t value) {
    samples.Gauge({name, help}, labels, static_cast<double>(value));
  };
  bytes("dateline_store_write_buffer_bytes", "Written, and not yet in sorted files.",
        figures.write_buffer_bytes);
  bytes("dateline_store_cache_bytes", "Memory of the block cache in use.", figures.cache_bytes);
  bytes("dateline_store_cache_limit_bytes", "Memory that the block cache may take.",
        figures.cache_limit_bytes);
  bytes("dateline_store_cache_pinned_bytes", "Memory of the block cache that cannot be given up.",
        figures.cache_pinned_bytes);
}

void GiveFiles(const StoreFigures& figures, const MetricLabels& labels, Samples& samples) {
  const auto gauge = [&](const char* name, const char* help, uint64_t value) {
    samples.Gauge({name, help}, labels, static_cast<double>(value));
  };
  gauge("dateline_store_file_bytes", "Sorted files in use.", figures.file_bytes);
  gauge("dateline_store_rows", "Rows, an estimate that counts deleted ones.", figures.rows);
  gauge("dateline_store_pending_compaction_bytes", "Bytes to be merged until files are in order.",
        figures.pending_merge_bytes);
  gauge("dateline_store_running_compactions", "Merges of files under way.", figures.merges_running);
  gauge("dateline_store_running_flushes", "Write buffers being written to files.",
        figures.flushes_running);
  gauge("dateline_store_disk_bytes", "Size of the disk that the store lies on.",
        figures.disk_bytes);
  gauge("dateline_store_disk_free_bytes", "Of it, free.", figures.disk_free_bytes);
  gauge("dateline_store_disk_reserve_bytes", "Free bytes below which writes are refused.",
        figures.disk_reserve_bytes);
  gauge("dateline_store_open_snapshots", "Readers that hold a snapshot.", figures.open_views);
  samples.Gauge({"dateline_store_oldest_snapshot_seconds", "Age of the oldest snapshot held."},
                labels, figures.oldest_view_seconds);
}

void GiveTrouble(const StoreFigures& figures, const MetricLabels& labels, Samples& samples) {
  const auto counter = [&](const char* name, const char* help, double value) {
    samples.Counter({name, help}, labels, value);
  };
  samples.Gauge({"dateline_store_writes_stopped", "1 while merging has to catch up, else 0."},
                labels, figures.writes_stopped ? 1 : 0);
  counter("dateline_store_write_slowdowns_total", "Times that merging slowed writes down.",
          static_cast<double>(figures.slowdowns));
  counter("dateline_store_write_stops_total", "Times that merging stopped writes.",
          static_cast<double>(figures.stops));
  counter("dateline_store_write_stall_seconds_total", "Time that writes waited for merging.",
          figures.stalled_seconds);
  counter("dateline_store_background_errors_total", "Merges and flushes that failed.",
          static_cast<double>(figures.background_errors));
  counter("dateline_store_log_bytes_total", "Bytes written to the log.",
          static_cast<double>(figures.log_bytes_written));
  counter("dateline_store_log_syncs_total", "Times that the log was synced to disk.",
          static_cast<double>(figures.log_syncs));
}

}  // namespace

std::shared_ptr<void> AddStoreMetrics(Metrics& metrics, const std::string& name,
                                      const OrderedStore& store) {
  return metrics.AddCollector([name, &store](Samples& samples) {
    const MetricLabels labels = {{"store", name}};
    const StoreFigures figures = store.figures();
    GiveMemory(figures, labels, samples);
    GiveFiles(figures, labels, samples);
    GiveTrouble(figures, labels, samples);
  });
}

}  // namespace dateline
