#include "common/rpc/certificate_metrics.h"

#include "absl/time/clock.h"
#include "common/rpc/pem_files.h"

namespace dateline {

std::shared_ptr<void> AddCertificateMetrics(Metrics& metrics, const std::string& use,
                                            const std::string& certificate,
                                            const std::string& key) {
  return metrics.AddCollector([use, certificate, key](Samples& samples) {
    const MetricLabels labels = {{"use", use}};
    samples.Gauge({"dateline_tls_certificate_usable",
                   "1 if the certificate is valid now and the key is its own, else 0."},
                  labels, CheckIdentityFiles(certificate, key, absl::Now()).ok() ? 1 : 0);
    if (const auto end = ReadCertificateEnd(certificate); end.ok()) {
      samples.Gauge(
          {"dateline_tls_certificate_end_seconds", "When the certificate ends, since 1970 UTC."},
          labels, static_cast<double>(absl::ToUnixSeconds(*end)));
    }
  });
}

}  // namespace dateline
