#include "services/extraction/rpc/extraction_rpc_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "common/rpc/unary_answer.h"
#include "common/rpc/window_answer.h"
#include "services/extraction/rpc/annotation_messages.h"

namespace dateline::extraction {
namespace {

std::vector<std::vector<std::string>> GivenSentences(const v1::GivenTokens& given) {
  std::vector<std::vector<std::string>> out;
  out.reserve(given.sentences_size());
  for (const v1::GivenSentence& sentence : given.sentences()) {
    out.emplace_back(sentence.tokens().begin(), sentence.tokens().end());
  }
  return out;
}

v1::ExtractionError ErrorMessage(const absl::Status& status) {
  v1::ExtractionError error;
  if (const auto detail = GetErrorDetail(status); detail.has_value()) {
    error.set_reason(detail->reason);
  } else {
    error.set_reason(std::string(reason::kInternal));
  }
  error.set_message(std::string(status.message()));
  return error;
}

absl::Status AnnotateInto(const Extractor& extractor, const v1::AnnotateRequest& request,
                          v1::AnnotateResponse& response) {
  std::optional<TimeInterval> published_at;
  if (request.has_published_at()) {
    DATELINE_ASSIGN_OR_RETURN(published_at, FromProto(request.published_at()));
  }
  switch (request.input_case()) {
    case v1::AnnotateRequest::kText: {
      DATELINE_ASSIGN_OR_RETURN(const nlp::AnnotatedDocument document,
                                extractor.Annotate(request.text(), published_at));
      response = ToMessage(document);
      return absl::OkStatus();
    }
    case v1::AnnotateRequest::kTokens: {
      DATELINE_ASSIGN_OR_RETURN(
          const nlp::AnnotatedDocument document,
          extractor.AnnotateTokens(GivenSentences(request.tokens()), published_at));
      response = ToMessage(document);
      return absl::OkStatus();
    }
    case v1::AnnotateRequest::INPUT_NOT_SET:
      break;
  }
  return FieldRequired("input");
}

}  // namespace

absl::StatusOr<fact::v1::Extraction> ExtractionRpcService::Extract(
    const fact::v1::Document& message) const {
  DATELINE_ASSIGN_OR_RETURN(const Document document, FromProto(message));
  DATELINE_ASSIGN_OR_RETURN(const Extraction extraction, extractor_.Current()->Extract(document));
  return ToProto(extraction);
}

grpc::ServerUnaryReactor* ExtractionRpcService::ExtractFacts(grpc::CallbackServerContext* context,
                                                             const v1::ExtractFactsRequest* request,
                                                             v1::ExtractFactsResponse* response) {
  return Answer(context, executor_, [this, request, response]() -> absl::Status {
    if (!request->has_document()) return FieldRequired("document");
    DATELINE_ASSIGN_OR_RETURN(*response->mutable_extraction(), Extract(request->document()));
    return absl::OkStatus();
  });
}

grpc::ServerBidiReactor<v1::StreamExtractFactsRequest, v1::StreamExtractFactsResponse>*
ExtractionRpcService::StreamExtractFacts(grpc::CallbackServerContext* context) {
  return AnswerInWindow<v1::StreamExtractFactsRequest, v1::StreamExtractFactsResponse>(
      context, executor_, kStreamWindow,
      [this](const CallScope&, uint64_t position, const v1::StreamExtractFactsRequest& request,
             v1::StreamExtractFactsResponse& response) -> absl::Status {
        response.set_sequence(position);
        absl::StatusOr<fact::v1::Extraction> extraction =
            request.has_document()
                ? Extract(request.document())
                : absl::StatusOr<fact::v1::Extraction>(FieldRequired("document"));
        if (extraction.ok()) {
          *response.mutable_extraction() = *std::move(extraction);
        } else {
          *response.mutable_error() = ErrorMessage(extraction.status());
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* ExtractionRpcService::Annotate(grpc::CallbackServerContext* context,
                                                         const v1::AnnotateRequest* request,
                                                         v1::AnnotateResponse* response) {
  return Answer(context, executor_, [this, request, response] {
    return AnnotateInto(*extractor_.Current(), *request, *response);
  });
}

grpc::ServerUnaryReactor* ExtractionRpcService::DescribeExtractor(
    grpc::CallbackServerContext* context, const v1::DescribeExtractorRequest* request,
    v1::DescribeExtractorResponse* response) {
  return Answer(context, executor_, [this, response]() -> absl::Status {
    *response = ToMessage(extractor_.Current()->Describe());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ExtractionRpcService::ReloadPatterns(
    grpc::CallbackServerContext* context, const v1::ReloadPatternsRequest* request,
    v1::ReloadPatternsResponse* response) {
  return Answer(context, executor_, [this, response]() -> absl::Status {
    DATELINE_RETURN_IF_ERROR(extractor_.Reload());
    const std::shared_ptr<const Extractor> extractor = extractor_.Current();
    response->set_extractor_version(extractor->Describe().version);
    response->set_pattern_count(static_cast<uint32_t>(extractor->Describe().declared_patterns));
    return absl::OkStatus();
  });
}

}  // namespace dateline::extraction
