#include "tools/dateline/delivery_wait.h"

#include <algorithm>
#include <map>

#include "absl/time/clock.h"
#include "tools/dateline/submitter.h"

namespace dateline::cli {
namespace {

constexpr size_t kIdsPerWatch = 10'000;
constexpr int kMaxLostConnections = 6;
constexpr absl::Duration kFirstRetryDelay = absl::Milliseconds(200);

class DeliveryWait {
 public:
  DeliveryWait(IngestStub& stub, const DeliveryProgress& progress)
      : stub_(stub), progress_(progress) {}

  absl::Status WaitFor(const ingest::v1::WatchDeliveryRequest& request) {
    absl::Duration delay = kFirstRetryDelay;
    for (int lost = 0;; ++lost) {
      const uint64_t seen_before = seen_;
      const absl::Status status = Watch(request);
      if (!IsConnectionLost(status)) return status;
      if (seen_ > seen_before) {
        lost = 0;
        delay = kFirstRetryDelay;
      }
      if (lost >= kMaxLostConnections) return status;
      absl::SleepFor(delay);
      delay *= 2;
    }
  }

  DeliverySummary Summary() && {
    DeliverySummary summary;
    for (auto& [id, change] : settled_) {
      if (change.delivery().state() == ingest::v1::DELIVERY_STATE_DEAD) {
        summary.dead.push_back(std::move(change));
      } else if (change.delivery().state() == ingest::v1::DELIVERY_STATE_DELIVERED) {
        ++summary.delivered;
        summary.facts += change.delivery().fact_count();
      }
    }
    return summary;
  }

 private:
  absl::Status Watch(const ingest::v1::WatchDeliveryRequest& request) {
    grpc::ClientContext context;
    auto stream = stub_.WatchDelivery(&context, request);
    ingest::v1::WatchDeliveryResponse change;
    while (stream->Read(&change)) {
      ++seen_;
      if (IsSettled(change.delivery().state())) {
        settled_[change.document_id()] = change;
      } else {
        settled_.erase(change.document_id());
      }
      progress_(settled_.size(), change);
    }
    const grpc::Status status = stream->Finish();
    return status.ok() ? absl::OkStatus() : FromGrpcStatus(status);
  }

  IngestStub& stub_;
  const DeliveryProgress& progress_;
  uint64_t seen_ = 0;
  std::map<std::string, ingest::v1::WatchDeliveryResponse> settled_;
};

}  // namespace

bool IsSettled(ingest::v1::DeliveryState state) {
  switch (state) {
    case ingest::v1::DELIVERY_STATE_DELIVERED:
    case ingest::v1::DELIVERY_STATE_DEAD:
    case ingest::v1::DELIVERY_STATE_REMOVED:
      return true;
    default:
      return false;
  }
}

absl::StatusOr<DeliverySummary> WaitForDelivery(IngestStub& stub,
                                                const std::vector<std::string>& document_ids,
                                                const DeliveryProgress& progress) {
  DeliveryWait wait(stub, progress);
  for (size_t begin = 0; begin < document_ids.size(); begin += kIdsPerWatch) {
    const size_t end = std::min(begin + kIdsPerWatch, document_ids.size());
    ingest::v1::WatchDeliveryRequest request;
    request.mutable_document_ids()->Assign(document_ids.begin() + static_cast<ptrdiff_t>(begin),
                                           document_ids.begin() + static_cast<ptrdiff_t>(end));
    request.set_until_settled(true);
    if (absl::Status status = wait.WaitFor(request); !status.ok()) return status;
  }
  return std::move(wait).Summary();
}

}  // namespace dateline::cli
