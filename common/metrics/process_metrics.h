// What the operating system knows of this process, under the names that
// Prometheus' own clients give it: process_resident_memory_bytes and the like;
// and which version it is.
//
//   const auto handle = AddProcessMetrics(metrics);
//
// Thread-safe.
#ifndef DATELINE_COMMON_METRICS_PROCESS_METRICS_H_
#define DATELINE_COMMON_METRICS_PROCESS_METRICS_H_

#include <memory>

#include "common/metrics/metrics.h"

namespace dateline {

// Asked at each scrape, until the result is destroyed. Figures that cannot be
// read are left out.
[[nodiscard]] std::shared_ptr<void> AddProcessMetrics(Metrics& metrics);

}  // namespace dateline

#endif  // DATELINE_COMMON_METRICS_PROCESS_METRICS_H_
