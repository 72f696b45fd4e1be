// What `dateline top` shows: figures of one or several servers, between two looks
// at their metrics.
//
//   const TopFigures figures = ReadTopFigures(before, now);
//   std::cout << TopText(figures, terminal);
//
// Values; thread-safe like any.
#ifndef DATELINE_TOOLS_DATELINE_TOP_FIGURES_H_
#define DATELINE_TOOLS_DATELINE_TOP_FIGURES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/dateline/metric_series.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// One look at one server.
struct MetricsLook {
  std::string address;
  absl::Time at;
  std::optional<MetricSeries> series;  // Nothing: it does not answer.
  std::string error;                   // Then why.
};

struct ServerFigures {
  std::string address;
  std::string error;  // Empty if it answers.
  std::string version;
  double uptime_seconds = 0;
  double processors = 0;  // In use, on average.
  double memory_bytes = 0;
  double open_files = 0;
};

struct RpcFigures {
  std::string service;  // Full name.
  std::string method;
  double calls_per_second = 0;
  double failed_per_second = 0;  // With any code but OK and CANCELLED.
  double in_flight = 0;
  // Of the calls that ended between the looks; nothing if none did.
  std::optional<double> median_seconds;
  std::optional<double> p99_seconds;
  double received_bytes_per_second = 0;
  double sent_bytes_per_second = 0;
  double calls = 0;  // Since the start.
};

struct StageFigures {
  std::string stage;
  double mean_seconds = 0;  // For one document.
  double share = 0;         // Of the time of all stages.
};

struct StoreFiguresShown {
  std::string store;
  bool writable = true;
  double rows = 0;
  double file_bytes = 0;
  double write_buffer_bytes = 0;
  double cache_bytes = 0;
  double cache_limit_bytes = 0;
  double pending_bytes = 0;  // To be merged.
  double disk_free_bytes = 0;
  double stalled_share = 0;  // Of the time between the looks.
};

struct TopFigures {
  double seconds = 0;  // Between the looks.
  std::vector<ServerFigures> servers;
  std::vector<RpcFigures> rpcs;  // Those called since the start; the busiest first.

  bool has_delivery = false;
  std::map<std::string, double> waiting_by_state;
  std::map<std::string, double> waiting_by_priority;
  double waiting_limit = 0;
  double lag_seconds = 0;
  double in_flight = 0;
  double dead_letters = 0;
  std::map<std::string, double> events_per_second;

  bool has_extraction = false;
  double documents_per_second = 0;
  double text_bytes_per_second = 0;
  std::vector<StageFigures> stages;  // In the order of the work.

  bool has_facts = false;
  std::map<std::string, double> facts_by_kind;
  std::map<std::string, double> conflicts_by_type;
  double attestations = 0;
  double entities = 0;
  double documents = 0;
  double watchers = 0;

  std::vector<StoreFiguresShown> stores;
};

// `before` and `now` are looks at the same servers in the same order; rates are of
// those that answered both times.
TopFigures ReadTopFigures(const std::vector<MetricsLook>& before,
                          const std::vector<MetricsLook>& now);

// For people; at most `rpcs` methods.
std::string TopText(const TopFigures& figures, size_t rpcs, const Terminal& terminal);

// One JSON object on one line.
std::string TopJson(const TopFigures& figures);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_TOP_FIGURES_H_
