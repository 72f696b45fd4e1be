// A store as part of a server: its figures are among the metrics, and the services
// that need it are NOT_SERVING while it cannot write.
//
//   MonitoredStore monitored("query", *store, {"dateline.query.v1.QueryService"},
//                            serving->server(), metrics, log);
//
// The services serve once it was seen to write, which is before the constructor
// returns (ServerOptions::services_serve_at_start). Thread-safe.
#ifndef DATELINE_COMMON_DAEMON_MONITORED_STORE_H_
#define DATELINE_COMMON_DAEMON_MONITORED_STORE_H_

#include <memory>
#include <string>
#include <vector>

#include "common/admin/store_watch.h"
#include "common/base/event_log.h"
#include "common/metrics/metrics.h"
#include "common/rpc/server.h"
#include "common/storage/ordered_store.h"

namespace dateline {

class MonitoredStore {
 public:
  // All but `services`, by their full names, must outlive it. Of `timing` the
  // periods count.
  MonitoredStore(const std::string& name, OrderedStore& store, std::vector<std::string> services,
                 Server& server, Metrics& metrics, const EventLog& log,
                 const StoreWatchOptions& timing = {});

 private:
  const std::shared_ptr<void> figures_;
  StoreWatch watch_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_DAEMON_MONITORED_STORE_H_
