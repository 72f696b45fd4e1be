// dateline.ingest.v1.IngestService over the ingest core. Checks, converts, asks
// the core, converts back; the protos specify each method.
//
//   IngestRpcService service(*core, executor);
//   Server::Start(options, {{std::string(IngestRpcService::kFullName), &service}});
//
// Most processes want ingest_host.h, which puts the parts together.
// Thread-safe. All work runs on the executor, whose threads wait for the disk:
// give it more than the machine has processors, and submissions share a wait.
#ifndef DATELINE_SERVICES_INGEST_RPC_INGEST_RPC_SERVICE_H_
#define DATELINE_SERVICES_INGEST_RPC_INGEST_RPC_SERVICE_H_

#include <cstddef>
#include <string_view>

#include "common/rpc/executor.h"
#include "dateline/ingest/v1/ingest.grpc.pb.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

class IngestRpcService final : public v1::IngestService::CallbackService {
 public:
  static constexpr std::string_view kFullName = "dateline.ingest.v1.IngestService";
  // Requests of one SubmitDocuments stream read ahead of their answers.
  static constexpr size_t kSubmissionWindow = 64;

  // `core` and `executor` must outlive the service.
  IngestRpcService(IngestCore& core, Executor& executor) : core_(core), executor_(executor) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* SubmitDocument(Context* context, const v1::SubmitDocumentRequest* request,
                        v1::SubmitDocumentResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitDocumentsRequest, v1::SubmitDocumentsResponse>* SubmitDocuments(
      Context* context) override;
  grpc::ServerBidiReactor<v1::SubmitCollectionRequest, v1::SubmitCollectionResponse>*
  SubmitCollection(Context* context) override;
  Unary* GetDocument(Context* context, const v1::GetDocumentRequest* request,
                     v1::GetDocumentResponse* response) override;
  Unary* ListDocuments(Context* context, const v1::ListDocumentsRequest* request,
                       v1::ListDocumentsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchDeliveryResponse>* WatchDelivery(
      Context* context, const v1::WatchDeliveryRequest* request) override;
  Unary* ReprocessDocuments(Context* context, const v1::ReprocessDocumentsRequest* request,
                            v1::ReprocessDocumentsResponse* response) override;
  Unary* DeleteDocument(Context* context, const v1::DeleteDocumentRequest* request,
                        v1::DeleteDocumentResponse* response) override;

 private:
  IngestCore& core_;
  Executor& executor_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_INGEST_RPC_SERVICE_H_
