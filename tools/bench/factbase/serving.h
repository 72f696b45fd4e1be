// A service of the bench's own process behind a real socket, and calls to it.
//
//   DATELINE_ASSIGN_OR_RETURN(Served served, Serve(&service, &executor));
//   DATELINE_ASSIGN_OR_RETURN(auto fact, Ask(*served.stub, &QueryStub::GetFact, request));
//
// Ask() is thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_SERVING_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_SERVING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/executor.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "common/storage/rocksdb_store.h"
#include "dateline/query/v1/query.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "services/query/factbase/fact_base.h"

namespace dateline {

using QueryStub = query::v1::QueryService::Stub;

struct Served {
  std::unique_ptr<Server> server;
  std::string target;  // "127.0.0.1:PORT".
  std::unique_ptr<QueryStub> stub;
};

// `service` and `executor` must outlive what it returns; without an executor
// the service answers on gRPC's threads.
absl::StatusOr<Served> Serve(grpc::Service* service, Executor* executor);

// The base that `factbase_bench record` left in `folder`. `clock` must outlive
// it.
struct RecordedBase {
  std::unique_ptr<OrderedStore> store;
  std::unique_ptr<query::FactBase> base;
};
absl::StatusOr<RecordedBase> OpenRecordedBase(const std::string& folder, const Clock& clock);

template <typename Request, typename Response>
absl::StatusOr<Response> Ask(QueryStub& stub,
                             grpc::Status (QueryStub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                             const Request& request) {
  grpc::ClientContext context;
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromGrpcStatus(status);
  return response;
}

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_SERVING_H_
