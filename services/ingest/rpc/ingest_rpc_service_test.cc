// Every method of IngestService over a real socket, with the services behind it
// on another.
#include "services/ingest/rpc/ingest_rpc_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/base/trace_context.h"
#include "common/metrics/metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/unary_answer.h"
#include "common/testing/memory_store.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/rpc/ingest_host.h"
#include "services/ingest/rpc/ingest_metrics.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// The traceparent header of the call that came last. Thread-safe.
class LastTraceParent {
 public:
  void Keep(const grpc::CallbackServerContext& context) {
    const auto header = context.client_metadata().find("traceparent");
    absl::MutexLock lock(&mutex_);
    last_ = header == context.client_metadata().end()
                ? ""
                : std::string(header->second.data(), header->second.size());
  }
  std::string last() const {
    absl::MutexLock lock(&mutex_);
    return last_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::string last_ ABSL_GUARDED_BY(mutex_);
};

// Answers with one passage, the text; an extractor that reads nothing is enough
// to see what travels.
class EchoExtraction final : public extraction::v1::ExtractionService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ExtractFacts(grpc::CallbackServerContext* context,
                                         const extraction::v1::ExtractFactsRequest* request,
                                         extraction::v1::ExtractFactsResponse* response) override {
    traceparent_.Keep(*context);
    fact::v1::Extraction& extraction = *response->mutable_extraction();
    *extraction.mutable_document() = request->document();
    extraction.mutable_document()->clear_text();
    extraction.set_extractor_version("echo-1");
    fact::v1::Passage& passage = *extraction.add_passages();
    passage.mutable_span()->set_end(request->document().text().size());
    passage.set_text(request->document().text());
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  std::string traceparent() const { return traceparent_.last(); }

 private:
  LastTraceParent traceparent_;
};

// Keeps the recorded texts by document.
class RecordingQuery final : public query::v1::QueryService::CallbackService {
 public:
  grpc::ServerUnaryReactor* RecordExtraction(
      grpc::CallbackServerContext* context, const query::v1::RecordExtractionRequest* request,
      query::v1::RecordExtractionResponse* response) override {
    traceparent_.Keep(*context);
    absl::MutexLock lock(&mutex_);
    const fact::v1::Extraction& extraction = request->extraction();
    const std::string& text = extraction.passages(0).text();
    auto* reactor = context->DefaultReactor();
    if (text.find("unacceptable") != std::string::npos) {
      reactor->Finish(ToGrpcStatus(MakeError(absl::StatusCode::kInvalidArgument,
                                             reason::kExtractionInconsistent, "not this one")));
      return reactor;
    }
    texts_[extraction.document().id()] = text;
    response->set_fact_count(2);
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* RemoveDocument(grpc::CallbackServerContext* context,
                                           const query::v1::RemoveDocumentRequest* request,
                                           query::v1::RemoveDocumentResponse* response) override {
    absl::MutexLock lock(&mutex_);
    response->set_changed(texts_.erase(request->document_id()) > 0);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  std::string traceparent() const { return traceparent_.last(); }

  std::map<std::string, std::string> texts() {
    absl::MutexLock lock(&mutex_);
    return texts_;
  }

 private:
  absl::Mutex mutex_;
  std::map<std::string, std::string> texts_ ABSL_GUARDED_BY(mutex_);
  LastTraceParent traceparent_;
};

std::string Address(const Server& server) { return StrCat("127.0.0.1:", server.port()); }

class IngestRpcTest : public ::testing::Test {
 protected:
  static constexpr int kMaxWaiting = 500;

  IngestRpcTest() : store_(IngestKeySpaceNames().size()) {
    ServerOptions quiet;
    quiet.request_log = [](std::string_view) {};
    upstream_ = *Server::Start(quiet, {{"dateline.extraction.v1.ExtractionService", &extraction_},
                                       {"dateline.query.v1.QueryService", &query_}});
    IngestOptions options;
    options.delivery.first_delay = absl::Milliseconds(1);
    options.documents.backlog.max_waiting = kMaxWaiting;
    host_ = *IngestHost::Open(&store_, executor_, options);
    quiet.executor = &executor_;
    server_ =
        *Server::Start(quiet, {{std::string(IngestRpcService::kFullName), &host_->service()}});
    stub_ = v1::IngestService::NewStub(MakeChannel(Address(*server_)));
  }

  ~IngestRpcTest() override {
    host_->Stop();
    server_.reset();
  }

  void StartDelivery() {
    host_->StartDelivery(MakeChannel(Address(*upstream_)), MakeChannel(Address(*upstream_)));
  }

  static v1::RawDocument Raw(int number, std::string_view text = "The mayor spoke.") {
    v1::RawDocument raw;
    raw.set_uri(StrCat("https://harbour.example/", number));
    raw.set_content(std::string(text));
    return raw;
  }

  absl::StatusOr<v1::SubmitDocumentResponse> Submit(const v1::RawDocument& raw) {
    grpc::ClientContext context;
    v1::SubmitDocumentRequest request;
    *request.mutable_document() = raw;
    v1::SubmitDocumentResponse response;
    const grpc::Status status = stub_->SubmitDocument(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  absl::StatusOr<v1::GetDocumentResponse> Get(const std::string& id) {
    grpc::ClientContext context;
    v1::GetDocumentRequest request;
    request.set_document_id(id);
    request.set_include_text(true);
    request.set_include_content(true);
    v1::GetDocumentResponse response;
    const grpc::Status status = stub_->GetDocument(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  // Watches until settled; the last state of each document.
  std::map<std::string, v1::Delivery> AwaitSettled(const std::vector<std::string>& ids) {
    grpc::ClientContext context;
    v1::WatchDeliveryRequest request;
    request.mutable_document_ids()->Assign(ids.begin(), ids.end());
    request.set_until_settled(true);
    auto reader = stub_->WatchDelivery(&context, request);
    std::map<std::string, v1::Delivery> states;
    v1::WatchDeliveryResponse response;
    while (reader->Read(&response)) states[response.document_id()] = response.delivery();
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.unsettled(), 0u);
    return states;
  }

  size_t DocumentCount() {
    grpc::ClientContext context;
    v1::ListDocumentsResponse response;
    EXPECT_TRUE(stub_->ListDocuments(&context, {}, &response).ok());
    return static_cast<size_t>(response.documents_size());
  }

  MemoryStore store_;
  Executor executor_{{.threads = 8}};
  EchoExtraction extraction_;
  RecordingQuery query_;
  std::unique_ptr<Server> upstream_;
  std::unique_ptr<IngestHost> host_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

TEST_F(IngestRpcTest, SubmitWatchGet) {
  StartDelivery();
  v1::RawDocument raw = Raw(1, "Ferry plan adopted at last\r\n\r\nThe mayor spoke.");
  raw.mutable_metadata()->set_publisher("Harbour Post");
  raw.mutable_metadata()->set_published_at("2021-08-20");
  const auto submitted = Submit(raw);
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->disposition(), v1::DISPOSITION_ACCEPTED);
  EXPECT_EQ(Submit(raw)->disposition(), v1::DISPOSITION_DUPLICATE);
  const std::string& id = submitted->document_id();
  const v1::Delivery delivery = AwaitSettled({id})[id];
  EXPECT_EQ(delivery.state(), v1::DELIVERY_STATE_DELIVERED);
  EXPECT_EQ(delivery.extractor_version(), "echo-1");
  EXPECT_EQ(delivery.fact_count(), 2u);
  EXPECT_GT(delivery.changed_at().seconds(), 0);
  EXPECT_EQ(query_.texts()[id], "Ferry plan adopted at last\n\nThe mayor spoke.");

  const auto got = Get(id);
  ASSERT_TRUE(got.ok()) << got.status();
  const fact::v1::Document& document = got->document().document();
  EXPECT_EQ(document.text(), "Ferry plan adopted at last\n\nThe mayor spoke.");
  EXPECT_EQ(document.title(), "Ferry plan adopted at last");
  EXPECT_EQ(document.publisher(), "Harbour Post");
  EXPECT_EQ(document.published_at().start(), "2021-08-20");
  EXPECT_EQ(got->content(), raw.content());
  EXPECT_EQ(got->document().content_bytes(), raw.content().size());
  EXPECT_THAT(got->document().content_sha256(), SizeIs(64));
}

TEST_F(IngestRpcTest, CallsToTheOtherServicesBelongToTheTraceOfTheSubmission) {
  StartDelivery();
  grpc::ClientContext context;
  context.AddMetadata("traceparent", "00-6e0c63257de34c926f9efcd03927272e-74f92e3bb5a1c0d7-01");
  v1::SubmitDocumentRequest request;
  *request.mutable_document() = Raw(1);
  v1::SubmitDocumentResponse response;
  ASSERT_TRUE(stub_->SubmitDocument(&context, request, &response).ok());
  AwaitSettled({response.document_id()});
  for (const std::string& header : {extraction_.traceparent(), query_.traceparent()}) {
    const auto trace = TraceContext::Parse(header);
    ASSERT_TRUE(trace.has_value()) << header;
    EXPECT_EQ(trace->trace_id, "6e0c63257de34c926f9efcd03927272e");
    EXPECT_NE(trace->span_id, "74f92e3bb5a1c0d7");
  }
}

TEST_F(IngestRpcTest, MetricsSayWhatWaitsAndWhatWasDelivered) {
  Metrics metrics;
  const auto handle = AddIngestMetrics(metrics, host_->core());
  ASSERT_TRUE(Submit(Raw(1)).ok());
  ASSERT_TRUE(Submit(Raw(1)).ok());  // The same again.
  const std::string waiting =
      "\ndateline_delivery_queue_documents{state=\"queued\",priority=\"normal\"} ";
  EXPECT_THAT(metrics.Text(), HasSubstr(waiting + "1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ndateline_delivery_queue_limit_documents 500\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("_events_total{event=\"accepted\"} 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("_events_total{event=\"duplicate\"} 1\n"));
  const auto bad = Submit(Raw(2, "This is unacceptable."));
  ASSERT_TRUE(bad.ok());
  StartDelivery();
  AwaitSettled({Submit(Raw(1))->document_id(), bad->document_id()});
  EXPECT_THAT(metrics.Text(), HasSubstr(waiting + "0\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ndateline_delivery_lag_seconds 0\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ndateline_delivery_dead_letters 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("_events_total{event=\"delivered\"} 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("_events_total{event=\"given_up\"} 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ndateline_delivery_duration_seconds_count 1\n"));
}

TEST_F(IngestRpcTest, AStreamAnswersEachRequestInOrderAndGoesOnAfterErrors) {
  StartDelivery();
  grpc::ClientContext context;
  auto stream = stub_->SubmitDocuments(&context);
  constexpr int kCount = 300;
  std::vector<std::string> ids;
  std::thread writer([&] {
    for (int i = 0; i < kCount; ++i) {
      v1::SubmitDocumentsRequest request;
      request.set_sequence(1'000 + static_cast<uint64_t>(i));
      *request.mutable_document() = Raw(i, i % 10 == 3 ? "caf\xE9" : "The mayor spoke.");
      if (i == 7) request.clear_document();
      EXPECT_TRUE(stream->Write(request));
    }
    EXPECT_TRUE(stream->WritesDone());
  });
  v1::SubmitDocumentsResponse response;
  for (int i = 0; i < kCount; ++i) {
    ASSERT_TRUE(stream->Read(&response)) << i;
    EXPECT_EQ(response.sequence(), 1'000u + static_cast<uint64_t>(i));
    if (i % 10 == 3 || i == 7) {
      EXPECT_EQ(response.error().code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
      EXPECT_EQ(response.error().reason(), i == 7 ? "FIELD_REQUIRED" : "DOCUMENT_NOT_UTF8");
    } else {
      EXPECT_EQ(response.accepted().disposition(), v1::DISPOSITION_ACCEPTED);
      ids.push_back(response.accepted().document_id());
    }
  }
  EXPECT_FALSE(stream->Read(&response));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  for (const auto& [id, delivery] : AwaitSettled({})) {
    EXPECT_EQ(delivery.state(), v1::DELIVERY_STATE_DELIVERED) << id;
  }
  EXPECT_THAT(query_.texts(), SizeIs(ids.size()));
}

TEST_F(IngestRpcTest, ListPagesAndFilters) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Submit(Raw(i)).ok());
  v1::ListDocumentsRequest request;
  request.set_page_size(2);
  request.set_oldest_first(true);
  request.set_uri_prefix("https://harbour.example/");
  std::vector<std::string> uris;
  do {
    grpc::ClientContext context;
    v1::ListDocumentsResponse response;
    ASSERT_TRUE(stub_->ListDocuments(&context, request, &response).ok());
    for (const auto& document : response.documents()) {
      uris.push_back(document.document().uri());
      EXPECT_EQ(document.delivery().state(), v1::DELIVERY_STATE_QUEUED);
      EXPECT_EQ(document.document().text(), "");
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(uris, ElementsAre("https://harbour.example/0", "https://harbour.example/1",
                                "https://harbour.example/2", "https://harbour.example/3",
                                "https://harbour.example/4"));
}

TEST_F(IngestRpcTest, DeadLettersAreReprocessed) {
  StartDelivery();
  const std::string id = Submit(Raw(1, "This text is unacceptable."))->document_id();
  const v1::Delivery delivery = AwaitSettled({id})[id];
  EXPECT_EQ(delivery.state(), v1::DELIVERY_STATE_DEAD);
  EXPECT_EQ(delivery.last_error(), "INVALID_ARGUMENT EXTRACTION_INCONSISTENT: not this one");
  grpc::ClientContext context;
  v1::ReprocessDocumentsRequest request;
  request.set_state(v1::DELIVERY_STATE_DEAD);
  v1::ReprocessDocumentsResponse response;
  ASSERT_TRUE(stub_->ReprocessDocuments(&context, request, &response).ok());
  EXPECT_EQ(response.queued(), 1u);
  EXPECT_EQ(AwaitSettled({id})[id].state(), v1::DELIVERY_STATE_DEAD);
}

TEST_F(IngestRpcTest, DeletionReachesTheFactBase) {
  StartDelivery();
  const std::string id = Submit(Raw(1))->document_id();
  AwaitSettled({id});
  ASSERT_THAT(query_.texts(), SizeIs(1));
  grpc::ClientContext context;
  v1::DeleteDocumentRequest request;
  request.set_document_id(id);
  request.set_reason("case 12");
  v1::DeleteDocumentResponse response;
  ASSERT_TRUE(stub_->DeleteDocument(&context, request, &response).ok());
  EXPECT_EQ(response.state(), v1::DELIVERY_STATE_REMOVING);
  EXPECT_EQ(AwaitSettled({id})[id].state(), v1::DELIVERY_STATE_REMOVED);
  EXPECT_THAT(query_.texts(), SizeIs(0));
  EXPECT_EQ(Get(id)->content(), "");
}

TEST_F(IngestRpcTest, ServicesThatAreAwayAreWaitedFor) {
  const std::string id = Submit(Raw(1))->document_id();
  const std::string address = Address(*upstream_);
  upstream_.reset();
  grpc::ClientContext context;
  v1::WatchDeliveryRequest request;
  request.add_document_ids(id);
  request.set_until_settled(true);
  auto reader = stub_->WatchDelivery(&context, request);
  host_->StartDelivery(MakeChannel(address), MakeChannel(address));
  v1::WatchDeliveryResponse response;
  while (response.delivery().state() != v1::DELIVERY_STATE_RETRYING) {
    ASSERT_TRUE(reader->Read(&response));
  }
  EXPECT_THAT(response.delivery().last_error(), HasSubstr("UPSTREAM_UNAVAILABLE"));
  ServerOptions options;
  options.listen_address = address;
  options.request_log = [](std::string_view) {};
  upstream_ = *Server::Start(options, {{"dateline.extraction.v1.ExtractionService", &extraction_},
                                       {"dateline.query.v1.QueryService", &query_}});
  while (reader->Read(&response)) {
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(response.delivery().state(), v1::DELIVERY_STATE_DELIVERED);
}

TEST_F(IngestRpcTest, BadSubmissionsHaveTheirOwnCodesAndChangeNothing) {
  ASSERT_TRUE(Submit(Raw(1)).ok());
  const auto reason_of = [&](const v1::RawDocument& raw) {
    const absl::Status status = Submit(raw).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_FALSE(status.message().empty());
    return ReasonOf(status);
  };
  EXPECT_EQ(reason_of(Raw(2, "")), "DOCUMENT_EMPTY");
  EXPECT_EQ(reason_of(Raw(2, "caf\xE9")), "DOCUMENT_NOT_UTF8");
  EXPECT_EQ(reason_of(Raw(2, std::string_view("a\0b", 3))), "DOCUMENT_BINARY");
  EXPECT_EQ(reason_of(Raw(2, std::string(11 << 20, 'a'))), "DOCUMENT_TOO_LARGE");
  v1::RawDocument raw = Raw(2);
  raw.set_media_type("application/pdf");
  EXPECT_EQ(reason_of(raw), "MEDIA_TYPE_UNSUPPORTED");
  raw = Raw(2);
  raw.mutable_metadata()->set_published_at("0000-01-01");
  EXPECT_EQ(reason_of(raw), "TIME_INVALID");
  raw = Raw(2);
  raw.set_uri(std::string(2'049, 'u'));
  EXPECT_EQ(reason_of(raw), "FIELD_INVALID");
  EXPECT_EQ(Submit(Raw(2, std::string(20 << 20, 'a'))).status().code(),
            absl::StatusCode::kResourceExhausted)
      << "larger than any message";
  grpc::ClientContext context;
  v1::SubmitDocumentResponse response;
  EXPECT_EQ(ReasonOf(FromGrpcStatus(stub_->SubmitDocument(&context, {}, &response))),
            "FIELD_REQUIRED");
  EXPECT_EQ(DocumentCount(), 1u);
}

TEST_F(IngestRpcTest, AFullQueueTellsClientsWhenToComeBackAndKeepsRoomForOthers) {
  v1::RawDocument raw;
  int taken = 0;
  absl::Status refused;
  while (refused.ok() && taken <= kMaxWaiting) {
    raw = Raw(++taken);
    raw.set_submitter("mass");
    refused = Submit(raw).status();
  }
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "QUEUE_FULL");
  EXPECT_GE(GetErrorDetail(refused)->retry_after, absl::Seconds(1));
  grpc::ClientContext context;
  auto stream = stub_->SubmitDocuments(&context);
  v1::SubmitDocumentsRequest request;
  *request.mutable_document() = raw;
  ASSERT_TRUE(stream->Write(request));
  v1::SubmitDocumentsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.error().code(), static_cast<int>(grpc::StatusCode::RESOURCE_EXHAUSTED));
  EXPECT_GE(response.error().retry_after().seconds(), 1);
  raw.set_submitter("newsroom");
  EXPECT_TRUE(Submit(raw).ok()) << "room is left for others";
}

TEST_F(IngestRpcTest, SubmissionsSayWhoAndHowUrgent) {
  v1::RawDocument raw = Raw(1);
  raw.set_submitter("wire-feed");
  raw.set_priority(v1::PRIORITY_BREAKING);
  const v1::Delivery named = Get(Submit(raw)->document_id())->document().delivery();
  EXPECT_EQ(named.submitter(), "wire-feed");
  EXPECT_EQ(named.priority(), v1::PRIORITY_BREAKING);
  const v1::Delivery unnamed = Get(Submit(Raw(2))->document_id())->document().delivery();
  EXPECT_EQ(unnamed.submitter(), "127.0.0.1");
  EXPECT_EQ(unnamed.priority(), v1::PRIORITY_NORMAL);
  raw = Raw(3);
  raw.set_priority(v1::PRIORITY_REEXTRACTION);
  EXPECT_EQ(ReasonOf(Submit(raw).status()), "FIELD_INVALID");
}

TEST_F(IngestRpcTest, BadRequestsHaveTheirOwnCodes) {
  EXPECT_EQ(ReasonOf(Get("").status()), "FIELD_REQUIRED");
  EXPECT_EQ(Get("unknown").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(Get("unknown").status()), "DOCUMENT_NOT_FOUND");
  const auto list = [&](const v1::ListDocumentsRequest& request) {
    grpc::ClientContext context;
    v1::ListDocumentsResponse response;
    return ReasonOf(FromGrpcStatus(stub_->ListDocuments(&context, request, &response)));
  };
  v1::ListDocumentsRequest request;
  request.set_page_size(1'001);
  EXPECT_EQ(list(request), "FIELD_INVALID");
  request.Clear();
  request.set_state(static_cast<v1::DeliveryState>(99));
  EXPECT_EQ(list(request), "FIELD_INVALID");
  request.Clear();
  request.mutable_received_from()->set_seconds(-90'000'000'000);
  EXPECT_EQ(list(request), "TIME_INVALID");
  request.Clear();
  request.set_page_token("nonsense");
  EXPECT_EQ(list(request), "PAGE_TOKEN_INVALID");

  grpc::ClientContext context;
  v1::WatchDeliveryRequest watch;
  watch.add_document_ids("unknown");
  auto reader = stub_->WatchDelivery(&context, watch);
  v1::WatchDeliveryResponse response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(FromGrpcStatus(reader->Finish())), "DOCUMENT_NOT_FOUND");
}

TEST_F(IngestRpcTest, APageTokenOfAnotherQueryIsRefused) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Submit(Raw(i)).ok());
  v1::ListDocumentsRequest request;
  request.set_page_size(1);
  v1::ListDocumentsResponse response;
  grpc::ClientContext first;
  ASSERT_TRUE(stub_->ListDocuments(&first, request, &response).ok());
  request.set_page_token(response.next_page_token());
  request.set_publisher("Harbour Post");
  grpc::ClientContext second;
  EXPECT_EQ(ReasonOf(FromGrpcStatus(stub_->ListDocuments(&second, request, &response))),
            "PAGE_TOKEN_MISMATCH");
}

TEST_F(IngestRpcTest, AnExpiredDeadlineStoresNothing) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() - std::chrono::seconds(1));
  v1::SubmitDocumentRequest request;
  *request.mutable_document() = Raw(1);
  v1::SubmitDocumentResponse response;
  EXPECT_EQ(stub_->SubmitDocument(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(DocumentCount(), 0u);
}

TEST_F(IngestRpcTest, DrainingEndsOpenWatches) {
  const std::string id = Submit(Raw(1))->document_id();
  grpc::ClientContext context;
  v1::WatchDeliveryRequest request;
  request.add_document_ids(id);
  auto reader = stub_->WatchDelivery(&context, request);
  v1::WatchDeliveryResponse response;
  ASSERT_TRUE(reader->Read(&response));
  std::thread drain([&] { server_->Drain(); });
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(FromGrpcStatus(reader->Finish())), "DRAINING");
  drain.join();
}

}  // namespace
}  // namespace dateline::ingest
