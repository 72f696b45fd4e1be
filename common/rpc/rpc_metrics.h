// Rate, errors and duration of the calls of a server, by method.
//
//   RpcMetrics calls(metrics);
//   options.rpc_metrics = &calls;                  // Server::Start registers its services
//   gate.refused = [&](std::string_view method, absl::StatusCode code) {
//     calls.CountRefused(method, code);            // never reached a method
//   };
//
// What it counts is in docs/guides/operating.md: dateline_rpc_*. Methods that the
// program does not know share the label "other", so what clients send makes no
// new series. Thread-safe.
#ifndef DATELINE_COMMON_RPC_RPC_METRICS_H_
#define DATELINE_COMMON_RPC_RPC_METRICS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rpc/executor.h"

namespace dateline {

class RpcMetrics {
 public:
  // `metrics` must outlive this.
  explicit RpcMetrics(Metrics& metrics);

  // The figures of one method.
  class Method {
   public:
    Method(Metrics& metrics, const std::string& service, const std::string& method);

    void Begin() { in_flight_.Add(1); }
    void End(absl::StatusCode code, absl::Duration took, size_t received_bytes, size_t sent_bytes);
    void CountRefused(absl::StatusCode code);

   private:
    Counter& RequestsWith(absl::StatusCode code);

    static constexpr size_t kCodes = 17;

    Metrics& metrics_;
    const MetricLabels labels_;
    Histogram duration_;
    Gauge in_flight_;
    Counter received_bytes_;
    Counter sent_bytes_;
    absl::Mutex mutex_;
    // Made when a code first occurs; OK is there from the start.
    std::array<std::optional<Counter>, kCodes> requests_ ABSL_GUARDED_BY(mutex_);
  };

  // Makes the series of all methods of a service, so that they are there before
  // the first call. Services that are not in the program's protos are passed
  // over.
  void AddService(const std::string& full_name);

  // "/dateline.query.v1.QueryService/GetFact"; never null, and good for as long
  // as this.
  Method* Find(std::string_view path);

  // A call that was refused before it reached its method: it is counted among
  // the requests, with this code, and among the refused.
  void CountRefused(std::string_view path, absl::StatusCode code);

 private:
  Metrics& metrics_;
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<Method>, std::less<>> methods_ ABSL_GUARDED_BY(mutex_);
  Method* other_;
};

// dateline_executor_*: what waits for the threads that do the work of calls.
// `executor` must outlive the result.
[[nodiscard]] std::shared_ptr<void> AddExecutorMetrics(Metrics& metrics, const Executor& executor);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_RPC_METRICS_H_
