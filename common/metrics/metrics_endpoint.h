// The admin port of a daemon: /metrics over HTTP, and nothing else.
//
//   DATELINE_ASSIGN_OR_RETURN(const auto endpoint, MetricsEndpoint::Start("127.0.0.1:9433",
//   metrics));
//
// Plain HTTP without access control: the page holds counts and times, no
// document, fact, name or secret. Whoever must not see even these is kept away by
// the address (loopback) or a network policy.
#ifndef DATELINE_COMMON_METRICS_METRICS_ENDPOINT_H_
#define DATELINE_COMMON_METRICS_METRICS_ENDPOINT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/metrics/metrics.h"

namespace prometheus {
class Exposer;
}

namespace dateline {

class MetricsEndpoint {
 public:
  // Listens on "HOST:PORT" (port 0 takes a free one: see port()) until it is
  // destroyed. An empty address: null, no port. UNAVAILABLE if the address cannot
  // be bound. Keeps what it needs of `metrics` alive.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Start(const std::string& address,
                                                                const Metrics& metrics);
  // Waits for scrapes in progress.
  ~MetricsEndpoint();

  int port() const { return port_; }

 private:
  MetricsEndpoint();

  std::shared_ptr<prometheus::Collectable> collectable_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  int port_ = 0;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_METRICS_METRICS_ENDPOINT_H_
