#include "tools/dateline/engine.h"

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "services/extraction/core/extractor.h"

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

 private:
  Client& client_;
};

}  // namespace

std::unique_ptr<Engine> Engine::Remote(Client& client) {
  return std::make_unique<RemoteEngine>(client);
}

}  // namespace dateline::cli
