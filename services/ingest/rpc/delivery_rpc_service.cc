#include "services/ingest/rpc/delivery_rpc_service.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/rpc/unary_answer.h"
#include "services/ingest/rpc/delivery_messages.h"

namespace dateline::ingest {

DeliveryRpcService::Unary* DeliveryRpcService::GetDeliveryStatus(
    Context* context, const v1::GetDeliveryStatusRequest* request,
    v1::GetDeliveryStatusResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const DeliveryStatus status,
                              core_.GetDeliveryStatus(request->top_sources()));
    *response = ToMessage(status, core_.rates());
    return absl::OkStatus();
  });
}

DeliveryRpcService::Unary* DeliveryRpcService::ListDeadLetters(
    Context* context, const v1::ListDeadLettersRequest* request,
    v1::ListDeadLettersResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DeadLetterQuery query;
    query.document_ids.assign(request->document_ids().begin(), request->document_ids().end());
    DATELINE_ASSIGN_OR_RETURN(query.filter, ToDeadLetterFilter(request->filter()));
    query.page_size = request->page_size();
    query.page_token = request->page_token();
    DATELINE_ASSIGN_OR_RETURN(const DeadLetterPage page, core_.ListDeadLetters(query));
    for (const StoredDocument& stored : page.documents) {
      *response->add_dead_letters() = ToDeadLetter(stored);
    }
    response->set_next_page_token(page.next_page_token);
    return absl::OkStatus();
  });
}

DeliveryRpcService::Unary* DeliveryRpcService::ExplainDeadLetters(
    Context* context, const v1::ExplainDeadLettersRequest* request,
    v1::ExplainDeadLettersResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const DeadLetterFilter filter, ToDeadLetterFilter(request->filter()));
    DATELINE_ASSIGN_OR_RETURN(const DeadLetterGroups groups, core_.ExplainDeadLetters(filter));
    *response = ToMessage(groups);
    return absl::OkStatus();
  });
}

DeliveryRpcService::Unary* DeliveryRpcService::ReplayDeadLetters(
    Context* context, const v1::ReplayDeadLettersRequest* request,
    v1::ReplayDeadLettersResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    const std::vector<std::string> ids(request->document_ids().begin(),
                                       request->document_ids().end());
    DATELINE_ASSIGN_OR_RETURN(const DeadLetterFilter filter, ToDeadLetterFilter(request->filter()));
    DATELINE_ASSIGN_OR_RETURN(const std::optional<Priority> priority,
                              ToPriority(request->priority()));
    DATELINE_ASSIGN_OR_RETURN(const Replay replay, core_.ReplayDeadLetters(ids, filter, priority));
    response->set_queued(replay.queued);
    response->set_remaining(replay.remaining);
    return absl::OkStatus();
  });
}

DeliveryRpcService::Unary* DeliveryRpcService::StartReprocessing(
    Context* context, const v1::StartReprocessingRequest* request,
    v1::StartReprocessingResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const ReprocessingFilter filter,
                              ToReprocessingFilter(request->filter()));
    DATELINE_ASSIGN_OR_RETURN(const Reprocessing begun,
                              core_.reprocessings().Begin(filter, request->max_per_second()));
    *response->mutable_reprocessing() = ToMessage(begun);
    return absl::OkStatus();
  });
}

DeliveryRpcService::Unary* DeliveryRpcService::ListReprocessings(
    Context* context, const v1::ListReprocessingsRequest* request,
    v1::ListReprocessingsResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    for (const Reprocessing& of : core_.reprocessings().List()) {
      *response->add_reprocessings() = ToMessage(of);
    }
    return absl::OkStatus();
  });
}

DeliveryRpcService::Unary* DeliveryRpcService::StopReprocessing(
    Context* context, const v1::StopReprocessingRequest* request,
    v1::StopReprocessingResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const uint64_t number,
                              ToReprocessingNumber(request->reprocessing_id()));
    DATELINE_ASSIGN_OR_RETURN(const Reprocessing ended, core_.reprocessings().End(number));
    *response->mutable_reprocessing() = ToMessage(ended);
    return absl::OkStatus();
  });
}

}  // namespace dateline::ingest
