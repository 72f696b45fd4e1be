// The whole ingest service, put together: store, core, clients and gRPC skin.
//
//   Executor executor({.threads = 16});
//   DATELINE_ASSIGN_OR_RETURN(auto host, IngestHost::Open(store.get(), executor));
//   DATELINE_ASSIGN_OR_RETURN(auto server, Server::Start(options,
//       {{std::string(IngestRpcService::kFullName), &host->service()},
//        {std::string(DeliveryRpcService::kFullName), &host->delivery_service()}}));
//   host->StartDelivery(MakeChannel(extraction), MakeChannel(query));   // or InProcessChannel()
//   RunUntilSignal(*server);
//   host->Stop();                       // before channels into this process go
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_RPC_INGEST_HOST_H_
#define DATELINE_SERVICES_INGEST_RPC_INGEST_HOST_H_

#include <memory>
#include <random>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/executor.h"
#include "common/storage/ordered_store.h"
#include "grpcpp/channel.h"
#include "services/ingest/core/alarm.h"
#include "services/ingest/core/ingest_core.h"
#include "services/ingest/rpc/delivery_rpc_service.h"
#include "services/ingest/rpc/ingest_rpc_service.h"
#include "services/ingest/rpc/upstream_clients.h"

namespace dateline::ingest {

class IngestHost {
 public:
  // `store` must have been opened with IngestKeySpaceNames() and, like
  // `executor` and `log`, outlive the host. `log` is told of deliveries that fail.
  // Errors of IngestCore::Open.
  static absl::StatusOr<std::unique_ptr<IngestHost>> Open(OrderedStore* store, Executor& executor,
                                                          const IngestOptions& options = {},
                                                          const EventLog* log = nullptr);
  // Stops. The server of the services must be gone.
  ~IngestHost();

  const IngestCore& core() const { return *core_; }
  IngestRpcService& service() { return *service_; }
  DeliveryRpcService& delivery_service() { return *delivery_service_; }

  // Begins to deliver over these channels. REQUIRES: called at most once.
  void StartDelivery(std::shared_ptr<grpc::Channel> extraction,
                     std::shared_ptr<grpc::Channel> query);

  // Ends delivery and its calls; what was under way stays queued.
  void Stop();

 private:
  IngestHost() : random_(std::random_device()()) {}

  SystemClock clock_;
  SystemAlarm alarm_;
  std::minstd_rand random_;
  GrpcExtractionClient extraction_;
  GrpcFactBaseClient fact_base_;
  std::unique_ptr<IngestCore> core_;
  std::unique_ptr<IngestRpcService> service_;
  std::unique_ptr<DeliveryRpcService> delivery_service_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_INGEST_HOST_H_
