// dateline.ingest.v1.DeliveryService over the ingest core: what operators look
// after. Checks, converts, asks the core, converts back; the protos specify each
// method.
//
//   DeliveryRpcService service(*core, executor);
//   Server::Start(options, {{std::string(DeliveryRpcService::kFullName), &service}});
//
// Thread-safe. All work runs on the executor.
#ifndef DATELINE_SERVICES_INGEST_RPC_DELIVERY_RPC_SERVICE_H_
#define DATELINE_SERVICES_INGEST_RPC_DELIVERY_RPC_SERVICE_H_

#include <string_view>

#include "common/rpc/executor.h"
#include "dateline/ingest/v1/delivery.grpc.pb.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

class DeliveryRpcService final : public v1::DeliveryService::CallbackService {
 public:
  static constexpr std::string_view kFullName = "dateline.ingest.v1.DeliveryService";

  // `core` and `executor` must outlive the service.
  DeliveryRpcService(IngestCore& core, Executor& executor) : core_(core), executor_(executor) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* GetDeliveryStatus(Context* context, const v1::GetDeliveryStatusRequest* request,
                           v1::GetDeliveryStatusResponse* response) override;
  Unary* ListDeadLetters(Context* context, const v1::ListDeadLettersRequest* request,
                         v1::ListDeadLettersResponse* response) override;
  Unary* ExplainDeadLetters(Context* context, const v1::ExplainDeadLettersRequest* request,
                            v1::ExplainDeadLettersResponse* response) override;
  Unary* ReplayDeadLetters(Context* context, const v1::ReplayDeadLettersRequest* request,
                           v1::ReplayDeadLettersResponse* response) override;
  Unary* StartReprocessing(Context* context, const v1::StartReprocessingRequest* request,
                           v1::StartReprocessingResponse* response) override;
  Unary* ListReprocessings(Context* context, const v1::ListReprocessingsRequest* request,
                           v1::ListReprocessingsResponse* response) override;
  Unary* StopReprocessing(Context* context, const v1::StopReprocessingRequest* request,
                          v1::StopReprocessingResponse* response) override;

 private:
  IngestCore& core_;
  Executor& executor_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_DELIVERY_RPC_SERVICE_H_
