// dateline_store_*: what a store says of itself, for Prometheus.
//
//   const auto handle = AddStoreMetrics(metrics, "query", *store);
//
// Thread-safe.
#ifndef DATELINE_COMMON_ADMIN_STORE_METRICS_H_
#define DATELINE_COMMON_ADMIN_STORE_METRICS_H_

#include <memory>
#include <string>

#include "common/metrics/metrics.h"
#include "common/storage/ordered_store.h"

namespace dateline {

// `name` is the label `store`. The store must outlive the result.
[[nodiscard]] std::shared_ptr<void> AddStoreMetrics(Metrics& metrics, const std::string& name,
                                                    const OrderedStore& store);

}  // namespace dateline

#endif  // DATELINE_COMMON_ADMIN_STORE_METRICS_H_
