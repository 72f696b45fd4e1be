// SubmitCollection over a real socket.
#include "services/ingest/rpc/collection_call.h"

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status_conversion.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

// The store behind the call: takes what it has room for.
class Shelf {
 public:
  absl::StatusOr<Submission> Submit(const v1::CollectionHeader& header, const RawArticle& article) {
    const std::lock_guard lock(mutex_);
    most_at_once_ = std::max(most_at_once_, waiting_.size());
    if (taken_.size() >= room_) {
      waiting_.insert(article.uri);
      if (!full_.HasBeenNotified()) full_.Notify();
      return MakeRetryableError(absl::StatusCode::kResourceExhausted, reason::kQueueFull, "full",
                                absl::Milliseconds(1));
    }
    taken_.insert(article.uri);
    return Submission{.document_id = article.uri, .duplicate = false, .warnings = {}};
  }

  void SetRoom(size_t room) {
    const std::lock_guard lock(mutex_);
    room_ = room;
  }
  void AwaitFull() { full_.WaitForNotification(); }
  size_t taken() const {
    const std::lock_guard lock(mutex_);
    return taken_.size();
  }
  size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

 private:
  mutable std::mutex mutex_;
  size_t room_ = 1'000'000;
  size_t most_at_once_ = 0;
  std::set<std::string> taken_;
  std::set<std::string> waiting_;
  absl::Notification full_;
};

class CollectionService final : public v1::IngestService::CallbackService {
 public:
  CollectionService(Shelf& shelf, Executor& executor) : shelf_(shelf), executor_(executor) {}
  grpc::ServerBidiReactor<v1::SubmitCollectionRequest, v1::SubmitCollectionResponse>*
  SubmitCollection(grpc::CallbackServerContext* context) override {
    return AnswerCollection(context, executor_,
                            [this](const v1::CollectionHeader& header, const RawArticle& article) {
                              return shelf_.Submit(header, article);
                            });
  }

 private:
  Shelf& shelf_;
  Executor& executor_;
};

struct Answers {
  std::vector<v1::SubmitCollectionResponse> responses;
  absl::Status end;
};

class CollectionCallTest : public ::testing::Test {
 protected:
  CollectionCallTest() {
    ServerOptions quiet;
    quiet.request_log = [](std::string_view) {};
    quiet.executor = &executor_;
    server_ = *Server::Start(quiet, {{"dateline.ingest.v1.IngestService", &service_}});
    stub_ = v1::IngestService::NewStub(MakeChannel(StrCat("127.0.0.1:", server_->port())));
  }
  ~CollectionCallTest() override { server_.reset(); }

  Answers Send(const v1::CollectionHeader& header, std::string_view payload, size_t cut = 1000) {
    grpc::ClientContext context;
    auto stream = stub_->SubmitCollection(&context);
    std::thread writer([&] {
      v1::SubmitCollectionRequest request;
      *request.mutable_header() = header;
      bool open = stream->Write(request);
      for (std::string_view rest = payload; open && !rest.empty();) {
        request.set_chunk(std::string(rest.substr(0, cut)));
        rest.remove_prefix(std::min(cut, rest.size()));
        open = stream->Write(request);
      }
      stream->WritesDone();
    });
    Answers answers;
    v1::SubmitCollectionResponse response;
    while (stream->Read(&response)) answers.responses.push_back(response);
    writer.join();
    answers.end = FromGrpcStatus(stream->Finish());
    return answers;
  }

  static std::string Lines(size_t count) {
    std::string lines;
    for (size_t i = 0; i < count; ++i) {
      lines +=
          i % 10 == 7 ? "broken\n" : StrCat(R"({"uri":"u:)", i, R"(","text":"It left."})", "\n");
    }
    return lines;
  }

  Shelf shelf_;
  Executor executor_{{.threads = 4}};
  CollectionService service_{shelf_, executor_};
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

TEST_F(CollectionCallTest, AnswersCanBeReadWhateverBytesTheItemsHave) {
  const std::string pages = StrCat(
      "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://quay.example/caf\xE9\r\n"
      "Content-Type: text/html\r\nContent-Length: 5\r\n\r\n<p>a\n\r\n\r\n",
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://quay.example/2\r\n"
      "Content-Type: application/http\r\nContent-Length: 44\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Encoding: \xE9\r\n\r\n\x01\x02\x03\x04\r\n\r\n");
  const Answers answers = Send({}, pages);
  ASSERT_TRUE(answers.end.ok()) << answers.end;
  ASSERT_EQ(answers.responses.size(), 3u);
  EXPECT_EQ(answers.responses[0].error().reason(), "ITEM_BROKEN");
  EXPECT_EQ(answers.responses[0].uri(), "");
  EXPECT_EQ(answers.responses[1].error().reason(), "ITEM_BROKEN");
  EXPECT_NE(answers.responses[1].error().message().find("'\xEF\xBF\xBD'"), std::string::npos)
      << answers.responses[1].error().message();
}

TEST_F(CollectionCallTest, OneAnswerAnItemInOrderThenASummary) {
  constexpr size_t kCount = 500;
  for (const std::string& payload : {Lines(kCount), Gzip(Lines(kCount))}) {
    v1::CollectionHeader header;
    const Answers answers = Send(header, payload);
    ASSERT_TRUE(answers.end.ok()) << answers.end;
    ASSERT_EQ(answers.responses.size(), kCount + 1);
    for (size_t i = 0; i < kCount; ++i) {
      EXPECT_EQ(answers.responses[i].item(), i);
      if (i % 10 == 7) {
        EXPECT_EQ(answers.responses[i].error().reason(), "ITEM_BROKEN");
      } else {
        EXPECT_EQ(answers.responses[i].accepted().document_id(), StrCat("u:", i));
      }
    }
    EXPECT_EQ(answers.responses.back().summary().items(), kCount);
  }
  EXPECT_EQ(shelf_.taken(), kCount / 10 * 9);
}

TEST_F(CollectionCallTest, ItemsWaitForRoomAndTheClientIsSlowed) {
  shelf_.SetRoom(20);
  std::thread other([&] {
    shelf_.AwaitFull();
    // No more than the window waits, however much the client would send.
    EXPECT_LE(shelf_.waiting(), kCollectionWindow);
    shelf_.SetRoom(1'000'000);
  });
  const Answers answers = Send({}, Lines(1000));
  other.join();
  ASSERT_TRUE(answers.end.ok()) << answers.end;
  EXPECT_EQ(shelf_.taken(), 900u);
  for (const auto& response : answers.responses) {
    EXPECT_TRUE(!response.has_error() || response.error().reason() == "ITEM_BROKEN");
  }
}

TEST_F(CollectionCallTest, ACallerThatHangsUpWhileItemsWaitEndsTheCall) {
  shelf_.SetRoom(0);
  grpc::ClientContext context;
  auto stream = stub_->SubmitCollection(&context);
  v1::SubmitCollectionRequest request;
  request.mutable_header()->set_media_type("application/jsonl");
  ASSERT_TRUE(stream->Write(request));
  request.set_chunk(Lines(50));
  ASSERT_TRUE(stream->Write(request));
  shelf_.AwaitFull();
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // The destructor would wait for ever for a call that does not end.
}

TEST_F(CollectionCallTest, ItemsThatWereAnsweredAreSkipped) {
  v1::CollectionHeader header;
  header.set_skip_items(95);
  const Answers answers = Send(header, Lines(100));
  ASSERT_EQ(answers.responses.size(), 6u);
  EXPECT_EQ(answers.responses[0].item(), 95u);
  EXPECT_EQ(answers.responses[5].summary().items(), 100u);
  EXPECT_EQ(shelf_.taken(), 4u);
}

TEST_F(CollectionCallTest, WhatCannotBeReadOnEndsTheCallAfterTheItemsBefore) {
  const std::string packed = Gzip(Lines(20'000));
  const Answers answers = Send({}, packed.substr(0, packed.size() / 2));
  EXPECT_EQ(ReasonOf(answers.end), "CONTENT_ENCODING_BROKEN");
  EXPECT_GT(answers.responses.size(), 1'000u);
  EXPECT_EQ(ReasonOf(Send({}, "The mayor spoke.").end), "MEDIA_TYPE_UNSUPPORTED");
  EXPECT_EQ(ReasonOf(Send({}, "").end), "DOCUMENT_EMPTY");
}

TEST_F(CollectionCallTest, RequestsOutOfOrderAreRefused) {
  v1::CollectionHeader header;
  (*header.mutable_fields())["headline"] = "h";
  EXPECT_EQ(ReasonOf(Send(header, "x").end), "FIELD_INVALID");
  grpc::ClientContext context;
  auto stream = stub_->SubmitCollection(&context);
  v1::SubmitCollectionRequest request;
  request.set_chunk("x");
  stream->Write(request);
  stream->WritesDone();
  v1::SubmitCollectionResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(ReasonOf(FromGrpcStatus(stream->Finish())), "FIELD_INVALID");
}

}  // namespace
}  // namespace dateline::ingest
