// What the fact base holds and who watches it, for Prometheus: dateline_facts,
// dateline_conflicts, dateline_watchers and the like.
//
//   const auto handle = AddQueryMetrics(metrics, *base, service);
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_RPC_QUERY_METRICS_H_
#define DATELINE_SERVICES_QUERY_RPC_QUERY_METRICS_H_

#include <memory>

#include "common/metrics/metrics.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/rpc/query_rpc_service.h"

namespace dateline::query {

// Reads a dozen counters at each scrape, however much the base holds. While the
// store cannot be read its figures are left out. Both must outlive the result.
[[nodiscard]] std::shared_ptr<void> AddQueryMetrics(Metrics& metrics, const FactBase& base,
                                                    const QueryRpcService& service);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_QUERY_METRICS_H_
