#include "common/rpc/rpc_metrics.h"

#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "common/base/strings.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/testing/probe_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using rpc::testing::v1::EchoRequest;
using rpc::testing::v1::EchoResponse;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Line(std::string_view name, std::string_view method, std::string_view more,
                 std::string_view value) {
  // The labels in the order in which the library writes them: by name.
  const bool code_first = more.starts_with("code=");
  const std::string service = StrCat("service=\"", kProbeServiceName, "\"");
  const std::string own = StrCat("method=\"", method, "\",", service);
  return StrCat("\n", name, "{", code_first ? more : "", code_first ? "," : "", own,
                !code_first && !more.empty() ? "," : "", code_first ? "" : more, "} ", value, "\n");
}

absl::Status Echo(ProbeServer& probe, const EchoRequest& request) {
  grpc::ClientContext context;
  EchoResponse response;
  return FromGrpcStatus(probe.NewStub()->Echo(&context, request, &response));
}

// A call is counted when it is over, which its caller does not see.
bool PageSays(const ProbeServer& probe, const std::string& line) {
  return Eventually([&] { return probe.metrics.Text().find(line) != std::string::npos; });
}

TEST(RpcMetricsTest, EveryMethodIsThereBeforeTheFirstCall) {
  ProbeServer probe;
  for (const char* method : {"Echo", "Hold", "Count", "Chat"}) {
    EXPECT_THAT(probe.metrics.Text(),
                HasSubstr(Line("dateline_rpc_requests_total", method, "code=\"OK\"", "0")));
    EXPECT_THAT(probe.metrics.Text(), HasSubstr(Line("dateline_rpc_in_flight", method, "", "0")));
  }
}

TEST(RpcMetricsTest, CountsCallsByMethodAndCodeWithTimeAndBytes) {
  ProbeServer probe;
  EchoRequest request;
  request.set_text("salt");
  EXPECT_TRUE(Echo(probe, request).ok());
  EXPECT_TRUE(Echo(probe, request).ok());
  EchoRequest failing = request;
  failing.set_fail_with_code(5);
  failing.set_fail_with_reason("FACT_NOT_FOUND");
  EXPECT_FALSE(Echo(probe, failing).ok());
  EXPECT_TRUE(
      PageSays(probe, Line("dateline_rpc_requests_total", "Echo", "code=\"NOT_FOUND\"", "1")));
  EXPECT_TRUE(PageSays(probe, Line("dateline_rpc_requests_total", "Echo", "code=\"OK\"", "2")));
  EXPECT_TRUE(PageSays(probe, Line("dateline_rpc_duration_seconds_count", "Echo", "", "3")));
  EXPECT_TRUE(
      PageSays(probe, Line("dateline_rpc_duration_seconds_bucket", "Echo", "le=\"+Inf\"", "3")));
  EXPECT_TRUE(PageSays(probe, Line("dateline_rpc_received_bytes_total", "Echo", "",
                                   StrCat(2 * request.ByteSizeLong() + failing.ByteSizeLong()))));
  EXPECT_TRUE(PageSays(probe, Line("dateline_rpc_in_flight", "Echo", "", "0")));
}

TEST(RpcMetricsTest, CallsUnderWayAreInFlight) {
  ProbeServer probe;
  std::thread caller([&] {
    grpc::ClientContext context;
    rpc::testing::v1::HoldResponse response;
    EXPECT_TRUE(probe.NewStub()->Hold(&context, {}, &response).ok());
  });
  probe.service.held.WaitForNotification();
  EXPECT_THAT(probe.metrics.Text(), HasSubstr(Line("dateline_rpc_in_flight", "Hold", "", "1")));
  probe.service.release.Notify();
  caller.join();
  EXPECT_TRUE(PageSays(probe, Line("dateline_rpc_in_flight", "Hold", "", "0")));
}

TEST(RpcMetricsTest, UnknownMethodsMakeNoSeries) {
  Metrics metrics;
  RpcMetrics calls(metrics);
  for (int i = 0; i < 3; ++i) {
    RpcMetrics::Method* method = calls.Find(StrCat("/no.such.Service/Method", i));
    method->Begin();
    method->End(absl::StatusCode::kUnimplemented, absl::Milliseconds(1), 0, 0);
  }
  EXPECT_THAT(metrics.Text(),
              HasSubstr("\ndateline_rpc_requests_total{code=\"UNIMPLEMENTED\",method=\"other\","
                        "service=\"other\"} 3\n"));
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("no.such")));
}

TEST(RpcMetricsTest, RefusedCallsAreRequestsToo) {
  ProbeServer probe;
  const std::string path = StrCat("/", kProbeServiceName, "/Echo");
  probe.calls.CountRefused(path, absl::StatusCode::kUnauthenticated);
  probe.calls.CountRefused(path, absl::StatusCode::kUnauthenticated);
  const std::string page = probe.metrics.Text();
  EXPECT_THAT(
      page, HasSubstr(Line("dateline_rpc_refused_total", "Echo", "code=\"UNAUTHENTICATED\"", "2")));
  EXPECT_THAT(page, HasSubstr(Line("dateline_rpc_requests_total", "Echo",
                                   "code=\"UNAUTHENTICATED\"", "2")));
  // It was never under way.
  EXPECT_THAT(page, HasSubstr(Line("dateline_rpc_in_flight", "Echo", "", "0")));
  EXPECT_THAT(page, HasSubstr(Line("dateline_rpc_duration_seconds_count", "Echo", "", "0")));
}

TEST(RpcMetricsTest, TheExecutorSaysWhatItDoes) {
  Metrics metrics;
  Executor executor({.threads = 1, .max_waiting = 1});
  const auto handle = AddExecutorMetrics(metrics, executor);
  absl::Notification begun, release;
  ASSERT_TRUE(executor.TryRun([&] {
    begun.Notify();
    release.WaitForNotification();
  }));
  begun.WaitForNotification();
  ASSERT_TRUE(executor.TryRun([] {}));
  ASSERT_FALSE(executor.TryRun([] {}));
  for (const char* line : {"dateline_executor_threads 1", "dateline_executor_busy_threads 1",
                           "dateline_executor_waiting_tasks 1", "dateline_executor_waiting_limit 1",
                           "dateline_executor_refused_total 1"}) {
    EXPECT_THAT(metrics.Text(), HasSubstr(StrCat("\n", line, "\n")));
  }
  release.Notify();
  EXPECT_TRUE(Eventually([&] {
    return metrics.Text().find("\ndateline_executor_busy_threads 0\n") != std::string::npos;
  }));
}

}  // namespace
}  // namespace dateline
