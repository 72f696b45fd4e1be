#include "services/extraction/rpc/extraction_rpc_service.h"

#include <memory>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/metrics/metrics.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "services/extraction/rpc/extraction_metrics.h"

namespace dateline::extraction {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The facts of a predicate or event type; claims, which have none, for "".
std::vector<fact::v1::ExtractedFact> FactsOf(const fact::v1::Extraction& extraction,
                                             std::string_view type) {
  std::vector<fact::v1::ExtractedFact> out;
  for (const fact::v1::ExtractedFact& fact : extraction.facts()) {
    if (fact.content().type() == type) out.push_back(fact);
  }
  return out;
}

class ExtractionRpcTest : public ::testing::Test {
 protected:
  void SetUp() override {
    extractor_ = *ReloadableExtractor::Create({.observer = &observer_});
    service_ = std::make_unique<ExtractionRpcService>(*extractor_, executor_);
    ServerOptions options;
    options.executor = &executor_;
    options.request_log = [](std::string_view) {};
    auto server =
        Server::Start(options, {{std::string(ExtractionRpcService::kFullName), service_.get()}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::ExtractionService::NewStub(grpc::CreateChannel(
        "127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials()));
  }

  std::string ReasonOf(const grpc::Status& status) const {
    const auto detail = GetErrorDetail(FromGrpcStatus(status));
    return detail.has_value() ? detail->reason : "";
  }

  grpc::Status Extract(const std::string& text, v1::ExtractFactsResponse& response) {
    v1::ExtractFactsRequest request;
    request.mutable_document()->set_text(text);
    grpc::ClientContext context;
    return stub_->ExtractFacts(&context, request, &response);
  }

  Metrics metrics_;
  ExtractionMetrics observer_{metrics_};
  Executor executor_{{.threads = 2}};
  std::unique_ptr<ReloadableExtractor> extractor_;
  std::unique_ptr<ExtractionRpcService> service_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::ExtractionService::Stub> stub_;
};

TEST_F(ExtractionRpcTest, ExtractsFacts) {
  v1::ExtractFactsResponse response;
  const grpc::Status status = Extract("Peruvian President Orlo Vance slept.", response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto offices = FactsOf(response.extraction(), "holds_position");
  ASSERT_EQ(offices.size(), 1u);
  const auto& fact = offices[0];
  EXPECT_EQ(fact.content().relation().subject().name(), "Orlo Vance");
  EXPECT_EQ(fact.attestation().evidence(0).text(), "Peruvian President Orlo Vance");
}

TEST_F(ExtractionRpcTest, MetricsSayHowLongEachStageTook) {
  const auto count_of = [&](std::string_view stage) {
    return "\ndateline_extraction_stage_seconds_count{stage=\"" + std::string(stage) + "\"} ";
  };
  EXPECT_THAT(metrics_.Text(), HasSubstr(count_of("segmentation") + "0\n"));
  const std::string text = "Peruvian President Orlo Vance slept.";
  v1::ExtractFactsResponse response;
  ASSERT_TRUE(Extract(text, response).ok());
  const std::string page = metrics_.Text();
  for (const char* stage : {"segmentation", "grammar", "name_labels", "names", "times", "quotes",
                            "entities", "fact_rules", "assembly"}) {
    EXPECT_THAT(page, HasSubstr(count_of(stage) + "1\n"));
  }
  // No other stage has been added to the pipeline meanwhile.
  size_t stages = 0;
  const std::string count = "\ndateline_extraction_stage_seconds_count{";
  for (size_t at = page.find(count); at != page.npos; at = page.find(count, at + 1)) ++stages;
  EXPECT_EQ(stages, kReadingStages.size());
  EXPECT_THAT(page, HasSubstr("\ndateline_extraction_documents_total 1\n"));
  EXPECT_THAT(page, HasSubstr("\ndateline_extraction_text_bytes_total " +
                              std::to_string(text.size()) + "\n"));
  EXPECT_THAT(page, HasSubstr("\ndateline_extraction_facts_total " +
                              std::to_string(response.extraction().facts_size()) + "\n"));
}

TEST_F(ExtractionRpcTest, SaysWhyADocumentCannotBeRead) {
  v1::ExtractFactsResponse response;
  EXPECT_EQ(ReasonOf(Extract("", response)), reason::kDocumentEmpty);
  EXPECT_EQ(ReasonOf(Extract(std::string("a\0b", 3), response)), reason::kDocumentBinary);
  EXPECT_EQ(ReasonOf(Extract(std::string(kMaxTextBytes + 1, 'a'), response)),
            reason::kDocumentTooLarge);
  grpc::ClientContext context;
  const grpc::Status missing = stub_->ExtractFacts(&context, v1::ExtractFactsRequest(), &response);
  EXPECT_EQ(missing.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(missing), reason::kFieldRequired);
}

TEST_F(ExtractionRpcTest, StreamsInOrderAndGoesOnAfterAnError) {
  grpc::ClientContext context;
  auto stream = stub_->StreamExtractFacts(&context);
  constexpr int kDocuments = 40;
  std::vector<uint64_t> sequences;
  std::vector<uint64_t> failed;
  v1::StreamExtractFactsResponse response;
  for (int i = 0; i < kDocuments; ++i) {
    v1::StreamExtractFactsRequest request;
    request.mutable_document()->set_text(i % 10 == 3 ? "" : "Orlo Vance met Mira Tamm in Lima.");
    ASSERT_TRUE(stream->Write(request));
    ASSERT_TRUE(stream->Read(&response));
    sequences.push_back(response.sequence());
    if (response.has_error()) {
      failed.push_back(response.sequence());
      EXPECT_EQ(response.error().reason(), reason::kDocumentEmpty);
    } else {
      EXPECT_EQ(FactsOf(response.extraction(), "contact.meet").size(), 1u);
      const auto claims = FactsOf(response.extraction(), "");
      ASSERT_EQ(claims.size(), 1u);
      EXPECT_EQ(claims[0].content().claim().relation(), "met");
    }
  }
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(sequences.size(), static_cast<size_t>(kDocuments));
  for (int i = 0; i < kDocuments; ++i) EXPECT_EQ(sequences[i], static_cast<uint64_t>(i));
  EXPECT_THAT(failed, ElementsAre(3, 13, 23, 33));
}

TEST_F(ExtractionRpcTest, AnnotatesTextAndGivenTokens) {
  v1::AnnotateRequest request;
  request.set_text("Orlo Vance left Lima.");
  v1::AnnotateResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->Annotate(&context, request, &response).ok());
  ASSERT_EQ(response.sentences_size(), 1);
  std::vector<std::string> labels;
  for (const auto& token : response.sentences(0).tokens()) labels.push_back(token.name_label());
  EXPECT_THAT(labels, ElementsAre("B-Person", "I-Person", "O", "B-Location", "O"));

  v1::AnnotateRequest given;
  auto& sentence = *given.mutable_tokens()->add_sentences();
  for (const char* token : {"Lima.", "slept"}) sentence.add_tokens(token);
  grpc::ClientContext second;
  ASSERT_TRUE(stub_->Annotate(&second, given, &response).ok());
  EXPECT_EQ(response.text(), "Lima. slept");
  EXPECT_EQ(response.sentences(0).tokens(0).form(), "Lima.");

  grpc::ClientContext third;
  EXPECT_EQ(ReasonOf(stub_->Annotate(&third, v1::AnnotateRequest(), &response)),
            reason::kFieldRequired);
}

TEST_F(ExtractionRpcTest, DescribesTheExtractor) {
  v1::DescribeExtractorResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->DescribeExtractor(&context, v1::DescribeExtractorRequest(), &response).ok());
  EXPECT_EQ(response.extractor_version(), extractor_->Current()->Describe().version);
  EXPECT_EQ(response.max_text_bytes(), kMaxTextBytes);
  EXPECT_GE(response.patterns_size(), 30);
  EXPECT_THAT(std::vector<std::string>(response.languages().begin(), response.languages().end()),
              ElementsAre("en"));
}

}  // namespace
}  // namespace dateline::extraction
