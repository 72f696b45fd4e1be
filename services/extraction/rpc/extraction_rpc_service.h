// dateline.extraction.v1.ExtractionService over a ReloadableExtractor. Checks, converts,
// asks the core, converts back; the proto specifies each method.
//
//   ExtractionRpcService service(*extractor, executor);
//   Server::Start(options, {{std::string(ExtractionRpcService::kFullName), &service}});
//
// Thread-safe. All work runs on the executor.
#ifndef DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_RPC_SERVICE_H_
#define DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_RPC_SERVICE_H_

#include <cstddef>
#include <string_view>

#include "common/rpc/executor.h"
#include "dateline/extraction/v1/extraction.grpc.pb.h"
#include "services/extraction/core/reloadable_extractor.h"

namespace dateline::extraction {

// Documents of one stream that are held unread, as the proto promises.
inline constexpr size_t kStreamWindow = 16;

class ExtractionRpcService final : public v1::ExtractionService::CallbackService {
 public:
  static constexpr std::string_view kFullName = "dateline.extraction.v1.ExtractionService";

  // Both must outlive the service.
  ExtractionRpcService(ReloadableExtractor& extractor, Executor& executor)
      : extractor_(extractor), executor_(executor) {}

  grpc::ServerUnaryReactor* ExtractFacts(grpc::CallbackServerContext* context,
                                         const v1::ExtractFactsRequest* request,
                                         v1::ExtractFactsResponse* response) override;
  grpc::ServerBidiReactor<v1::StreamExtractFactsRequest, v1::StreamExtractFactsResponse>*
  StreamExtractFacts(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* Annotate(grpc::CallbackServerContext* context,
                                     const v1::AnnotateRequest* request,
                                     v1::AnnotateResponse* response) override;
  grpc::ServerUnaryReactor* DescribeExtractor(grpc::CallbackServerContext* context,
                                              const v1::DescribeExtractorRequest* request,
                                              v1::DescribeExtractorResponse* response) override;
  grpc::ServerUnaryReactor* ReloadPatterns(grpc::CallbackServerContext* context,
                                           const v1::ReloadPatternsRequest* request,
                                           v1::ReloadPatternsResponse* response) override;

 private:
  absl::StatusOr<fact::v1::Extraction> Extract(const fact::v1::Document& message) const;

  ReloadableExtractor& extractor_;
  Executor& executor_;
};

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_RPC_SERVICE_H_
