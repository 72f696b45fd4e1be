#include "common/metrics/metrics.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "common/metrics/metrics_endpoint.h"
#include "common/metrics/process_metrics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// What a server on this machine answers to a GET of `path`.
std::string Get(int port, const std::string& path) {
  const int peer = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.0\r\nHost: here\r\n\r\n";
    EXPECT_EQ(send(peer, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    ssize_t got = 0;
    while ((got = recv(peer, buffer, sizeof(buffer), 0)) > 0) answer.append(buffer, got);
  }
  close(peer);
  return answer;
}

TEST(MetricsTest, CountsAreOnThePageWithTypeAndHelp) {
  Metrics metrics;
  Counter rye = metrics.AddCounter({"dateline_loaves_total", "Loaves baked."}, {{"kind", "rye"}});
  rye.Add();
  rye.Add(2);
  Gauge heat = metrics.AddGauge({"dateline_oven_celsius", "Heat of the oven."}, {});
  heat.Set(200);
  heat.Add(-20);
  EXPECT_THAT(metrics.Text(), HasSubstr("# HELP dateline_loaves_total Loaves baked.\n"
                                        "# TYPE dateline_loaves_total counter\n"
                                        "dateline_loaves_total{kind=\"rye\"} 3\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("# TYPE dateline_oven_celsius gauge\n"
                                        "dateline_oven_celsius 180\n"));
}

TEST(MetricsTest, TheSameNameAndLabelsAreTheSameCounter) {
  Metrics metrics;
  metrics.AddCounter({"dateline_loaves_total", "Loaves."}, {{"kind", "rye"}}).Add();
  metrics.AddCounter({"dateline_loaves_total", "Loaves."}, {{"kind", "rye"}}).Add();
  EXPECT_THAT(metrics.Text(), HasSubstr("dateline_loaves_total{kind=\"rye\"} 2\n"));
}

TEST(MetricsTest, AHistogramCountsUpToItsBounds) {
  Metrics metrics;
  Histogram took =
      metrics.AddHistogram({"dateline_bake_seconds", "Time in the oven."}, {}, {1, 10});
  for (const double seconds : {0.5, 1.0, 5.0, 50.0}) took.Observe(seconds);
  EXPECT_THAT(metrics.Text(), HasSubstr("dateline_bake_seconds_count 4\n"
                                        "dateline_bake_seconds_sum 56.5\n"
                                        "dateline_bake_seconds_bucket{le=\"1\"} 2\n"
                                        "dateline_bake_seconds_bucket{le=\"10\"} 3\n"
                                        "dateline_bake_seconds_bucket{le=\"+Inf\"} 4\n"));
}

TEST(MetricsTest, CollectorsShareANameUntilTheyEnd) {
  Metrics metrics;
  const auto give = [](const char* shelf, double loaves) {
    return [=](Samples& samples) {
      samples.Gauge({"dateline_shelf_loaves", "Loaves there."}, {{"shelf", shelf}}, loaves);
    };
  };
  const auto upper = metrics.AddCollector(give("upper", 4));
  auto lower = metrics.AddCollector(give("lower", 6));
  EXPECT_THAT(metrics.Text(), HasSubstr("# TYPE dateline_shelf_loaves gauge\n"
                                        "dateline_shelf_loaves{shelf=\"upper\"} 4\n"
                                        "dateline_shelf_loaves{shelf=\"lower\"} 6\n"));
  lower.reset();
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("lower")));
}

TEST(MetricsTest, ACollectedHistogramAddsUpItsBuckets) {
  Metrics metrics;
  const auto handle = metrics.AddCollector([](Samples& samples) {
    samples.Histogram({"dateline_bake_seconds", "Time in the oven."}, {}, {1, 10}, {2, 1, 1}, 56.5);
  });
  EXPECT_THAT(metrics.Text(), HasSubstr("dateline_bake_seconds_count 4\n"
                                        "dateline_bake_seconds_sum 56.5\n"
                                        "dateline_bake_seconds_bucket{le=\"1\"} 2\n"
                                        "dateline_bake_seconds_bucket{le=\"10\"} 3\n"
                                        "dateline_bake_seconds_bucket{le=\"+Inf\"} 4\n"));
}

TEST(MetricsTest, NoCountIsLostBetweenThreads) {
  Metrics metrics;
  Counter counter = metrics.AddCounter({"dateline_loaves_total", "Loaves."}, {});
  Histogram took = metrics.AddHistogram({"dateline_bake_seconds", "Time."}, {}, {1});
  {
    std::vector<std::jthread> bakers;
    for (int i = 0; i < 4; ++i) {
      bakers.emplace_back([=]() mutable {
        for (int loaf = 0; loaf < 10'000; ++loaf) {
          counter.Add();
          took.Observe(0.5);
        }
      });
    }
  }
  EXPECT_THAT(metrics.Text(), HasSubstr("dateline_loaves_total 40000\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("dateline_bake_seconds_bucket{le=\"1\"} 40000\n"));
}

TEST(MetricsTest, TheProcessIsDescribed) {
  Metrics metrics;
  const auto handle = AddProcessMetrics(metrics);
  for (const char* name :
       {"dateline_build_info{version=", "process_start_time_seconds ", "process_cpu_seconds_total ",
        "process_resident_memory_bytes ", "process_virtual_memory_bytes ", "process_open_fds ",
        "process_max_fds "}) {
    EXPECT_THAT(metrics.Text(), HasSubstr(std::string("\n") + name)) << name;
  }
}

TEST(MetricsEndpointTest, ServesThePageAndNothingElse) {
  Metrics metrics;
  metrics.AddCounter({"dateline_loaves_total", "Loaves."}, {}).Add();
  const auto endpoint = MetricsEndpoint::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  const std::string page = Get((*endpoint)->port(), "/metrics");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(page, HasSubstr("\ndateline_loaves_total 1\n"));
  for (const char* path : {"/", "/etc/passwd", "/metrics/../../etc/passwd", "/debug/pprof"}) {
    EXPECT_THAT(Get((*endpoint)->port(), path), HasSubstr(" 404 Not Found\r\n")) << path;
  }
}

TEST(MetricsEndpointTest, ListensNowhereUnlessAsked) {
  const auto endpoint = MetricsEndpoint::Start("", Metrics());
  ASSERT_TRUE(endpoint.ok());
  EXPECT_EQ(*endpoint, nullptr);
}

TEST(MetricsEndpointTest, SaysWhatIsWrongWithTheAddress) {
  Metrics metrics;
  const auto first = MetricsEndpoint::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok());
  const std::string taken = "127.0.0.1:" + std::to_string((*first)->port());
  for (const std::string& address :
       {taken, std::string("no address"), std::string("127.0.0.1:x")}) {
    const auto second = MetricsEndpoint::Start(address, metrics);
    EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable) << address;
    EXPECT_THAT(std::string(second.status().message()), HasSubstr(address));
  }
}

}  // namespace
}  // namespace dateline
