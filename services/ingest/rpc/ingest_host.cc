#include "services/ingest/rpc/ingest_host.h"

#include <utility>

#include "common/base/status_macros.h"

namespace dateline::ingest {

absl::StatusOr<std::unique_ptr<IngestHost>> IngestHost::Open(OrderedStore* store,
                                                             Executor& executor,
                                                             const IngestOptions& options,
                                                             const EventLog* log) {
  std::unique_ptr<IngestHost> host(new IngestHost());
  IngestDependencies dependencies;
  dependencies.store = store;
  dependencies.extraction = &host->extraction_;
  dependencies.fact_base = &host->fact_base_;
  dependencies.clock = &host->clock_;
  dependencies.alarm = &host->alarm_;
  dependencies.log = log;
  dependencies.random = [host = host.get()] {
    return std::uniform_real_distribution<double>(0.0, 1.0)(host->random_);
  };
  DATELINE_ASSIGN_OR_RETURN(host->core_, IngestCore::Open(dependencies, options));
  host->service_ = std::make_unique<IngestRpcService>(*host->core_, executor);
  host->delivery_service_ = std::make_unique<DeliveryRpcService>(*host->core_, executor);
  return host;
}

IngestHost::~IngestHost() { Stop(); }

void IngestHost::StartDelivery(std::shared_ptr<grpc::Channel> extraction,
                               std::shared_ptr<grpc::Channel> query) {
  extraction_.SetChannel(std::move(extraction));
  fact_base_.SetChannel(std::move(query));
  core_->StartDelivery();
}

void IngestHost::Stop() {
  if (core_ != nullptr) core_->Stop();
}

}  // namespace dateline::ingest
