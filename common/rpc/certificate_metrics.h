// What Prometheus is told of a certificate, so that somebody hears of its end
// before every client does.
//
//   auto collector = AddCertificateMetrics(metrics, "server", "tls.crt", "tls.key");
//
// Read from the files whenever the metrics are asked for: what is measured is what
// the next connection gets. Thread-safe.
#ifndef DATELINE_COMMON_RPC_CERTIFICATE_METRICS_H_
#define DATELINE_COMMON_RPC_CERTIFICATE_METRICS_H_

#include <memory>
#include <string>

#include "common/metrics/metrics.h"

namespace dateline {

// `use` is the label: "server" or "upstream". The metrics last as long as what is
// returned, and `metrics` must outlive it.
std::shared_ptr<void> AddCertificateMetrics(Metrics& metrics, const std::string& use,
                                            const std::string& certificate, const std::string& key);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_CERTIFICATE_METRICS_H_
