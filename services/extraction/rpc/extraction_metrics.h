// How long the stages of reading take, and how much is read, for Prometheus:
// dateline_extraction_*.
//
//   ExtractionMetrics observer(metrics);
//   ReloadableExtractor::Create({.observer = &observer});
//
// Thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_METRICS_H_
#define DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_METRICS_H_

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/metrics/metrics.h"
#include "services/extraction/core/reading_observer.h"

namespace dateline::extraction {

class ExtractionMetrics final : public ReadingObserver {
 public:
  // `metrics` must outlive this, and this the extractors that it observes.
  explicit ExtractionMetrics(Metrics& metrics);

  void StageRan(std::string_view stage, absl::Duration took) override;
  void DocumentRead(size_t text_bytes, size_t facts) override;

 private:
  Histogram HistogramOf(std::string_view stage);

  Metrics& metrics_;
  Counter documents_;
  Counter text_bytes_;
  Counter facts_;
  absl::Mutex mutex_;
  std::map<std::string, Histogram, std::less<>> stages_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_METRICS_H_
