#include "services/query/rpc/query_rpc_service.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/rpc/stream_answer.h"
#include "common/rpc/unary_answer.h"
#include "services/query/core/compare.h"
#include "services/query/core/conflicts.h"
#include "services/query/core/entities.h"
#include "services/query/core/explain.h"
#include "services/query/core/export.h"
#include "services/query/core/fact_path.h"
#include "services/query/core/listing.h"
#include "services/query/core/neighbours.h"
#include "services/query/core/said.h"
#include "services/query/core/statistics.h"
#include "services/query/core/timeline.h"
#include "services/query/rpc/fact_messages.h"
#include "services/query/rpc/graph_messages.h"
#include "services/query/rpc/pin_handlers.h"
#include "services/query/rpc/read_mask.h"
#include "services/query/rpc/request_reading.h"
#include "services/query/rpc/watch_stream.h"

namespace dateline::query {
namespace {

// REQUIRES: `scope` outlives the result, as it does the call's work.
Cancellation CancellationOf(const CallScope& scope) {
  return Cancellation([&scope] { return scope.Check(); });
}

absl::Status Record(FactBase& base, const v1::RecordExtractionRequest& request,
                    v1::RecordExtractionResponse& response) {
  if (!request.has_extraction()) return FieldRequired("extraction");
  DATELINE_ASSIGN_OR_RETURN(const Extraction extraction, FromProto(request.extraction()));
  DATELINE_ASSIGN_OR_RETURN(const RecordOutcome outcome, base.RecordExtraction(extraction));
  *response.mutable_recorded_at() = ToTimestamp(outcome.recorded_at);
  response.set_changed(outcome.changed);
  response.set_fact_count(outcome.fact_count);
  return absl::OkStatus();
}

absl::Status Remove(FactBase& base, const v1::RemoveDocumentRequest& request,
                    v1::RemoveDocumentResponse& response) {
  DATELINE_RETURN_IF_ERROR(ValidateId("document_id", request.document_id()));
  DATELINE_ASSIGN_OR_RETURN(const bool changed, base.RemoveDocument(request.document_id()));
  response.set_changed(changed);
  return absl::OkStatus();
}

absl::Status ReadFact(const FactBase& base, const v1::GetFactRequest& request,
                      v1::GetFactResponse& response) {
  DATELINE_ASSIGN_OR_RETURN(const ReadMask mask, ReadMask::Create(request.read_mask()));
  DATELINE_ASSIGN_OR_RETURN(const std::optional<absl::Time> known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(const AttestedFact fact,
                            GetFact(base, request.fact_id(), known_at, mask.attestation_limit()));
  *response.mutable_fact() = ToMessage(fact);
  mask.Apply(*response.mutable_fact());
  return absl::OkStatus();
}

absl::Status List(const FactBase& base, const v1::ListFactsRequest& request,
                  const Cancellation& cancellation, v1::ListFactsResponse& response) {
  if (!v1::FactOrder_IsValid(request.order())) {
    return FieldInvalid("order", "this version does not know that order");
  }
  DATELINE_ASSIGN_OR_RETURN(const ReadMask mask, ReadMask::Create(request.read_mask()));
  ListFactsQuery query;
  DATELINE_ASSIGN_OR_RETURN(query.filter, ReadFilter(request.filter()));
  query.order = static_cast<FactOrder>(request.order());
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  query.attestation_limit = mask.attestation_limit();
  DATELINE_ASSIGN_OR_RETURN(FactPage page, ListFacts(base, query, cancellation));
  for (const AttestedFact& fact : page.facts) {
    v1::Fact* message = response.add_facts();
    *message = ToMessage(fact);
    mask.Apply(*message);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  *response.mutable_known_at() = ToTimestamp(page.known_at);
  return absl::OkStatus();
}

absl::Status Search(const FactBase& base, const v1::SearchEntitiesRequest& request,
                    const Cancellation& cancellation, v1::SearchEntitiesResponse& response) {
  EntityQuery query;
  query.name = request.query();
  const absl::StatusOr<EntityType> type = FromProto(request.type());
  if (!type.ok()) return FieldInvalid("type", "this version does not know that type");
  query.type = *type;
  query.external_id = request.external_id();
  query.fuzzy = request.fuzzy();
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(EntityPage page, SearchEntities(base, query, cancellation));
  for (const EntityRecord& entity : page.entities) *response.add_entities() = ToMessage(entity);
  for (const uint32_t edits : page.edits) response.add_edits(edits);
  response.set_next_page_token(std::move(page.next_page_token));
  return absl::OkStatus();
}

absl::Status ReadTimeline(const FactBase& base, const v1::GetTimelineRequest& request,
                          const Cancellation& cancellation, v1::GetTimelineResponse& response) {
  TimelineQuery query;
  query.entity_ids = ReadStrings(request.entity_ids());
  DATELINE_ASSIGN_OR_RETURN(query.valid, ParseTimeWindow(request.valid_from(), request.valid_to()));
  query.types = ReadStrings(request.types());
  DATELINE_ASSIGN_OR_RETURN(query.as_of, ReadAsOf("as_of", request.as_of()));
  query.min_origins = request.min_origins();
  DATELINE_ASSIGN_OR_RETURN(query.bucket, ReadBucket("bucket", request.bucket()));
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(Timeline timeline, GetTimeline(base, query, cancellation));
  for (const TimelineEntry& entry : timeline.entries) *response.add_entries() = ToMessage(entry);
  for (const TimelineBucket& bucket : timeline.buckets) *response.add_buckets() = ToMessage(bucket);
  response.set_next_page_token(std::move(timeline.next_page_token));
  return absl::OkStatus();
}

absl::Status ReadStatements(const FactBase& base, const v1::ListStatementsRequest& request,
                            const Cancellation& cancellation,
                            v1::ListStatementsResponse& response) {
  StatementQuery query;
  query.speaker_ids = ReadStrings(request.speaker_ids());
  query.text = request.text();
  DATELINE_ASSIGN_OR_RETURN(query.valid, ParseTimeWindow(request.valid_from(), request.valid_to()));
  DATELINE_ASSIGN_OR_RETURN(query.as_of, ReadAsOf("as_of", request.as_of()));
  query.topic_ids = ReadStrings(request.topic_ids());
  query.quoted_only = request.quoted_only();
  if (!v1::StatementOrder_IsValid(request.order())) {
    return FieldInvalid("order", "this version does not know that order");
  }
  query.order = static_cast<StatementOrder>(request.order());
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(StatementPage page, ListStatements(base, query, cancellation));
  for (const StatementMatch& match : page.matches) *response.add_matches() = ToMessage(match);
  response.set_truncated(page.truncated);
  for (const AttestedFact& fact : page.facts) *response.add_statements() = ToMessage(fact);
  response.set_next_page_token(std::move(page.next_page_token));
  return absl::OkStatus();
}

absl::Status Compare(const FactBase& base, const v1::CompareSourcesRequest& request,
                     const Cancellation& cancellation, v1::CompareSourcesResponse& response) {
  ComparisonQuery query;
  query.entity_id = request.entity_id();
  query.event_id = request.event_id();
  query.publishers = ReadStrings(request.publishers());
  DATELINE_ASSIGN_OR_RETURN(query.valid, ParseTimeWindow(request.valid_from(), request.valid_to()));
  DATELINE_ASSIGN_OR_RETURN(query.as_of, ReadAsOf("as_of", request.as_of()));
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(const Comparison comparison, CompareSources(base, query, cancellation));
  response = ToMessage(comparison);
  return absl::OkStatus();
}

absl::Status CompareTwo(const FactBase& base, const v1::CompareDocumentsRequest& request,
                        const Cancellation& cancellation, v1::CompareDocumentsResponse& response) {
  DocumentComparisonQuery query;
  query.earlier_document_id = request.earlier_document_id();
  query.later_document_id = request.later_document_id();
  // Reads kinds as every filter does.
  v1::FactFilter kinds;
  *kinds.mutable_kinds() = request.kinds();
  DATELINE_ASSIGN_OR_RETURN(FactFilter filter, ReadFilter(kinds));
  query.kinds = std::move(filter.kinds);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(const DocumentComparison comparison,
                            query::CompareDocuments(base, query, cancellation));
  response = ToMessage(comparison);
  return absl::OkStatus();
}

absl::Status ReadConflictPage(const FactBase& base, const v1::ListConflictsRequest& request,
                              const Cancellation& cancellation,
                              v1::ListConflictsResponse& response) {
  if (!v1::ConflictType_IsValid(request.type())) {
    return FieldInvalid("type", "this version does not know that type");
  }
  ConflictQuery query;
  query.entity_ids = ReadStrings(request.entity_ids());
  DATELINE_ASSIGN_OR_RETURN(query.valid, ParseTimeWindow(request.valid_from(), request.valid_to()));
  DATELINE_ASSIGN_OR_RETURN(query.as_of, ReadAsOf("as_of", request.as_of()));
  query.type = static_cast<ConflictType>(request.type());
  if (!v1::ConflictStanding_IsValid(request.standing())) {
    return FieldInvalid("standing", "this version does not know that standing");
  }
  query.standing = static_cast<ConflictStanding>(request.standing());
  query.conflict_id = request.conflict_id();
  query.page = ReadPage(request);
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(ConflictPage page, ListConflicts(base, query, cancellation));
  for (const AttestedConflict& conflict : page.conflicts)
    *response.add_conflicts() = ToMessage(conflict);
  response.set_next_page_token(std::move(page.next_page_token));
  return absl::OkStatus();
}

absl::Status Count(const FactBase& base, const v1::GetStatisticsRequest& request,
                   const Cancellation& cancellation, v1::GetStatisticsResponse& response) {
  StatisticsQuery query;
  query.top_entities = request.top_entities();
  DATELINE_ASSIGN_OR_RETURN(query.growth_by, ReadBucket("growth_by", request.growth_by()));
  DATELINE_ASSIGN_OR_RETURN(query.known_at, ReadKnownAt(request));
  DATELINE_ASSIGN_OR_RETURN(const StatisticsReport report,
                            ReadStatistics(base, query, cancellation));
  response = ToMessage(report);
  return absl::OkStatus();
}

// What one export stream keeps between its messages.
struct ExportState {
  v1::ExportFactsRequest request;
  Cancellation cancellation;
  std::unique_ptr<ExportReader> reader;
};

absl::StatusOr<StreamStep> NextExport(const FactBase& base, const CallScope& scope,
                                      ExportState& state, v1::ExportFactsResponse& response) {
  if (state.reader == nullptr) {
    // One scope serves all steps of a stream.
    state.cancellation = CancellationOf(scope);
    DATELINE_ASSIGN_OR_RETURN(const FactFilter filter, ReadFilter(state.request.filter()));
    DATELINE_ASSIGN_OR_RETURN(const std::optional<absl::Time> known_at, ReadKnownAt(state.request));
    DATELINE_ASSIGN_OR_RETURN(state.reader,
                              ExportReader::Open(base, filter, known_at, state.cancellation));
  }
  DATELINE_ASSIGN_OR_RETURN(const std::vector<AttestedFact> batch, state.reader->Next());
  if (batch.empty()) return StreamStep::kEnd;
  for (const AttestedFact& fact : batch) *response.add_facts() = ToMessage(fact);
  return StreamStep::kMessage;
}

}  // namespace

QueryRpcService::QueryRpcService(FactBase& base, Executor& executor, const QueryRpcOptions& options)
    : base_(base), executor_(executor), options_(options), recent_(base, EncodeForWatchers) {}

grpc::ServerUnaryReactor* QueryRpcService::RecordExtraction(
    Context* context, const v1::RecordExtractionRequest* request,
    v1::RecordExtractionResponse* response) {
  return Answer(context, executor_,
                [this, request, response] { return Record(base_, *request, *response); });
}

grpc::ServerUnaryReactor* QueryRpcService::RemoveDocument(Context* context,
                                                          const v1::RemoveDocumentRequest* request,
                                                          v1::RemoveDocumentResponse* response) {
  return Answer(context, executor_, [this, request, response] {
    const absl::Status status = Remove(base_, *request, *response);
    recent_.Forget();
    return status;
  });
}

grpc::ServerUnaryReactor* QueryRpcService::GetFact(Context* context,
                                                   const v1::GetFactRequest* request,
                                                   v1::GetFactResponse* response) {
  return Answer(context, executor_,
                [this, request, response] { return ReadFact(base_, *request, *response); });
}

grpc::ServerUnaryReactor* QueryRpcService::ListFacts(Context* context,
                                                     const v1::ListFactsRequest* request,
                                                     v1::ListFactsResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return List(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerWriteReactor<v1::ExportFactsResponse>* QueryRpcService::ExportFacts(
    Context* context, const v1::ExportFactsRequest* request) {
  auto state = std::make_shared<ExportState>();
  state->request = *request;
  return AnswerWithStream<v1::ExportFactsResponse>(
      context, executor_, [this, state](const CallScope& scope, v1::ExportFactsResponse& response) {
        return NextExport(base_, scope, *state, response);
      });
}

grpc::ServerUnaryReactor* QueryRpcService::GetEntity(Context* context,
                                                     const v1::GetEntityRequest* request,
                                                     v1::GetEntityResponse* response) {
  return Answer(context, executor_, [this, request, response]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const std::optional<absl::Time> known_at, ReadKnownAt(*request));
    DATELINE_ASSIGN_OR_RETURN(const EntityRecord entity,
                              query::GetEntity(base_, request->entity_id(), known_at));
    *response->mutable_entity() = ToMessage(entity);
    DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string> merged,
                              MergedIdsOf(base_, entity.id, known_at));
    for (const std::string& id : merged) response->add_merged_ids(id);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryRpcService::ListEntityNames(
    Context* context, const v1::ListEntityNamesRequest* request,
    v1::ListEntityNamesResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return Handle(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::PinEntities(Context* context,
                                                       const v1::PinEntitiesRequest* request,
                                                       v1::PinEntitiesResponse* response) {
  return Answer(context, executor_,
                [this, request, response] { return Handle(base_, *request, *response); });
}

grpc::ServerUnaryReactor* QueryRpcService::RemovePin(Context* context,
                                                     const v1::RemovePinRequest* request,
                                                     v1::RemovePinResponse* response) {
  return Answer(context, executor_,
                [this, request, response] { return Handle(base_, *request, *response); });
}

grpc::ServerUnaryReactor* QueryRpcService::ListPins(Context* context,
                                                    const v1::ListPinsRequest* request,
                                                    v1::ListPinsResponse* response) {
  return Answer(context, executor_,
                [this, request, response] { return Handle(base_, *request, *response); });
}

grpc::ServerUnaryReactor* QueryRpcService::SearchEntities(Context* context,
                                                          const v1::SearchEntitiesRequest* request,
                                                          v1::SearchEntitiesResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return Search(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::GetTimeline(Context* context,
                                                       const v1::GetTimelineRequest* request,
                                                       v1::GetTimelineResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return ReadTimeline(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::ListStatements(Context* context,
                                                          const v1::ListStatementsRequest* request,
                                                          v1::ListStatementsResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return ReadStatements(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::CompareSources(Context* context,
                                                          const v1::CompareSourcesRequest* request,
                                                          v1::CompareSourcesResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return Compare(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::CompareDocuments(
    Context* context, const v1::CompareDocumentsRequest* request,
    v1::CompareDocumentsResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return CompareTwo(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::ListConflicts(Context* context,
                                                         const v1::ListConflictsRequest* request,
                                                         v1::ListConflictsResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return ReadConflictPage(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::ExplainFact(Context* context,
                                                       const v1::ExplainFactRequest* request,
                                                       v1::ExplainFactResponse* response) {
  return Answer(
      context, executor_, [this, request, response](const CallScope& scope) -> absl::Status {
        DATELINE_ASSIGN_OR_RETURN(const std::optional<absl::Time> known_at, ReadKnownAt(*request));
        DATELINE_ASSIGN_OR_RETURN(
            const Explanation explanation,
            query::ExplainFact(base_, request->fact_id(), known_at, CancellationOf(scope)));
        *response = ToMessage(explanation);
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::WatchFactsResponse>* QueryRpcService::WatchFacts(
    Context* context, const v1::WatchFactsRequest* request) {
  auto watch = std::make_shared<WatchStream>(base_, recent_, *request, options_.watch_heartbeat);
  ++*watchers_;
  const std::shared_ptr<void> counted(nullptr, [watchers = watchers_](void*) { --*watchers; });
  return AnswerWithStream<v1::WatchFactsResponse>(
      context, executor_,
      [watch, counted](const CallScope& scope, v1::WatchFactsResponse& response) {
        return watch->Next(scope, response);
      },
      watch->waker());
}

grpc::ServerUnaryReactor* QueryRpcService::GetStatistics(Context* context,
                                                         const v1::GetStatisticsRequest* request,
                                                         v1::GetStatisticsResponse* response) {
  return Answer(context, executor_, [this, request, response](const CallScope& scope) {
    return Count(base_, *request, CancellationOf(scope), *response);
  });
}

grpc::ServerUnaryReactor* QueryRpcService::GetNeighbours(Context* context,
                                                         const v1::GetNeighboursRequest* request,
                                                         v1::GetNeighboursResponse* response) {
  return Answer(
      context, executor_, [this, request, response](const CallScope& scope) -> absl::Status {
        DATELINE_ASSIGN_OR_RETURN(const NeighbourQuery query, ReadNeighbourQuery(*request));
        DATELINE_ASSIGN_OR_RETURN(const Neighbourhood around,
                                  query::GetNeighbours(base_, query, CancellationOf(scope)));
        *response = ToMessage(around);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* QueryRpcService::FindPath(Context* context,
                                                    const v1::FindPathRequest* request,
                                                    v1::FindPathResponse* response) {
  return Answer(context, executor_,
                [this, request, response](const CallScope& scope) -> absl::Status {
                  DATELINE_ASSIGN_OR_RETURN(const PathQuery query, ReadPathQuery(*request));
                  DATELINE_ASSIGN_OR_RETURN(const FactPath path,
                                            query::FindPath(base_, query, CancellationOf(scope)));
                  *response = ToMessage(path);
                  return absl::OkStatus();
                });
}

}  // namespace dateline::query
