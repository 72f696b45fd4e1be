#include "services/ingest/rpc/upstream_clients.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/rpc/status_conversion.h"

namespace dateline::ingest {
namespace {

absl::Status Unavailable(std::string_view service, std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, reason::kUpstreamUnavailable,
                   StrCat("the ", service, " service does not answer: ", message),
                   {{"service", std::string(service)}});
}

// A transport that fails says nothing of which service it was.
absl::Status Explain(const grpc::Status& answer, std::string_view service) {
  absl::Status status = FromGrpcStatus(answer);
  if (status.code() == absl::StatusCode::kUnavailable && !GetErrorDetail(status).has_value()) {
    return Unavailable(service, StdView(status.message()));
  }
  return status;
}

}  // namespace

void CallsUnderWay::CancelAll() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  for (grpc::ClientContext* context : contexts_) context->TryCancel();
}

CallsUnderWay::Call::Call(CallsUnderWay* calls, const UpstreamCall& how) : calls_(calls) {
  context_.set_deadline(absl::ToChronoTime(absl::Now() + how.timeout));
  context_.AddMetadata(kTraceParentHeader, how.trace.ToHeader());
  absl::MutexLock lock(&calls_->mutex_);
  calls_->contexts_.insert(&context_);
  if (calls_->cancelled_) context_.TryCancel();
}

CallsUnderWay::Call::~Call() {
  absl::MutexLock lock(&calls_->mutex_);
  calls_->contexts_.erase(&context_);
}

void GrpcExtractionClient::SetChannel(std::shared_ptr<grpc::Channel> channel) {
  absl::MutexLock lock(&mutex_);
  stub_ = extraction::v1::ExtractionService::NewStub(channel);
}

absl::StatusOr<Extraction> GrpcExtractionClient::Extract(const Document& document,
                                                         const UpstreamCall& how) {
  std::shared_ptr<extraction::v1::ExtractionService::Stub> stub;
  {
    absl::MutexLock lock(&mutex_);
    stub = stub_;
  }
  if (stub == nullptr) return Unavailable("extraction", "not connected yet");
  extraction::v1::ExtractFactsRequest request;
  *request.mutable_document() = ToProto(document);
  extraction::v1::ExtractFactsResponse response;
  CallsUnderWay::Call call(&calls_, how);
  const grpc::Status answer = stub->ExtractFacts(call.context(), request, &response);
  if (!answer.ok()) return Explain(answer, "extraction");
  return FromProto(response.extraction());
}

void GrpcFactBaseClient::SetChannel(std::shared_ptr<grpc::Channel> channel) {
  absl::MutexLock lock(&mutex_);
  stub_ = query::v1::QueryService::NewStub(channel);
}

std::shared_ptr<query::v1::QueryService::Stub> GrpcFactBaseClient::stub() {
  absl::MutexLock lock(&mutex_);
  return stub_;
}

absl::StatusOr<uint32_t> GrpcFactBaseClient::RecordExtraction(const Extraction& extraction,
                                                              const UpstreamCall& how) {
  const auto stub = this->stub();
  if (stub == nullptr) return Unavailable("query", "not connected yet");
  query::v1::RecordExtractionRequest request;
  *request.mutable_extraction() = ToProto(extraction);
  query::v1::RecordExtractionResponse response;
  CallsUnderWay::Call call(&calls_, how);
  const grpc::Status answer = stub->RecordExtraction(call.context(), request, &response);
  if (!answer.ok()) return Explain(answer, "query");
  return response.fact_count();
}

absl::Status GrpcFactBaseClient::RemoveDocument(std::string_view document_id,
                                                const UpstreamCall& how) {
  const auto stub = this->stub();
  if (stub == nullptr) return Unavailable("query", "not connected yet");
  query::v1::RemoveDocumentRequest request;
  request.set_document_id(std::string(document_id));
  query::v1::RemoveDocumentResponse response;
  CallsUnderWay::Call call(&calls_, how);
  const grpc::Status answer = stub->RemoveDocument(call.context(), request, &response);
  return answer.ok() ? absl::OkStatus() : Explain(answer, "query");
}

}  // namespace dateline::ingest
