#include "services/ingest/rpc/ingest_rpc_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/call_trace.h"
#include "common/rpc/stream_answer.h"
#include "common/rpc/stream_waker.h"
#include "common/rpc/unary_answer.h"
#include "common/rpc/window_answer.h"
#include "services/ingest/rpc/collection_call.h"
#include "services/ingest/rpc/ingest_messages.h"

namespace dateline::ingest {
namespace {

// One WatchDelivery call. Opens its watch on the executor, for that reads the
// store.
class WatchProducer {
 public:
  WatchProducer(IngestCore& core, const v1::WatchDeliveryRequest& request,
                std::shared_ptr<StreamWaker> waker)
      : core_(core),
        ids_(request.document_ids().begin(), request.document_ids().end()),
        until_settled_(request.until_settled()),
        waker_(std::move(waker)) {}

  absl::StatusOr<StreamStep> Next(v1::WatchDeliveryResponse& response) {
    if (watch_ == nullptr) {
      DATELINE_ASSIGN_OR_RETURN(
          watch_, core_.Watch(ids_, until_settled_, [waker = waker_] { waker->Wake(); }));
    }
    DeliveryUpdate update;
    DATELINE_ASSIGN_OR_RETURN(const WatchStep step, watch_->Next(update));
    if (step == WatchStep::kWait) return StreamStep::kWait;
    if (step == WatchStep::kEnd) return StreamStep::kEnd;
    response.set_document_id(std::move(update.change.document_id));
    response.set_uri(std::move(update.change.uri));
    *response.mutable_delivery() = ToMessage(update.change.delivery);
    response.set_unsettled(update.unsettled);
    return StreamStep::kMessage;
  }

 private:
  IngestCore& core_;
  const std::vector<std::string> ids_;
  const bool until_settled_;
  const std::shared_ptr<StreamWaker> waker_;
  std::unique_ptr<DeliveryWatch> watch_;
};

// Whom a submission is from, taken down before its work begins.
struct Origin {
  std::string peer;
  TraceContext trace;

  static Origin Of(const grpc::CallbackServerContext& context) {
    return {context.peer(), TraceOf(context)};
  }
  DeliveryTerms On(DeliveryTerms terms) const {
    terms.trace = trace;
    return terms;
  }
};

absl::StatusOr<Submission> SubmitTo(IngestCore& core, const v1::RawDocument& document,
                                    const Origin& origin, bool await_resemblance) {
  const RawArticle raw = ToRawArticle(document);
  const DeliveryTerms terms = origin.On(ToDeliveryTerms(document, origin.peer));
  return await_resemblance ? core.SubmitAndCompare(raw, terms) : core.Submit(raw, terms);
}

}  // namespace

IngestRpcService::Unary* IngestRpcService::SubmitDocument(Context* context,
                                                          const v1::SubmitDocumentRequest* request,
                                                          v1::SubmitDocumentResponse* response) {
  return Answer(context, executor_, [=, this, origin = Origin::Of(*context)]() -> absl::Status {
    if (!request->has_document()) return FieldRequired("document");
    DATELINE_ASSIGN_OR_RETURN(
        const Submission submission,
        SubmitTo(core_, request->document(), origin, request->await_resemblance()));
    *response = ToMessage(submission);
    return absl::OkStatus();
  });
}

grpc::ServerBidiReactor<v1::SubmitDocumentsRequest, v1::SubmitDocumentsResponse>*
IngestRpcService::SubmitDocuments(Context* context) {
  return AnswerInWindow<v1::SubmitDocumentsRequest, v1::SubmitDocumentsResponse>(
      context, executor_, kSubmissionWindow,
      [this, origin = Origin::Of(*context)](const CallScope&, uint64_t,
                                            const v1::SubmitDocumentsRequest& request,
                                            v1::SubmitDocumentsResponse& response) -> absl::Status {
        response.set_sequence(request.sequence());
        absl::StatusOr<Submission> submission =
            request.has_document()
                ? SubmitTo(core_, request.document(), origin, request.await_resemblance())
                : absl::StatusOr<Submission>(FieldRequired("document"));
        if (submission.ok()) {
          *response.mutable_accepted() = ToMessage(*submission);
        } else {
          *response.mutable_error() = ToSubmissionError(submission.status());
        }
        return absl::OkStatus();
      });
}

grpc::ServerBidiReactor<v1::SubmitCollectionRequest, v1::SubmitCollectionResponse>*
IngestRpcService::SubmitCollection(Context* context) {
  return AnswerCollection(
      context, executor_,
      [this, origin = Origin::Of(*context)](const v1::CollectionHeader& header,
                                            const RawArticle& article) {
        const DeliveryTerms terms = origin.On(ToDeliveryTerms(header, origin.peer));
        return header.await_resemblance() ? core_.SubmitAndCompare(article, terms)
                                          : core_.Submit(article, terms);
      });
}

IngestRpcService::Unary* IngestRpcService::GetDocument(Context* context,
                                                       const v1::GetDocumentRequest* request,
                                                       v1::GetDocumentResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const StoredDocument stored,
                              core_.Get(request->document_id(), request->include_text()));
    *response->mutable_document() = ToMessage(stored);
    if (!request->include_content()) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(*response->mutable_content(),
                              core_.GetContent(request->document_id()));
    return absl::OkStatus();
  });
}

IngestRpcService::Unary* IngestRpcService::ListDocuments(Context* context,
                                                         const v1::ListDocumentsRequest* request,
                                                         v1::ListDocumentsResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const DocumentQuery query, ToDocumentQuery(*request));
    DATELINE_ASSIGN_OR_RETURN(DocumentPage page, core_.List(query));
    for (const StoredDocument& stored : page.documents) {
      *response->add_documents() = ToMessage(stored);
    }
    response->set_next_page_token(std::move(page.next_page_token));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::WatchDeliveryResponse>* IngestRpcService::WatchDelivery(
    Context* context, const v1::WatchDeliveryRequest* request) {
  auto waker = std::make_shared<StreamWaker>();
  auto producer = std::make_shared<WatchProducer>(core_, *request, waker);
  return AnswerWithStream<v1::WatchDeliveryResponse>(
      context, executor_,
      [producer](const CallScope&, v1::WatchDeliveryResponse& response) {
        return producer->Next(response);
      },
      waker);
}

IngestRpcService::Unary* IngestRpcService::ReprocessDocuments(
    Context* context, const v1::ReprocessDocumentsRequest* request,
    v1::ReprocessDocumentsResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const ReprocessQuery query, ToReprocessQuery(*request));
    DATELINE_ASSIGN_OR_RETURN(const ReprocessAnswer answer, core_.Reprocess(query));
    response->set_queued(answer.queued);
    if (answer.reprocessing.has_value()) {
      response->set_reprocessing_id(StrCat(answer.reprocessing->number));
    }
    return absl::OkStatus();
  });
}

IngestRpcService::Unary* IngestRpcService::DeleteDocument(Context* context,
                                                          const v1::DeleteDocumentRequest* request,
                                                          v1::DeleteDocumentResponse* response) {
  return Answer(context, executor_, [=, this]() -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const DeliveryState state,
                              core_.Delete(request->document_id(), request->reason()));
    response->set_state(ToMessage(state));
    return absl::OkStatus();
  });
}

}  // namespace dateline::ingest
