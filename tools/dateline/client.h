// The services as the commands call them.
//
//   DATELINE_ASSIGN_OR_RETURN(GetFactResponse answer,
//                             client.Call(client.query(), &QueryStub::GetFact, request));
//
// Statuses carry reason and metadata of the server's ErrorInfo (GetErrorDetail
// of common/base/error.h). Nothing connects before the first call. Thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_CLIENT_H_
#define DATELINE_TOOLS_DATELINE_CLIENT_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/status_conversion.h"
#include "dateline/admin/v1/admin.grpc.pb.h"
#include "dateline/extraction/v1/extraction.grpc.pb.h"
#include "dateline/ingest/v1/delivery.grpc.pb.h"
#include "dateline/ingest/v1/ingest.grpc.pb.h"
#include "dateline/query/v1/query.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace dateline::cli {

using AdminStub = admin::v1::AdminService::Stub;
using DeliveryStub = ingest::v1::DeliveryService::Stub;
using IngestStub = ingest::v1::IngestService::Stub;
using ExtractionStub = extraction::v1::ExtractionService::Stub;
using QueryStub = query::v1::QueryService::Stub;
using HealthStub = grpc::health::v1::Health::Stub;

class Client {
 public:
  // `timeout` is the deadline of each unary call; infinite for none.
  Client(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout)
      : timeout_(timeout),
        admin_(admin::v1::AdminService::NewStub(channel)),
        delivery_(ingest::v1::DeliveryService::NewStub(channel)),
        ingest_(ingest::v1::IngestService::NewStub(channel)),
        extraction_(extraction::v1::ExtractionService::NewStub(channel)),
        query_(query::v1::QueryService::NewStub(channel)),
        health_(grpc::health::v1::Health::NewStub(channel)) {}

  AdminStub& admin() { return *admin_; }
  DeliveryStub& delivery() { return *delivery_; }
  IngestStub& ingest() { return *ingest_; }
  ExtractionStub& extraction() { return *extraction_; }
  QueryStub& query() { return *query_; }
  HealthStub& health() { return *health_; }

  // One unary call.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    grpc::ClientContext context;
    if (timeout_ != absl::InfiniteDuration()) {
      context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(timeout_));
    }
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  // One call after another until the last page, or until `take` returns false.
  // `take` gets each response.
  template <typename Stub, typename Request, typename Response, typename Take>
  absl::Status ForEachPage(Stub& stub,
                           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           Request request, Take take) {
    while (true) {
      absl::StatusOr<Response> response = Call(stub, method, request);
      if (!response.ok()) return response.status();
      const std::string next = response->next_page_token();
      if (!take(*response) || next.empty()) return absl::OkStatus();
      request.set_page_token(next);
    }
  }

 private:
  absl::Duration timeout_;
  std::unique_ptr<AdminStub> admin_;
  std::unique_ptr<DeliveryStub> delivery_;
  std::unique_ptr<IngestStub> ingest_;
  std::unique_ptr<ExtractionStub> extraction_;
  std::unique_ptr<QueryStub> query_;
  std::unique_ptr<HealthStub> health_;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_CLIENT_H_
