// What a program tells of itself: figures for Prometheus, and events for its log.
//
//   Monitoring monitoring(LogAtLevel(settings.log));
//   ... services that count and log with it ...
//   Serving::Start("dateline-query", settings, executor, services, monitoring);
//
// Declared before all that uses it, so that it goes last. Thread-safe.
#ifndef DATELINE_COMMON_DAEMON_MONITORING_H_
#define DATELINE_COMMON_DAEMON_MONITORING_H_

#include <utility>

#include "common/base/event_log.h"
#include "common/metrics/metrics.h"
#include "common/rpc/rpc_metrics.h"

namespace dateline {

struct Monitoring {
  explicit Monitoring(LogSink sink) : log(std::move(sink)) {}

  Metrics metrics;
  const EventLog log;
  RpcMetrics calls{metrics};
};

}  // namespace dateline

#endif  // DATELINE_COMMON_DAEMON_MONITORING_H_
