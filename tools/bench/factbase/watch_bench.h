// Watches a recorded world over a real socket while more of it is recorded, and
// measures the time from the commit of a change to its arrival at a watcher.
//
//   DATELINE_RETURN_IF_ERROR(RunWatchBench(world, options, report));
//
// Every watcher must get every change that its filter takes once and in order,
// also one that stops reading while all is recorded: otherwise DATA_LOSS. The
// watchers do not parse the facts, they only see which change it is: what is
// measured on one machine is the service, not a thousand clients. The documents
// are recorded over the socket too and stay in the base. Not thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_WATCH_BENCH_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_WATCH_BENCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/bench/factbase/news_world.h"

namespace dateline {

struct WatchOptions {
  std::string folder;  // As RunRecordingBench left it.
  std::vector<int> watchers = {1, 1000};
  int channels = 8;  // That share them.
  // Of a hundred watchers, those who take all changes; the others ask for one
  // of the most mentioned entities or for a type of event, or for statements.
  int unfiltered_percent = 10;
  int slow = 1;         // More watchers, who read nothing before all is recorded.
  int documents = 100;  // Recorded for one measurement.
  double rate = 5;      // Documents a second; then as many as go.
};

// One measurement.
struct WatchFigures {
  int watchers = 0, unfiltered = 0, slow = 0;
  double rate_wanted = 0;  // 0: as many as go.
  double rate = 0;         // Documents a second that were recorded.
  int refused = 0;         // Recordings that were refused and tried again.
  uint64_t changes = 0;    // In the log.
  uint64_t delivered = 0;  // To all watchers.
  absl::Duration median, p99, slowest;
  uint64_t resident_bytes = 0;  // Of this process: the service and all watchers.
};

absl::Status RunWatchBench(const NewsWorld& world, const WatchOptions& options,
                           absl::FunctionRef<void(const WatchFigures&)> report);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_WATCH_BENCH_H_
