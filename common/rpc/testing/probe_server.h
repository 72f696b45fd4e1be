// A server with the probe service on a loopback socket, and what tests need
// around it. Test code only.
#ifndef DATELINE_COMMON_RPC_TESTING_PROBE_SERVER_H_
#define DATELINE_COMMON_RPC_TESTING_PROBE_SERVER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/metrics/metrics.h"
#include "common/rpc/executor.h"
#include "common/rpc/rpc_metrics.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/probe.grpc.pb.h"
#include "common/rpc/testing/probe_service.h"
#include "nlohmann/json.hpp"

namespace dateline {

// True once `condition` is; false if it is not within a generous time. For
// conditions that nobody can notify about.
bool Eventually(const std::function<bool()>& condition);

class ProbeServer {
 public:
  explicit ProbeServer(const ExecutorOptions& executor_options = {.threads = 2},
                       absl::Duration drain_grace = absl::Hours(1));

  // "127.0.0.1:PORT".
  std::string address() const;
  // A new stub on a connection of its own.
  std::unique_ptr<rpc::testing::v1::ProbeService::Stub> NewStub() const;

  // The first log line whose method ends in `suffix`, once it is written.
  std::optional<nlohmann::json> WaitForLogLine(std::string_view suffix);

  Metrics metrics;
  RpcMetrics calls{metrics};
  Executor executor;
  ProbeService service{executor};

 private:
  absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);

 public:
  // Last, so that it goes first.
  std::unique_ptr<Server> server;
};

// One call of a method by name with serialized messages, for services whose
// generated code the tests do not link.
grpc::Status RawUnaryCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                          const std::string& request, std::string* response);
// Opens a stream, sends one request, reads one response and hangs up.
std::optional<std::string> RawFirstAnswer(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& method, const std::string& request);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_TESTING_PROBE_SERVER_H_
