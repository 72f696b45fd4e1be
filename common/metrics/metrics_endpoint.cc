#include "common/metrics/metrics_endpoint.h"

#include <prometheus/exposer.h>

#include <exception>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline {

MetricsEndpoint::MetricsEndpoint() = default;
MetricsEndpoint::~MetricsEndpoint() = default;

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Start(const std::string& address,
                                                                        const Metrics& metrics) {
  if (address.empty()) return nullptr;
  std::unique_ptr<MetricsEndpoint> endpoint(new MetricsEndpoint);
  // A scraper or two; one that says nothing for five seconds is sent away.
  const std::vector<std::string> options = {"listening_ports",    address, "num_threads", "2",
                                            "request_timeout_ms", "5000"};
  try {
    endpoint->exposer_ = std::make_unique<prometheus::Exposer>(options);
  } catch (const std::exception&) {
    return MakeError(absl::StatusCode::kUnavailable, reason::kUpstreamUnavailable,
                     StrCat("cannot serve metrics on ", address,
                            "; is the address HOST:PORT right and the port free?"),
                     {{"service", address}});
  }
  endpoint->collectable_ = metrics.collectable();
  endpoint->exposer_->RegisterCollectable(endpoint->collectable_);
  const std::vector<int> ports = endpoint->exposer_->GetListeningPorts();
  if (!ports.empty()) endpoint->port_ = ports.front();
  return endpoint;
}

}  // namespace dateline
