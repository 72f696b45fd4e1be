// A service of the bench's own process behind TLS, an access list and metrics, as
// an operator has it, and calls to it with a token.
//
//   DATELINE_ASSIGN_OR_RETURN(const auto guarded, GuardedServing::Start(&service, &executor));
//   Ask(guarded->stub(), &QueryStub::GetFact, request);
//
// Its certificates and its access list are made for the occasion, in a folder
// that goes when it goes. Not thread-safe, but for the stub.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_GUARDED_SERVING_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_GUARDED_SERVING_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/access/access_control.h"
#include "common/base/clock.h"
#include "common/metrics/metrics.h"
#include "common/rpc/rpc_metrics.h"
#include "common/testing/temporary_folder.h"
#include "tools/bench/factbase/serving.h"

namespace dateline {

class GuardedServing {
 public:
  // `service` and `executor` must outlive the result.
  static absl::StatusOr<std::unique_ptr<GuardedServing>> Start(grpc::Service* service,
                                                               Executor* executor);

  QueryStub& stub() { return *stub_; }
  Server& server() { return *server_; }

 private:
  GuardedServing() = default;

  absl::Status Begin(grpc::Service* service, Executor* executor);

  const SystemClock clock_;
  TemporaryFolder folder_;
  Metrics metrics_;
  RpcMetrics rpc_metrics_{metrics_};
  std::unique_ptr<AccessControl> access_;
  std::unique_ptr<Server> server_;  // After what it uses.
  std::unique_ptr<QueryStub> stub_;
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_GUARDED_SERVING_H_
