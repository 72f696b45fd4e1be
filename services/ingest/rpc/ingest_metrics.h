// What waits for delivery and how it goes, for Prometheus: dateline_delivery_*.
//
//   const auto handle = AddIngestMetrics(metrics, *core);
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_RPC_INGEST_METRICS_H_
#define DATELINE_SERVICES_INGEST_RPC_INGEST_METRICS_H_

#include <memory>

#include "common/metrics/metrics.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

// Asks the core's own counts at each scrape and reads nothing from the store.
// `core` must outlive the result.
[[nodiscard]] std::shared_ptr<void> AddIngestMetrics(Metrics& metrics, const IngestCore& core);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_INGEST_METRICS_H_
