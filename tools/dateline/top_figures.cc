#include "tools/dateline/top_figures.h"

#include <algorithm>
#include <tuple>

#include "common/base/strings.h"

namespace dateline::cli {
namespace {

constexpr char kRequests[] = "dateline_rpc_requests_total";
constexpr char kDuration[] = "dateline_rpc_duration_seconds";
constexpr char kStage[] = "dateline_extraction_stage_seconds";
// As services/extraction/core/reading_observer.h has them, with labels' names.
constexpr const char* kStages[] = {"segmentation", "grammar",  "name_labels", "names",   "times",
                                   "quotes",       "entities", "fact_rules",  "assembly"};

// The sums over all servers: what is, and what was added between the looks.
struct Sums {
  MetricSeries now;
  MetricSeries grown;
  double seconds = 0;

  double PerSecond(std::string_view name, const SeriesLabels& labels = {}) const {
    return seconds > 0 ? SumOf(grown, name, labels) / seconds : 0;
  }
};

Sums SumUp(const std::vector<MetricsLook>& before, const std::vector<MetricsLook>& now) {
  Sums sums;
  for (size_t i = 0; i < now.size(); ++i) {
    if (!now[i].series.has_value()) continue;
    AddSeries(*now[i].series, sums.now);
    if (i >= before.size() || !before[i].series.has_value()) continue;
    AddSeries(Growth(*before[i].series, *now[i].series), sums.grown);
    sums.seconds = std::max(sums.seconds, absl::ToDoubleSeconds(now[i].at - before[i].at));
  }
  return sums;
}

ServerFigures ReadServer(const MetricsLook* before, const MetricsLook& now) {
  ServerFigures out;
  out.address = now.address;
  out.error = now.error;
  if (!now.series.has_value()) return out;
  for (const auto& [version, one] : SumsBy(*now.series, "dateline_build_info", "version")) {
    out.version = version;
  }
  out.uptime_seconds = std::max(0.0, absl::ToDoubleSeconds(now.at - absl::UnixEpoch()) -
                                         SumOf(*now.series, "process_start_time_seconds"));
  out.memory_bytes = SumOf(*now.series, "process_resident_memory_bytes");
  out.open_files = SumOf(*now.series, "process_open_fds");
  if (before == nullptr || !before->series.has_value()) return out;
  const double seconds = absl::ToDoubleSeconds(now.at - before->at);
  const MetricSeries grown = Growth(*before->series, *now.series);
  if (seconds > 0) out.processors = SumOf(grown, "process_cpu_seconds_total") / seconds;
  return out;
}

RpcFigures ReadRpc(const Sums& sums, const SeriesLabels& of) {
  RpcFigures out;
  out.service = of.at("service");
  out.method = of.at("method");
  out.calls = SumOf(sums.now, kRequests, of);
  out.calls_per_second = sums.PerSecond(kRequests, of);
  double fine = 0;
  for (const char* code : {"OK", "CANCELLED"}) {
    SeriesLabels labels = of;
    labels["code"] = code;
    fine += sums.PerSecond(kRequests, labels);
  }
  out.failed_per_second = std::max(0.0, out.calls_per_second - fine);
  out.in_flight = SumOf(sums.now, "dateline_rpc_in_flight", of);
  out.median_seconds = QuantileOf(sums.grown, kDuration, 0.5, of);
  out.p99_seconds = QuantileOf(sums.grown, kDuration, 0.99, of);
  out.received_bytes_per_second = sums.PerSecond("dateline_rpc_received_bytes_total", of);
  out.sent_bytes_per_second = sums.PerSecond("dateline_rpc_sent_bytes_total", of);
  return out;
}

void ReadRpcs(const Sums& sums, TopFigures& figures) {
  for (const auto& [service, calls] : SumsBy(sums.now, kRequests, "service")) {
    for (const auto& [method, of_method] :
         SumsBy(sums.now, kRequests, "method", {{"service", service}})) {
      const SeriesLabels of = {{"service", service}, {"method", method}};
      if (of_method == 0 && SumOf(sums.now, "dateline_rpc_in_flight", of) == 0) continue;
      figures.rpcs.push_back(ReadRpc(sums, of));
    }
  }
  std::stable_sort(figures.rpcs.begin(), figures.rpcs.end(),
                   [](const RpcFigures& a, const RpcFigures& b) {
                     return std::tie(b.calls_per_second, b.in_flight, b.calls) <
                            std::tie(a.calls_per_second, a.in_flight, a.calls);
                   });
}

void ReadDelivery(const Sums& sums, TopFigures& figures) {
  constexpr char kQueue[] = "dateline_delivery_queue_documents";
  figures.waiting_by_state = SumsBy(sums.now, kQueue, "state");
  figures.has_delivery = !figures.waiting_by_state.empty();
  figures.waiting_by_priority = SumsBy(sums.now, kQueue, "priority");
  figures.waiting_limit = SumOf(sums.now, "dateline_delivery_queue_limit_documents");
  figures.lag_seconds = SumOf(sums.now, "dateline_delivery_lag_seconds");
  figures.in_flight = SumOf(sums.now, "dateline_delivery_in_flight");
  figures.dead_letters = SumOf(sums.now, "dateline_delivery_dead_letters");
  for (const auto& [event, count] : SumsBy(sums.now, "dateline_delivery_events_total", "event")) {
    figures.events_per_second[event] =
        sums.PerSecond("dateline_delivery_events_total", {{"event", event}});
  }
}

void ReadExtraction(const Sums& sums, TopFigures& figures) {
  figures.has_extraction = sums.now.contains({"dateline_extraction_documents_total", {}});
  if (!figures.has_extraction) return;
  figures.documents_per_second = sums.PerSecond("dateline_extraction_documents_total");
  figures.text_bytes_per_second = sums.PerSecond("dateline_extraction_text_bytes_total");
  const double all = SumOf(sums.grown, StrCat(kStage, "_sum"));
  for (const char* stage : kStages) {
    const SeriesLabels of = {{"stage", stage}};
    const double count = SumOf(sums.grown, StrCat(kStage, "_count"), of);
    const double seconds = SumOf(sums.grown, StrCat(kStage, "_sum"), of);
    figures.stages.push_back({stage, count > 0 ? seconds / count : 0, all > 0 ? seconds / all : 0});
  }
}

void ReadFacts(const Sums& sums, TopFigures& figures) {
  figures.facts_by_kind = SumsBy(sums.now, "dateline_facts", "kind");
  figures.has_facts = !figures.facts_by_kind.empty();
  figures.conflicts_by_type = SumsBy(sums.now, "dateline_conflicts", "type");
  figures.attestations = SumOf(sums.now, "dateline_attestations");
  figures.entities = SumOf(sums.now, "dateline_entities");
  figures.documents = SumOf(sums.now, "dateline_recorded_documents");
  figures.watchers = SumOf(sums.now, "dateline_watchers");
}

void ReadStores(const Sums& sums, TopFigures& figures) {
  for (const auto& [store, bytes] : SumsBy(sums.now, "dateline_store_file_bytes", "store")) {
    const SeriesLabels of = {{"store", store}};
    const auto value = [&](const char* name) { return SumOf(sums.now, name, of); };
    StoreFiguresShown shown;
    shown.store = store;
    shown.writable = value("dateline_store_writable") > 0;
    shown.rows = value("dateline_store_rows");
    shown.file_bytes = bytes;
    shown.write_buffer_bytes = value("dateline_store_write_buffer_bytes");
    shown.cache_bytes = value("dateline_store_cache_bytes");
    shown.cache_limit_bytes = value("dateline_store_cache_limit_bytes");
    shown.pending_bytes = value("dateline_store_pending_compaction_bytes");
    shown.disk_free_bytes = value("dateline_store_disk_free_bytes");
    shown.stalled_share = sums.PerSecond("dateline_store_write_stall_seconds_total", of);
    figures.stores.push_back(std::move(shown));
  }
}

}  // namespace

TopFigures ReadTopFigures(const std::vector<MetricsLook>& before,
                          const std::vector<MetricsLook>& now) {
  const Sums sums = SumUp(before, now);
  TopFigures figures;
  figures.seconds = sums.seconds;
  for (size_t i = 0; i < now.size(); ++i) {
    figures.servers.push_back(ReadServer(i < before.size() ? &before[i] : nullptr, now[i]));
  }
  ReadRpcs(sums, figures);
  ReadDelivery(sums, figures);
  ReadExtraction(sums, figures);
  ReadFacts(sums, figures);
  ReadStores(sums, figures);
  return figures;
}

}  // namespace dateline::cli
