// The extraction and query services over gRPC, as delivery sees them.
//
//   GrpcExtractionClient extraction;
//   extraction.SetChannel(MakeChannel("extraction:7432"));
//
// Calls before SetChannel are UNAVAILABLE: in one process with the services that
// it calls, ingest is there before they are. Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_RPC_UPSTREAM_CLIENTS_H_
#define DATELINE_SERVICES_INGEST_RPC_UPSTREAM_CLIENTS_H_

#include <memory>
#include <set>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "dateline/extraction/v1/extraction.grpc.pb.h"
#include "dateline/query/v1/query.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/ingest/core/delivery_workers.h"

namespace dateline::ingest {

// The calls under way, so that they can be ended. Thread-safe.
class CallsUnderWay {
 public:
  // Ends calls under way, and all to come, with CANCELLED.
  void CancelAll();

  // One call: its context, known to the set for as long as it lives.
  class Call {
   public:
    Call(CallsUnderWay* calls, const UpstreamCall& how);
    ~Call();
    grpc::ClientContext* context() { return &context_; }

   private:
    CallsUnderWay* const calls_;
    grpc::ClientContext context_;
  };

 private:
  absl::Mutex mutex_;
  std::set<grpc::ClientContext*> contexts_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

class GrpcExtractionClient final : public ExtractionClient {
 public:
  void SetChannel(std::shared_ptr<grpc::Channel> channel);
  absl::StatusOr<Extraction> Extract(const Document& document, const UpstreamCall& how) override;
  void CancelAll() override { calls_.CancelAll(); }

 private:
  CallsUnderWay calls_;
  absl::Mutex mutex_;
  std::shared_ptr<extraction::v1::ExtractionService::Stub> stub_ ABSL_GUARDED_BY(mutex_);
};

class GrpcFactBaseClient final : public FactBaseClient {
 public:
  void SetChannel(std::shared_ptr<grpc::Channel> channel);
  absl::StatusOr<uint32_t> RecordExtraction(const Extraction& extraction,
                                            const UpstreamCall& how) override;
  absl::Status RemoveDocument(std::string_view document_id, const UpstreamCall& how) override;
  void CancelAll() override { calls_.CancelAll(); }

 private:
  std::shared_ptr<query::v1::QueryService::Stub> stub();

  CallsUnderWay calls_;
  absl::Mutex mutex_;
  std::shared_ptr<query::v1::QueryService::Stub> stub_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_UPSTREAM_CLIENTS_H_
