#include "tools/dateline/engine.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "services/extraction/rpc/annotation_messages.h"

namespace dateline::cli {
namespace {

class RemoteEngine final : public Engine {
 public:
  explicit RemoteEngine(Client& client) : client_(client) {}

  absl::StatusOr<Extraction> Extract(const Document& document) override {
    extraction::v1::ExtractFactsRequest request;
    *request.mutable_document() = ToProto(document);
    DATELINE_ASSIGN_OR_RETURN(
        const extraction::v1::ExtractFactsResponse answer,
        client_.Call(client_.extraction(), &ExtractionStub::ExtractFacts, request));
    return FromProto(answer.extraction());
  }

  absl::StatusOr<extraction::v1::AnnotateResponse> Annotate(
      const extraction::v1::AnnotateRequest& request) override {
    return client_.Call(client_.extraction(), &ExtractionStub::Annotate, request);
  }

  absl::StatusOr<std::vector<std::vector<extraction::Proposition>>> ReadPropositions(
      const std::vector<std::vector<std::string>>& sentences) override {
    return absl::UnimplementedError(
        StrCat("the service reads documents, not ", sentences.size(), " tokenised sentences"));
  }

 private:
  Client& client_;
};

class LocalEngine final : public Engine {
 public:
  explicit LocalEngine(std::unique_ptr<const extraction::Extractor> extractor)
      : extractor_(std::move(extractor)) {}

  absl::StatusOr<Extraction> Extract(const Document& document) override {
    return extractor_->Extract(document);
  }

  absl::StatusOr<std::vector<std::vector<extraction::Proposition>>> ReadPropositions(
      const std::vector<std::vector<std::string>>& sentences) override {
    return extractor_->ReadPropositions(sentences);
  }

  absl::StatusOr<extraction::v1::AnnotateResponse> Annotate(
      const extraction::v1::AnnotateRequest& request) override {
    std::optional<TimeInterval> published_at;
    if (request.has_published_at()) {
      DATELINE_ASSIGN_OR_RETURN(published_at, FromProto(request.published_at()));
    }
    if (request.has_text()) {
      DATELINE_ASSIGN_OR_RETURN(const nlp::AnnotatedDocument annotated,
                                extractor_->Annotate(request.text(), published_at));
      return extraction::ToMessage(annotated);
    }
    std::vector<std::vector<std::string>> sentences;
    for (const extraction::v1::GivenSentence& sentence : request.tokens().sentences()) {
      sentences.emplace_back(sentence.tokens().begin(), sentence.tokens().end());
    }
    DATELINE_ASSIGN_OR_RETURN(const nlp::AnnotatedDocument annotated,
                              extractor_->AnnotateTokens(sentences, published_at));
    return extraction::ToMessage(annotated);
  }

 private:
  const std::unique_ptr<const extraction::Extractor> extractor_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Local(const std::string& pattern_folder) {
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<const extraction::Extractor> extractor,
                            extraction::Extractor::Create({.pattern_folder = pattern_folder}));
  return std::make_unique<LocalEngine>(std::move(extractor));
}

std::unique_ptr<Engine> Engine::Remote(Client& client) {
  return std::make_unique<RemoteEngine>(client);
}

}  // namespace dateline::cli
