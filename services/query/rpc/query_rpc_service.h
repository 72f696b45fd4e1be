// dateline.query.v1.QueryService over a fact base. Checks, converts, asks the
// core, converts back; the protos specify each method.
//
//   QueryRpcService service(*base, executor);
//   Server::Start(options, {{std::string(QueryRpcService::kFullName), &service}});
//
// Thread-safe. All work runs on the executor.
#ifndef DATELINE_SERVICES_QUERY_RPC_QUERY_RPC_SERVICE_H_
#define DATELINE_SERVICES_QUERY_RPC_QUERY_RPC_SERVICE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/time/time.h"
#include "common/rpc/executor.h"
#include "dateline/query/v1/query.grpc.pb.h"
#include "services/query/core/recent_changes.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

struct QueryRpcOptions {
  // A watcher hears something at least this often. Shorter notices a lost
  // connection sooner and costs a small message each time.
  absl::Duration watch_heartbeat = absl::Seconds(15);
};

class QueryRpcService final : public v1::QueryService::CallbackService {
 public:
  static constexpr std::string_view kFullName = "dateline.query.v1.QueryService";

  // `base` and `executor` must outlive the service.
  QueryRpcService(FactBase& base, Executor& executor, const QueryRpcOptions& options = {});

  // WatchFacts calls that are open.
  size_t watchers() const { return *watchers_; }

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* RecordExtraction(Context* context, const v1::RecordExtractionRequest* request,
                          v1::RecordExtractionResponse* response) override;
  Unary* RemoveDocument(Context* context, const v1::RemoveDocumentRequest* request,
                        v1::RemoveDocumentResponse* response) override;
  Unary* GetFact(Context* context, const v1::GetFactRequest* request,
                 v1::GetFactResponse* response) override;
  Unary* ListFacts(Context* context, const v1::ListFactsRequest* request,
                   v1::ListFactsResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportFactsResponse>* ExportFacts(
      Context* context, const v1::ExportFactsRequest* request) override;
  Unary* GetEntity(Context* context, const v1::GetEntityRequest* request,
                   v1::GetEntityResponse* response) override;
  Unary* ListEntityNames(Context* context, const v1::ListEntityNamesRequest* request,
                         v1::ListEntityNamesResponse* response) override;
  Unary* PinEntities(Context* context, const v1::PinEntitiesRequest* request,
                     v1::PinEntitiesResponse* response) override;
  Unary* RemovePin(Context* context, const v1::RemovePinRequest* request,
                   v1::RemovePinResponse* response) override;
  Unary* ListPins(Context* context, const v1::ListPinsRequest* request,
                  v1::ListPinsResponse* response) override;
  Unary* SearchEntities(Context* context, const v1::SearchEntitiesRequest* request,
                        v1::SearchEntitiesResponse* response) override;
  Unary* GetTimeline(Context* context, const v1::GetTimelineRequest* request,
                     v1::GetTimelineResponse* response) override;
  Unary* ListStatements(Context* context, const v1::ListStatementsRequest* request,
                        v1::ListStatementsResponse* response) override;
  Unary* CompareSources(Context* context, const v1::CompareSourcesRequest* request,
                        v1::CompareSourcesResponse* response) override;
  Unary* CompareDocuments(Context* context, const v1::CompareDocumentsRequest* request,
                          v1::CompareDocumentsResponse* response) override;
  Unary* ListConflicts(Context* context, const v1::ListConflictsRequest* request,
                       v1::ListConflictsResponse* response) override;
  Unary* ExplainFact(Context* context, const v1::ExplainFactRequest* request,
                     v1::ExplainFactResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchFactsResponse>* WatchFacts(
      Context* context, const v1::WatchFactsRequest* request) override;
  Unary* GetStatistics(Context* context, const v1::GetStatisticsRequest* request,
                       v1::GetStatisticsResponse* response) override;
  Unary* GetNeighbours(Context* context, const v1::GetNeighboursRequest* request,
                       v1::GetNeighboursResponse* response) override;
  Unary* FindPath(Context* context, const v1::FindPathRequest* request,
                  v1::FindPathResponse* response) override;

 private:
  FactBase& base_;
  Executor& executor_;
  const QueryRpcOptions options_;
  RecentChanges recent_;
  // Shared with the calls, whose last trace may go after the service.
  const std::shared_ptr<std::atomic<size_t>> watchers_ = std::make_shared<std::atomic<size_t>>(0);
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_QUERY_RPC_SERVICE_H_
