// A server as its settings say: TLS, access list, log, port file.
//
//   DATELINE_ASSIGN_OR_RETURN(auto serving, Serving::Start("dateline-query", settings, executor,
//                                                          {{"dateline.query.v1.QueryService",
//                                                            &service}}));
//   RunUntilSignal(serving->server());
//
// Says on standard error where it listens and how it is guarded. Its services are
// NOT_SERVING until Announce(). Thread-safe.
#ifndef DATELINE_COMMON_DAEMON_SERVING_H_
#define DATELINE_COMMON_DAEMON_SERVING_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/access_control.h"
#include "common/base/clock.h"
#include "common/daemon/monitored_store.h"
#include "common/daemon/monitoring.h"
#include "common/daemon/settings.h"
#include "common/metrics/metrics_endpoint.h"
#include "common/rpc/executor.h"
#include "common/rpc/server.h"
#include "common/storage/ordered_store.h"

namespace dateline {

class Serving {
 public:
  // Errors of CheckServerSettings, MakeServerCredentials, AccessControl::Open and
  // Server::Start. `executor` and the services must outlive the object.
  static absl::StatusOr<std::unique_ptr<Serving>> Start(std::string_view program,
                                                        const ServerSettings& settings,
                                                        Executor& executor,
                                                        const std::vector<ServiceEntry>& services,
                                                        Monitoring& monitoring);

  Server& server() { return *server_; }

  // From now on the store's figures are among the metrics, and `services` serve as
  // long as it can write. Of `timing` the periods count. REQUIRES: before
  // Announce().
  void MonitorStore(const std::string& name, OrderedStore& store,
                    const std::vector<std::string>& services, const StoreWatchOptions& timing = {});

  // Keeps what AddQueryMetrics and its like return for as long as the server.
  void Keep(std::shared_ptr<void> collector) { kept_.push_back(std::move(collector)); }

  // Tells whoever waits for it that the server is ready: health, the port file and
  // the line on standard error. UNAVAILABLE if the file cannot be written.
  absl::Status Announce();

  // dateline::RunUntilSignal, and says in the log what happens. `on_signal` may be
  // null; it is called before the server drains.
  void RunUntilSignal(const std::function<void()>& on_signal = nullptr);

 private:
  Serving(std::string_view program, const ServerSettings& settings, Monitoring& monitoring)
      : program_(program), settings_(settings), monitoring_(monitoring) {}

  const std::string program_;
  const ServerSettings settings_;
  const SystemClock clock_;
  Monitoring& monitoring_;
  std::unique_ptr<MetricsEndpoint> metrics_endpoint_;
  std::unique_ptr<AccessControl> access_;
  std::vector<std::string> services_;  // Those that no store keeps from serving.
  // Goes before what it uses; then the rest, which asks others.
  std::unique_ptr<Server> server_;
  std::vector<std::unique_ptr<MonitoredStore>> stores_;
  std::vector<std::shared_ptr<void>> kept_;
};

// The log's lines as far as `level` ("info": all; "warning": no others than these
// and errors; "none") asks for them, on standard error.
LogSink LogAtLevel(std::string_view level);

}  // namespace dateline

#endif  // DATELINE_COMMON_DAEMON_SERVING_H_
