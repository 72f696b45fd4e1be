#include "common/daemon/monitored_store.h"

#include <utility>

#include "common/admin/store_metrics.h"

namespace dateline {
namespace {

StoreWatchOptions WatchOptions(const std::string& name, std::vector<std::string> services,
                               Server& server, Metrics& metrics, const EventLog& log,
                               const StoreWatchOptions& timing) {
  StoreWatchOptions options = timing;
  options.name = name;
  options.log = &log;
  options.metrics = &metrics;
  options.on_change = [&server, services = std::move(services)](bool writable) {
    for (const std::string& service : services) server.SetServing(service, writable);
  };
  return options;
}

}  // namespace

MonitoredStore::MonitoredStore(const std::string& name, OrderedStore& store,
                               std::vector<std::string> services, Server& server, Metrics& metrics,
                               const EventLog& log, const StoreWatchOptions& timing)
    : figures_(AddStoreMetrics(metrics, name, store)),
      watch_(store, WatchOptions(name, std::move(services), server, metrics, log, timing)) {}

}  // namespace dateline
