#include "services/ingest/rpc/delivery_rpc_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "common/testing/memory_store.h"
#include "dateline/extraction/v1/extraction.grpc.pb.h"
#include "services/ingest/rpc/ingest_host.h"

namespace dateline::ingest {
namespace {

// Refuses every document.
class RefusingExtraction final : public extraction::v1::ExtractionService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ExtractFacts(grpc::CallbackServerContext* context,
                                         const extraction::v1::ExtractFactsRequest*,
                                         extraction::v1::ExtractFactsResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpcStatus(
        MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentTooLarge, "too long")));
    return reactor;
  }
};

class DeliveryRpcTest : public ::testing::Test {
 protected:
  DeliveryRpcTest() : store_(IngestKeySpaceNames().size()) {
    ServerOptions quiet;
    quiet.request_log = [](std::string_view) {};
    upstream_ = *Server::Start(quiet, {{"dateline.extraction.v1.ExtractionService", &extraction_}});
    host_ = *IngestHost::Open(&store_, executor_, {});
    quiet.executor = &executor_;
    server_ = *Server::Start(
        quiet, {{std::string(IngestRpcService::kFullName), &host_->service()},
                {std::string(DeliveryRpcService::kFullName), &host_->delivery_service()}});
    const auto channel = MakeChannel(StrCat("127.0.0.1:", server_->port()));
    ingest_ = v1::IngestService::NewStub(channel);
    stub_ = v1::DeliveryService::NewStub(channel);
  }

  ~DeliveryRpcTest() override {
    host_->Stop();
    server_.reset();
  }

  std::string Submit(int number) {
    grpc::ClientContext context;
    v1::SubmitDocumentRequest request;
    request.mutable_document()->set_uri(StrCat("https://harbour.example/", number));
    request.mutable_document()->set_content("The mayor spoke.");
    request.mutable_document()->set_submitter("wire-feed");
    v1::SubmitDocumentResponse response;
    EXPECT_TRUE(ingest_->SubmitDocument(&context, request, &response).ok());
    return response.document_id();
  }

  void DeliverAll() {
    const auto upstream = MakeChannel(StrCat("127.0.0.1:", upstream_->port()));
    host_->StartDelivery(upstream, upstream);
    AwaitSettled();
  }

  void AwaitSettled() {
    grpc::ClientContext context;
    v1::WatchDeliveryRequest request;
    request.set_until_settled(true);
    auto reader = ingest_->WatchDelivery(&context, request);
    v1::WatchDeliveryResponse response;
    while (reader->Read(&response)) {
    }
    EXPECT_TRUE(reader->Finish().ok());
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::DeliveryService::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  MemoryStore store_;
  Executor executor_{{.threads = 4}};
  RefusingExtraction extraction_;
  std::unique_ptr<Server> upstream_;
  std::unique_ptr<IngestHost> host_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::IngestService::Stub> ingest_;
  std::unique_ptr<v1::DeliveryService::Stub> stub_;
};

using Stub = v1::DeliveryService::Stub;

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

TEST_F(DeliveryRpcTest, StatusOfWhatWaits) {
  for (int i = 0; i < 3; ++i) Submit(i);
  v1::GetDeliveryStatusRequest request;
  request.set_top_sources(5);
  const auto status = Call(&Stub::GetDeliveryStatus, request);
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->waiting(), 3u);
  EXPECT_EQ(status->waiting_limit(), 100'000u);
  ASSERT_EQ(status->depths_size(), 1);
  EXPECT_EQ(status->depths(0).state(), v1::DELIVERY_STATE_QUEUED);
  EXPECT_EQ(status->depths(0).priority(), v1::PRIORITY_NORMAL);
  EXPECT_EQ(status->depths(0).documents(), 3u);
  EXPECT_GT(status->oldest_queued_at().seconds(), 0);
  ASSERT_EQ(status->top_sources_size(), 1);
  EXPECT_EQ(status->top_sources(0).submitter(), "wire-feed");
  EXPECT_EQ(status->top_sources(0).publisher(), "harbour.example");
  EXPECT_GT(status->rates().accepted(), 0);
  EXPECT_FALSE(status->has_mean_delivery_time());
  request.set_top_sources(101);
  EXPECT_EQ(ReasonOf(Call(&Stub::GetDeliveryStatus, request).status()), "FIELD_INVALID");
}

TEST_F(DeliveryRpcTest, DeadLettersAreListedExplainedAndReplayed) {
  const std::string id = Submit(1);
  Submit(2);
  DeliverAll();
  const auto list = Call(&Stub::ListDeadLetters, v1::ListDeadLettersRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->dead_letters_size(), 2);
  // Which of the two died first is chance.
  const v1::DeadLetter& letter = list->dead_letters(list->dead_letters(0).document_id() != id);
  EXPECT_EQ(letter.document_id(), id);
  EXPECT_EQ(letter.submitter(), "wire-feed");
  EXPECT_EQ(letter.times_given_up(), 1u);
  ASSERT_EQ(letter.failures_size(), 1);
  EXPECT_EQ(letter.failures(0).step(), v1::DELIVERY_STEP_EXTRACTION);
  EXPECT_EQ(letter.failures(0).reason(), "DOCUMENT_TOO_LARGE");
  EXPECT_THAT(letter.advice(), ::testing::HasSubstr("refuses the document itself"));
  const auto why = Call(&Stub::ExplainDeadLetters, v1::ExplainDeadLettersRequest());
  ASSERT_EQ(why->groups_size(), 1);
  EXPECT_EQ(why->groups(0).documents(), 2u);
  EXPECT_EQ(why->groups(0).example_ids_size(), 2);
  v1::ReplayDeadLettersRequest replay;
  replay.mutable_filter()->set_error("UPSTREAM_UNAVAILABLE");
  EXPECT_EQ(Call(&Stub::ReplayDeadLetters, replay)->queued(), 0u);
  replay.mutable_filter()->set_error("DOCUMENT_TOO_LARGE");
  replay.set_priority(v1::PRIORITY_BACKFILL);
  EXPECT_EQ(Call(&Stub::ReplayDeadLetters, replay)->queued(), 2u);
  AwaitSettled();
  v1::ListDeadLettersRequest one;
  one.add_document_ids(id);
  EXPECT_EQ(Call(&Stub::ListDeadLetters, one)->dead_letters(0).times_given_up(), 2u);
  EXPECT_EQ(Call(&Stub::ListDeadLetters, one)->dead_letters(0).priority(), v1::PRIORITY_BACKFILL);
}

TEST_F(DeliveryRpcTest, ReprocessingsBeginAreListedAndStop) {
  v1::StartReprocessingRequest start;
  start.mutable_filter()->set_publisher("Harbour Post");
  start.set_max_per_second(5);
  const auto begun = Call(&Stub::StartReprocessing, start);
  ASSERT_TRUE(begun.ok()) << begun.status();
  EXPECT_EQ(begun->reprocessing().state(), v1::REPROCESSING_STATE_RUNNING);
  EXPECT_EQ(begun->reprocessing().filter().publisher(), "Harbour Post");
  EXPECT_EQ(Call(&Stub::GetDeliveryStatus, v1::GetDeliveryStatusRequest())->reprocessings_size(),
            1);
  v1::StopReprocessingRequest stop;
  stop.set_reprocessing_id(begun->reprocessing().id());
  EXPECT_EQ(Call(&Stub::StopReprocessing, stop)->reprocessing().state(),
            v1::REPROCESSING_STATE_STOPPED);
  const auto list = Call(&Stub::ListReprocessings, v1::ListReprocessingsRequest());
  ASSERT_EQ(list->reprocessings_size(), 1);
  EXPECT_TRUE(list->reprocessings(0).has_ended_at());
  stop.set_reprocessing_id("nonsense");
  EXPECT_EQ(ReasonOf(Call(&Stub::StopReprocessing, stop).status()), "REPROCESSING_NOT_FOUND");
  stop.clear_reprocessing_id();
  EXPECT_EQ(ReasonOf(Call(&Stub::StopReprocessing, stop).status()), "FIELD_REQUIRED");
}

TEST_F(DeliveryRpcTest, BadRequestsHaveTheirOwnCodes) {
  v1::ListDeadLettersRequest list;
  list.mutable_filter()->set_step(static_cast<v1::DeliveryStep>(9));
  EXPECT_EQ(ReasonOf(Call(&Stub::ListDeadLetters, list).status()), "FIELD_INVALID");
  list.mutable_filter()->clear_step();
  list.mutable_filter()->mutable_given_up_from()->set_seconds(-90'000'000'000);
  EXPECT_EQ(ReasonOf(Call(&Stub::ListDeadLetters, list).status()), "TIME_INVALID");
  v1::ReplayDeadLettersRequest replay;
  replay.set_priority(static_cast<v1::Priority>(9));
  EXPECT_EQ(ReasonOf(Call(&Stub::ReplayDeadLetters, replay).status()), "FIELD_INVALID");
  v1::StartReprocessingRequest start;
  start.set_max_per_second(-1);
  EXPECT_EQ(ReasonOf(Call(&Stub::StartReprocessing, start).status()), "FIELD_INVALID");
  start.clear_max_per_second();
  start.mutable_filter()->set_state(v1::DELIVERY_STATE_REMOVED);
  EXPECT_EQ(ReasonOf(Call(&Stub::StartReprocessing, start).status()), "FIELD_INVALID");
}

}  // namespace
}  // namespace dateline::ingest
