#include "common/rpc/server.h"

#include <signal.h>
#include <unistd.h>

#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/base/trace_context.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/testing/probe_server.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using rpc::testing::v1::EchoRequest;
using rpc::testing::v1::EchoResponse;
using rpc::testing::v1::HoldRequest;
using rpc::testing::v1::HoldResponse;
using testing::HasSubstr;

// A deadline that passes while the test waits, and not before the server has
// got the call.
constexpr absl::Duration kSoon = absl::Milliseconds(500);

using Stub = rpc::testing::v1::ProbeService::Stub;

absl::Status Echo(Stub& stub, const EchoRequest& request, EchoResponse* response = nullptr) {
  grpc::ClientContext context;
  EchoResponse ignored;
  return FromGrpcStatus(stub.Echo(&context, request, response != nullptr ? response : &ignored));
}

absl::Status EchoText(Stub& stub, const std::string& text) {
  EchoRequest request;
  request.set_text(text);
  return Echo(stub, request);
}

absl::Status Hold(Stub& stub, bool until_gone = false,
                  absl::Time deadline = absl::InfiniteFuture()) {
  grpc::ClientContext context;
  if (deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(deadline));
  HoldRequest request;
  request.set_until_gone(until_gone);
  HoldResponse response;
  return FromGrpcStatus(stub.Hold(&context, request, &response));
}

// grpc.health.v1 by its wire form: field 1 is the name, and the status.
std::string HealthRequest(std::string_view service) {
  std::string out = "\x0A";
  out += static_cast<char>(service.size());
  return out.append(service);
}
const std::string kServing = "\x08\x01";
const std::string kNotServing = "\x08\x02";

std::string HealthAt(const std::string& address, std::string_view service) {
  std::string response;
  const grpc::Status status = RawUnaryCall(MakeChannel(address), "/grpc.health.v1.Health/Check",
                                           HealthRequest(service), &response);
  if (!status.ok()) return "code " + std::to_string(status.error_code());
  return response;
}

std::string Health(const ProbeServer& probe, std::string_view service) {
  return HealthAt(probe.address(), service);
}

TEST(ServerTest, AnswersOverASocketAndInProcess) {
  ProbeServer probe;
  EXPECT_GT(probe.server->port(), 0);
  EchoRequest request;
  request.set_text("salt");
  EchoResponse response;
  EXPECT_TRUE(Echo(*probe.NewStub(), request, &response).ok());
  EXPECT_EQ(response.text(), "salt");
  const auto in_process = rpc::testing::v1::ProbeService::NewStub(probe.server->InProcessChannel());
  request.set_text(std::string(5 << 20, 'x'));
  EXPECT_TRUE(Echo(*in_process, request, &response).ok());
  EXPECT_EQ(response.text().size(), 5u << 20);
}

// A client that keeps calling over one channel is moved to new connections, and
// none of its calls fails by that.
TEST(ServerTest, OldConnectionsAreReplacedWithoutAFailedCall) {
  Executor executor({.threads = 2});
  ProbeService service(executor);
  absl::Mutex mutex;
  std::set<std::string> peers;
  ServerOptions options;
  options.executor = &executor;
  options.max_connection_age = absl::Milliseconds(200);
  options.request_log = [&](std::string_view line) {
    absl::MutexLock lock(&mutex);
    peers.insert(nlohmann::json::parse(line)["peer"]);
  };
  const auto server = Server::Start(options, {{"dateline.rpc.testing.v1.ProbeService", &service}});
  ASSERT_TRUE(server.ok()) << server.status();
  const auto stub = rpc::testing::v1::ProbeService::NewStub(
      MakeChannel("127.0.0.1:" + std::to_string((*server)->port())));
  EchoRequest request;
  request.set_text("salt");
  EXPECT_TRUE(Eventually([&] {
    const absl::Status status = Echo(*stub, request);
    EXPECT_TRUE(status.ok()) << status;
    absl::MutexLock lock(&mutex);
    return peers.size() >= 4 || !status.ok();
  }));
}

TEST(ServerTest, ErrorsCrossTheSocketWithCodeReasonAndMetadata) {
  ProbeServer probe;
  const auto stub = probe.NewStub();
  for (const absl::StatusCode code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kNotFound,
        absl::StatusCode::kFailedPrecondition, absl::StatusCode::kResourceExhausted,
        absl::StatusCode::kDataLoss, absl::StatusCode::kOutOfRange}) {
    EchoRequest request;
    request.set_text("because");
    request.set_fail_with_code(static_cast<int>(code));
    request.set_fail_with_reason("FIELD_INVALID");
    const absl::Status status = Echo(*stub, request);
    EXPECT_EQ(status.code(), code);
    EXPECT_EQ(status.message(), "because");
    const auto detail = GetErrorDetail(status);
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(detail->reason, "FIELD_INVALID");
    EXPECT_EQ(detail->metadata.at("field"), "text");
  }
}

TEST(ServerTest, TheLargestErrorFitsTheTrailers) {
  ProbeServer probe;
  EchoRequest request;
  std::string text;
  // Percent-encoded these bytes triple on the wire.
  while (text.size() < 100'000) text += "\xC3\x9F";
  request.set_text(text);
  request.set_fail_with_code(3);
  request.set_fail_with_reason("FIELD_INVALID");
  const absl::Status status = Echo(*probe.NewStub(), request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(GetErrorDetail(status)->reason, "FIELD_INVALID");
}

TEST(ServerTest, AnExceptionIsInternalAndNamesItsRequestId) {
  ProbeServer probe;
  grpc::ClientContext context;
  EchoRequest request;
  request.set_throw_text("out of salt");
  EchoResponse response;
  const absl::Status status = FromGrpcStatus(probe.NewStub()->Echo(&context, request, &response));
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kInternal);
  const auto line = probe.WaitForLogLine("/Echo");
  ASSERT_TRUE(line.has_value());
  const std::string id = line->at("request_id");
  EXPECT_EQ(id.size(), 16u);
  EXPECT_THAT(std::string(status.message()), HasSubstr(id));
  EXPECT_TRUE(EchoText(*probe.NewStub(), "still there").ok());
}

TEST(ServerTest, WritesOneLogLineForACall) {
  ProbeServer probe;
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", "the-clients.own:1");
  EchoRequest request;
  request.set_text("salt");
  request.set_fail_with_code(5);
  request.set_fail_with_reason("FACT_NOT_FOUND");
  EchoResponse response;
  EXPECT_FALSE(probe.NewStub()->Echo(&context, request, &response).ok());
  const auto line = probe.WaitForLogLine("/Echo");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("method"), "/dateline.rpc.testing.v1.ProbeService/Echo");
  EXPECT_EQ(line->at("code"), "NOT_FOUND");
  EXPECT_EQ(line->at("reason"), "FACT_NOT_FOUND");
  EXPECT_EQ(line->at("request_id"), "the-clients.own:1");
  EXPECT_EQ(line->at("received_messages"), 1);
  EXPECT_EQ(line->at("received_bytes"), request.ByteSizeLong());
  EXPECT_EQ(line->at("sent_messages"), 0);
  EXPECT_GE(line->at("duration_us").get<int64_t>(), 0);
  EXPECT_THAT(line->at("peer").get<std::string>(), HasSubstr("127.0.0.1"));
  EXPECT_THAT(
      line->at("time").get<std::string>(),
      testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z"));
}

TEST(ServerTest, CountsWhatItSendsAndGivesTheRequestIdBack) {
  ProbeServer probe;
  grpc::ClientContext context;
  // Not the form of a request id: another is drawn.
  context.AddMetadata("x-request-id", "{\"}");
  EchoRequest request;
  request.set_text("salt");
  EchoResponse response;
  EXPECT_TRUE(probe.NewStub()->Echo(&context, request, &response).ok());
  const auto line = probe.WaitForLogLine("/Echo");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("code"), "OK");
  EXPECT_FALSE(line->contains("reason"));
  EXPECT_EQ(line->at("sent_messages"), 1);
  EXPECT_EQ(line->at("sent_bytes"), response.ByteSizeLong());
  const auto header = context.GetServerInitialMetadata().find("x-request-id");
  ASSERT_NE(header, context.GetServerInitialMetadata().end());
  EXPECT_EQ(std::string(header->second.data(), header->second.size()), line->at("request_id"));
}

constexpr char kTraceId[] = "6e0c63257de34c926f9efcd03927272e";
constexpr char kClientSpan[] = "74f92e3bb5a1c0d7";
const std::string kTraceParent = StrCat("00-", kTraceId, "-", kClientSpan, "-01");

std::string TraceReturned(const grpc::ClientContext& context) {
  const auto [begin, end] = context.GetServerInitialMetadata().equal_range("traceparent");
  EXPECT_EQ(std::distance(begin, end), 1);
  return begin == end ? "" : std::string(begin->second.data(), begin->second.size());
}

TEST(ServerTest, GoesOnWithTheTraceOfItsCaller) {
  ProbeServer probe;
  grpc::ClientContext context;
  context.AddMetadata("traceparent", kTraceParent);
  EchoResponse response;
  EXPECT_TRUE(probe.NewStub()->Echo(&context, EchoRequest(), &response).ok());
  const auto returned = TraceContext::Parse(TraceReturned(context));
  ASSERT_TRUE(returned.has_value());
  EXPECT_EQ(returned->trace_id, kTraceId);
  EXPECT_NE(returned->span_id, kClientSpan);
  EXPECT_EQ(response.trace(), returned->ToHeader());
  const auto line = probe.WaitForLogLine("/Echo");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("trace_id"), kTraceId);
  EXPECT_EQ(line->at("span_id"), returned->span_id);
  EXPECT_EQ(line->at("parent_span_id"), kClientSpan);
  EXPECT_EQ(line->at("level"), "info");
}

TEST(ServerTest, DrawsATraceWhereNoneIsGivenThatCouldBeBelieved) {
  const std::vector<std::vector<std::string>> given = {
      {}, {"00-nonsense"}, {kTraceParent, kTraceParent}};
  for (const std::vector<std::string>& headers : given) {
    ProbeServer probe;
    grpc::ClientContext context;
    for (const std::string& header : headers) context.AddMetadata("traceparent", header);
    EchoResponse response;
    EXPECT_TRUE(probe.NewStub()->Echo(&context, EchoRequest(), &response).ok());
    const auto drawn = TraceContext::Parse(TraceReturned(context));
    ASSERT_TRUE(drawn.has_value());
    EXPECT_NE(drawn->trace_id, kTraceId);
    EXPECT_EQ(response.trace(), drawn->ToHeader());
    const auto line = probe.WaitForLogLine("/Echo");
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->at("trace_id"), drawn->trace_id);
    EXPECT_FALSE(line->contains("parent_span_id"));
  }
}

TEST(ServerTest, TheLevelOfALineFollowsTheCode) {
  const std::pair<int, std::string> levels[] = {{1, "info"},  {5, "warning"}, {8, "warning"},
                                                {2, "error"}, {13, "error"},  {15, "error"}};
  for (const auto& [code, level] : levels) {
    ProbeServer probe;
    EchoRequest request;
    request.set_fail_with_code(code);
    EXPECT_FALSE(Echo(*probe.NewStub(), request).ok());
    const auto line = probe.WaitForLogLine("/Echo");
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->at("level"), level) << code;
  }
}

TEST(ServerTest, ReportsHealthForTheServerAndEachService) {
  ProbeServer probe;
  EXPECT_EQ(Health(probe, ""), kServing);
  EXPECT_EQ(Health(probe, kProbeServiceName), kServing);
  EXPECT_EQ(Health(probe, "no.such.Service"), "code 5");
  probe.server->SetServing(kProbeServiceName, false);
  EXPECT_EQ(Health(probe, kProbeServiceName), kNotServing);
  EXPECT_EQ(Health(probe, ""), kNotServing);
  probe.server->SetServing(kProbeServiceName, true);
  EXPECT_EQ(Health(probe, kProbeServiceName), kServing);
  EXPECT_EQ(Health(probe, ""), kServing);
}

TEST(ServerTest, ServicesMayHaveToWaitUntilTheyServe) {
  Executor executor({.threads = 1});
  ProbeService service(executor);
  ServerOptions options;
  options.request_log = nullptr;
  options.services_serve_at_start = false;
  const auto server = Server::Start(options, {{kProbeServiceName, &service}});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string address = StrCat("127.0.0.1:", (*server)->port());
  EXPECT_EQ(HealthAt(address, kProbeServiceName), kNotServing);
  EXPECT_EQ(HealthAt(address, ""), kNotServing);
  (*server)->SetServing(kProbeServiceName, true);
  EXPECT_EQ(HealthAt(address, kProbeServiceName), kServing);
  EXPECT_EQ(HealthAt(address, ""), kServing);
}

TEST(ServerTest, ReflectionListsTheServices) {
  ProbeServer probe;
  // list_services, field 7, of ServerReflectionRequest.
  const auto answer = RawFirstAnswer(
      MakeChannel(probe.address()),
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", std::string("\x3A\x00", 2));
  ASSERT_TRUE(answer.has_value());
  EXPECT_THAT(*answer, HasSubstr(kProbeServiceName));
  EXPECT_THAT(*answer, HasSubstr("grpc.health.v1.Health"));
}

TEST(ServerTest, RefusesMessagesOverTheLimitAndGoesOn) {
  ProbeServer probe;
  grpc::ChannelArguments unlimited;
  unlimited.SetMaxSendMessageSize(-1);
  const auto stub = rpc::testing::v1::ProbeService::NewStub(
      grpc::CreateCustomChannel(probe.address(), grpc::InsecureChannelCredentials(), unlimited));
  const absl::Status status = EchoText(*stub, std::string(20 << 20, 'x'));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(probe.service.echoes, 0u);
  EXPECT_TRUE(EchoText(*stub, "small").ok());
  EXPECT_EQ(probe.service.echoes, 1u);
}

TEST(ServerTest, DoesNotStartWorkWhoseDeadlinePassedWhileItWaited) {
  ProbeServer probe({.threads = 1});
  const auto stub = probe.NewStub();
  std::thread holder([&] { EXPECT_TRUE(Hold(*stub).ok()); });
  probe.service.held.WaitForNotification();
  grpc::ClientContext context;
  const absl::Time deadline = absl::Now() + kSoon;
  context.set_deadline(absl::ToChronoTime(deadline));
  EchoResponse response;
  const grpc::Status status = stub->Echo(&context, EchoRequest(), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // The server counts from when it got the call, so its deadline comes later.
  ASSERT_TRUE(Eventually([&] { return absl::Now() > deadline + absl::Seconds(1); }));
  probe.service.release.Notify();
  holder.join();
  const auto line = probe.WaitForLogLine("/Echo");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("code"), "DEADLINE_EXCEEDED") << *line;
  EXPECT_EQ(line->at("reason"), "DEADLINE_PASSED");
  EXPECT_EQ(probe.service.echoes, 0u);
}

TEST(ServerTest, TellsWorkThatItsDeadlinePassed) {
  ProbeServer probe;
  const absl::Status status = Hold(*probe.NewStub(), /*until_gone=*/true, absl::Now() + kSoon);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  const auto line = probe.WaitForLogLine("/Hold");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("reason"), "DEADLINE_PASSED");
}

TEST(ServerTest, TellsWorkThatItsCallerHungUp) {
  ProbeServer probe;
  const auto stub = probe.NewStub();
  grpc::ClientContext context;
  std::thread caller([&] {
    HoldRequest request;
    request.set_until_gone(true);
    HoldResponse response;
    EXPECT_EQ(stub->Hold(&context, request, &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  probe.service.held.WaitForNotification();
  context.TryCancel();
  caller.join();
  const auto line = probe.WaitForLogLine("/Hold");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->at("code"), "CANCELLED");
}

TEST(ServerTest, RefusesCallsWhenTooManyWait) {
  ProbeServer probe({.threads = 1, .max_waiting = 0});
  const auto stub = probe.NewStub();
  // Nothing may wait, so nothing is admitted.
  const absl::Status status = EchoText(*stub, "x");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const auto detail = GetErrorDetail(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, reason::kQueueFull);
  EXPECT_EQ(detail->retry_after, absl::Seconds(1));
}

TEST(ServerTest, ATakenPortIsUnavailable) {
  ProbeServer probe;
  ServerOptions options;
  options.listen_address = probe.address();
  const auto second = Server::Start(options, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

// How often the service was called by one call that fails with `code`.
uint32_t AttemptsOf(absl::StatusCode code) {
  ProbeServer probe;
  EchoRequest request;
  request.set_fail_with_code(static_cast<int>(code));
  request.set_fail_with_reason("FIELD_INVALID");
  EXPECT_EQ(Echo(*probe.NewStub(), request).code(), code);
  return probe.service.echoes;
}

TEST(RetryTest, MakesACallAgainWhereTheServerIsAwayOrCancels) {
  EXPECT_EQ(AttemptsOf(absl::StatusCode::kUnavailable), 5u);
  EXPECT_EQ(AttemptsOf(absl::StatusCode::kCancelled), 5u);
}

TEST(RetryTest, TakesOtherErrorsAtTheirWord) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kResourceExhausted,
        absl::StatusCode::kInternal, absl::StatusCode::kDeadlineExceeded}) {
    EXPECT_EQ(AttemptsOf(code), 1u) << code;
  }
}

TEST(RetryTest, SoonSaysThatNobodyIsThere) {
  std::string address;
  {
    ProbeServer probe;
    address = probe.address();
  }
  const absl::Time began = absl::Now();
  const auto stub = rpc::testing::v1::ProbeService::NewStub(MakeChannel(address));
  EXPECT_EQ(EchoText(*stub, "x").code(), absl::StatusCode::kUnavailable);
  EXPECT_GT(absl::Now() - began, absl::Seconds(1));
  EXPECT_LT(absl::Now() - began, absl::Seconds(20));  // 2 s, on a machine with time.
}

TEST(RetryTest, AnErrorBringsTheRequestIdInItsTrailers) {
  ProbeServer probe;
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", "the-clients.own:2");
  EchoRequest request;
  request.set_fail_with_code(5);
  EchoResponse response;
  EXPECT_FALSE(probe.NewStub()->Echo(&context, request, &response).ok());
  const auto trailer = context.GetServerTrailingMetadata().find("x-request-id");
  ASSERT_NE(trailer, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(trailer->second.data(), trailer->second.size()), "the-clients.own:2");
}

TEST(ServerDrainTest, LetsACallInFlightFinishAndRefusesNewOnes) {
  ProbeServer probe({.threads = 2}, absl::Hours(1));
  const auto stub = probe.NewStub();
  std::thread caller([&] { EXPECT_TRUE(Hold(*stub).ok()); });
  probe.service.held.WaitForNotification();
  absl::Notification draining;
  const auto handle = probe.executor.AddDrainListener([&] { draining.Notify(); });
  std::thread drainer([&] { probe.server->Drain(); });
  draining.WaitForNotification();
  // Once the listening socket is closed new clients get nothing.
  EXPECT_TRUE(Eventually(
      [&] { return EchoText(*probe.NewStub(), "new").code() == absl::StatusCode::kUnavailable; }));
  probe.service.release.Notify();
  caller.join();
  drainer.join();
}

TEST(ServerDrainTest, CancelsWhatIsNotOverWithinTheGrace) {
  ProbeServer probe({.threads = 2}, absl::Milliseconds(50));
  const auto stub = probe.NewStub();
  std::thread caller([&] { EXPECT_FALSE(Hold(*stub, /*until_gone=*/true).ok()); });
  probe.service.held.WaitForNotification();
  probe.server->Drain();
  caller.join();
}

TEST(ServerDrainTest, DoesNotWaitForHealthWatchers) {
  ProbeServer probe({.threads = 2}, absl::Hours(1));
  const auto channel = MakeChannel(probe.address());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto watch = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  watch->StartCall(nullptr);
  ASSERT_TRUE(wait());
  const std::string request = HealthRequest("");
  const grpc::Slice slice(request);
  watch->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
  ASSERT_TRUE(wait());
  grpc::ByteBuffer answer;
  watch->Read(&answer, nullptr);
  ASSERT_TRUE(wait());
  probe.server->Drain();
  context.TryCancel();
  grpc::Status status;
  watch->Finish(&status, nullptr);
  wait();
  queue.Shutdown();
}

TEST(ServerDrainTest, RunUntilSignalDrainsOnTermination) {
  ProbeServer probe;
  EXPECT_TRUE(EchoText(*probe.NewStub(), "x").ok());
  std::thread main_function([&] { RunUntilSignal(*probe.server); });
  ASSERT_TRUE(Eventually([] {
    struct sigaction action;
    sigaction(SIGTERM, nullptr, &action);
    return action.sa_handler != SIG_DFL;
  }));
  kill(getpid(), SIGTERM);
  main_function.join();
  EXPECT_TRUE(probe.executor.draining());
  EXPECT_EQ(EchoText(*probe.NewStub(), "x").code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace dateline
