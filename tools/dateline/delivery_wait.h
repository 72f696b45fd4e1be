// Waits until documents have come to rest: in the fact base, or given up.
#ifndef DATELINE_TOOLS_DATELINE_DELIVERY_WAIT_H_
#define DATELINE_TOOLS_DATELINE_DELIVERY_WAIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/dateline/client.h"

namespace dateline::cli {

struct DeliverySummary {
  uint64_t delivered = 0;
  uint64_t facts = 0;  // Of the delivered documents.
  std::vector<ingest::v1::WatchDeliveryResponse> dead;
};

// True for states that a document stays in by itself.
bool IsSettled(ingest::v1::DeliveryState state);

// Told of each change, with how many documents have come to rest so far.
using DeliveryProgress =
    std::function<void(uint64_t settled, const ingest::v1::WatchDeliveryResponse& change)>;

// Returns when all have come to rest. Goes on after lost connections; fails
// when the server stays away.
absl::StatusOr<DeliverySummary> WaitForDelivery(IngestStub& stub,
                                                const std::vector<std::string>& document_ids,
                                                const DeliveryProgress& progress);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_DELIVERY_WAIT_H_
