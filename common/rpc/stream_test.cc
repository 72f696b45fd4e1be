// Server streams and bidirectional streams over a real socket.
#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/testing/probe_server.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using rpc::testing::v1::ChatRequest;
using rpc::testing::v1::ChatResponse;
using rpc::testing::v1::CountRequest;
using rpc::testing::v1::CountResponse;
using rpc::testing::v1::EchoRequest;
using rpc::testing::v1::EchoResponse;

// A deadline that passes while the test waits, and not before the server has
// got the call.
constexpr absl::Duration kSoon = absl::Milliseconds(500);

// Lets the server do whatever it would do by itself.
void GiveTheServerTime(rpc::testing::v1::ProbeService::Stub& stub) {
  for (int i = 0; i < 100; ++i) {
    grpc::ClientContext context;
    EchoResponse response;
    EXPECT_TRUE(stub.Echo(&context, EchoRequest(), &response).ok());
  }
}

class CountTest : public testing::Test {
 protected:
  std::unique_ptr<grpc::ClientReader<CountResponse>> Count(const CountRequest& request) {
    return stub_->Count(&context_, request);
  }

  // The next number, or -1 at the end.
  int Next(grpc::ClientReader<CountResponse>& stream) {
    CountResponse response;
    return stream.Read(&response) ? static_cast<int>(response.number()) : -1;
  }

  ProbeServer probe_;
  std::unique_ptr<rpc::testing::v1::ProbeService::Stub> stub_ = probe_.NewStub();
  grpc::ClientContext context_;
};

TEST_F(CountTest, SendsAllInOrderAndEnds) {
  CountRequest request;
  request.set_count(500);
  const auto stream = Count(request);
  for (int i = 0; i < 500; ++i) ASSERT_EQ(Next(*stream), i);
  EXPECT_EQ(Next(*stream), -1);
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(Eventually([&] { return probe_.service.streams_ended == 1; }));
}

TEST_F(CountTest, SendsWhatItHasBeforeItsError) {
  CountRequest request;
  request.set_count(2);
  request.set_then_fail(true);
  const auto stream = Count(request);
  EXPECT_EQ(Next(*stream), 0);
  EXPECT_EQ(Next(*stream), 1);
  EXPECT_EQ(Next(*stream), -1);
  const absl::Status status = FromGrpcStatus(stream->Finish());
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kFieldInvalid);
}

TEST_F(CountTest, WaitsWithoutAThreadUntilItIsWoken) {
  CountRequest request;
  request.set_count(1);
  request.set_then_wait(true);
  const auto stream = Count(request);
  EXPECT_EQ(Next(*stream), 0);
  for (int more = 1; more <= 50; ++more) {
    probe_.service.more_numbers = static_cast<uint32_t>(more);
    probe_.service.waker->Wake();
    ASSERT_EQ(Next(*stream), more);
  }
  GiveTheServerTime(*stub_);
  context_.TryCancel();
  EXPECT_EQ(Next(*stream), -1);
  EXPECT_TRUE(Eventually([&] { return probe_.service.streams_ended == 1; }));
  // Waking a stream that is gone does nothing.
  probe_.service.waker->Wake();
}

// Each call ends while the server writes, waits or makes the next message.
TEST_F(CountTest, SurvivesCallersWhoGoAtAnyMoment) {
  constexpr uint32_t kCalls = 300;
  std::vector<std::thread> callers;
  for (uint32_t caller = 0; caller < 4; ++caller) {
    callers.emplace_back([this, caller] {
      const auto stub = probe_.NewStub();
      for (uint32_t call = 0; call < kCalls; ++call) {
        grpc::ClientContext context;
        CountRequest request;
        request.set_count(100);
        request.set_padding_bytes(1 << 18);  // More than a window takes: writes wait.
        const auto stream = stub->Count(&context, request);
        for (uint32_t read = 0; read < (call + caller) % 5; ++read) Next(*stream);
        context.TryCancel();
        stream->Finish();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  GiveTheServerTime(*stub_);
}

TEST_F(CountTest, MakesNoMoreThanTheClientTakes) {
  CountRequest request;
  request.set_count(3'000);
  request.set_padding_bytes(1 << 20);
  const auto stream = Count(request);
  EXPECT_EQ(Next(*stream), 0);
  GiveTheServerTime(*stub_);
  // What HTTP/2 windows and socket buffers hold at most, far from 3,000 MiB.
  EXPECT_LT(probe_.service.numbers_made, 64u);
  context_.TryCancel();
  EXPECT_TRUE(Eventually([&] { return probe_.service.streams_ended == 1; }));
  EXPECT_LT(probe_.service.numbers_made, 128u);
}

TEST_F(CountTest, EndsWhenTheDeadlinePassesWhileItWaits) {
  CountRequest request;
  request.set_then_wait(true);
  context_.set_deadline(absl::ToChronoTime(absl::Now() + kSoon));
  const auto stream = Count(request);
  EXPECT_EQ(Next(*stream), -1);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  const auto line = probe_.WaitForLogLine("/Count");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("reason"), "DEADLINE_PASSED");
}

TEST_F(CountTest, EndsAtOnceWhenTheServerDrains) {
  CountRequest request;
  request.set_count(1);
  request.set_then_wait(true);
  const auto stream = Count(request);
  EXPECT_EQ(Next(*stream), 0);
  // The grace is an hour: this returns because the stream ends by itself.
  std::thread drainer([&] { probe_.server->Drain(); });
  EXPECT_EQ(Next(*stream), -1);
  const absl::Status status = FromGrpcStatus(stream->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  ASSERT_TRUE(GetErrorDetail(status).has_value());
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kDraining);
  drainer.join();
}

class ChatTest : public testing::Test {
 protected:
  void Send(const std::string& text, bool hold = false, bool fail = false) {
    ChatRequest request;
    request.set_text(text);
    request.set_hold(hold);
    request.set_fail(fail);
    ASSERT_TRUE(stream_->Write(request));
  }

  // The next answer's text, or "end".
  std::string Next() {
    ChatResponse response;
    if (!stream_->Read(&response)) return "end";
    EXPECT_EQ(response.position(), next_position_++);
    return response.text();
  }

  ProbeServer probe_;
  std::unique_ptr<rpc::testing::v1::ProbeService::Stub> stub_ = probe_.NewStub();
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<ChatRequest, ChatResponse>> stream_ =
      stub_->Chat(&context_);
  uint64_t next_position_ = 0;
};

TEST_F(ChatTest, AnswersEachInOrder) {
  std::thread sender([&] {
    for (int i = 0; i < 1'000; ++i) Send(std::to_string(i));
    stream_->WritesDone();
  });
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(Next(), std::to_string(i));
  EXPECT_EQ(Next(), "end");
  sender.join();
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(ChatTest, TakesNoMoreThanTheWindowWhileAnAnswerIsDue) {
  Send("0", /*hold=*/true);
  probe_.service.held.WaitForNotification();
  for (int i = 1; i < 20; ++i) Send(std::to_string(i));
  EXPECT_TRUE(Eventually([&] { return probe_.service.chats_begun == kChatWindow; }));
  GiveTheServerTime(*stub_);
  EXPECT_EQ(probe_.service.chats_begun, kChatWindow);
  probe_.service.release.Notify();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(Next(), std::to_string(i));
  stream_->WritesDone();
  EXPECT_EQ(Next(), "end");
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(ChatTest, EndsWithTheErrorOfItsWorkAfterTheAnswersBefore) {
  Send("0");
  Send("1");
  Send("2", /*hold=*/false, /*fail=*/true);
  EXPECT_EQ(Next(), "0");
  EXPECT_EQ(Next(), "1");
  EXPECT_EQ(Next(), "end");
  const absl::Status status = FromGrpcStatus(stream_->Finish());
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kFieldInvalid);
}

TEST_F(ChatTest, AnswersWhatItHasReadWhenTheServerDrains) {
  Send("0", /*hold=*/true);
  probe_.service.held.WaitForNotification();
  absl::Notification draining;
  const auto handle = probe_.executor.AddDrainListener([&] { draining.Notify(); });
  std::thread drainer([&] { probe_.server->Drain(); });
  draining.WaitForNotification();
  probe_.service.release.Notify();
  EXPECT_EQ(Next(), "0");
  EXPECT_EQ(Next(), "end");
  const absl::Status status = FromGrpcStatus(stream_->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  ASSERT_TRUE(GetErrorDetail(status).has_value());
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kDraining);
  drainer.join();
}

TEST_F(ChatTest, AnIdleStreamEndsWhenTheServerDrains) {
  Send("0");
  EXPECT_EQ(Next(), "0");
  std::thread drainer([&] { probe_.server->Drain(); });
  EXPECT_EQ(Next(), "end");
  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  drainer.join();
}

TEST_F(ChatTest, ACancelledStreamGoesAwayWithItsWork) {
  Send("0", /*hold=*/true);
  probe_.service.held.WaitForNotification();
  Send("1");
  context_.TryCancel();
  EXPECT_EQ(Next(), "end");
  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::CANCELLED);
  probe_.service.release.Notify();
  // The line is written when the call is over on the server, too. Its code
  // depends on whether the server heard of the end before it answered the last.
  EXPECT_TRUE(probe_.WaitForLogLine("/Chat").has_value());
}

}  // namespace
}  // namespace dateline
