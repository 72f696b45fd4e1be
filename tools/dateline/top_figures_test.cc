#include "tools/dateline/top_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/metrics/metrics.h"
#include "common/metrics/metrics_endpoint.h"
#include "nlohmann/json.hpp"
#include "tools/dateline/http_get.h"

namespace dateline::cli {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

MetricSeries Parse(const std::string& page) {
  auto series = ParseMetricSeries(page);
  EXPECT_TRUE(series.ok()) << series.status();
  return series.ok() ? *std::move(series) : MetricSeries();
}

TEST(MetricSeriesTest, ReadsNamesLabelsAndValues) {
  const MetricSeries series = Parse(
      "# HELP loaves_total Loaves.\n"
      "# TYPE loaves_total counter\n"
      "loaves_total{kind=\"rye\",shelf=\"up\"} 3\n"
      "loaves_total{kind=\"a \\\"b\\\" \\\\ {c},d\"} 4.5 1700000000000\n"
      "\n"
      "oven_celsius -1e2\n");
  EXPECT_EQ(series.size(), 3u);
  EXPECT_EQ(SumOf(series, "loaves_total"), 7.5);
  EXPECT_EQ(SumOf(series, "loaves_total", {{"kind", "rye"}}), 3);
  EXPECT_EQ(SumOf(series, "loaves_total", {{"kind", "a \"b\" \\ {c},d"}}), 4.5);
  EXPECT_EQ(SumOf(series, "oven_celsius"), -100);
  EXPECT_EQ(SumOf(series, "oven"), 0);
  EXPECT_EQ(SumsBy(series, "loaves_total", "shelf"), (std::map<std::string, double>{{"up", 3}}));
}

TEST(MetricSeriesTest, RefusesWhatIsNoMetrics) {
  for (const char* page : {"<html>", "loaves_total", "loaves_total three", "{} 1",
                           "loaves_total{kind=\"rye} 1", "loaves_total{kind} 1"}) {
    EXPECT_EQ(ParseMetricSeries(page).status().code(), absl::StatusCode::kInvalidArgument) << page;
  }
}

TEST(MetricSeriesTest, GrowthCountsFromZeroAfterARestart) {
  const MetricSeries grown = Growth(Parse("a 10\nb 10\n"), Parse("a 12\nb 3\nc 4\n"));
  EXPECT_EQ(SumOf(grown, "a"), 2);
  EXPECT_EQ(SumOf(grown, "b"), 3);
  EXPECT_EQ(SumOf(grown, "c"), 4);
}

TEST(MetricSeriesTest, QuantilesAreAsGoodAsTheBuckets) {
  const MetricSeries series = Parse(
      "t_bucket{le=\"1\"} 10\nt_bucket{le=\"2\"} 30\nt_bucket{le=\"4\"} 40\n"
      "t_bucket{le=\"+Inf\"} 50\n");
  EXPECT_THAT(QuantileOf(series, "t", 0.1), Optional(DoubleNear(0.5, 1e-9)));
  EXPECT_THAT(QuantileOf(series, "t", 0.5), Optional(DoubleNear(1.75, 1e-9)));
  EXPECT_THAT(QuantileOf(series, "t", 0.99), Optional(4.0));
  EXPECT_EQ(QuantileOf(series, "u", 0.5), std::nullopt);
  EXPECT_EQ(QuantileOf(Parse("t_bucket{le=\"+Inf\"} 0\n"), "t", 0.5), std::nullopt);
}

constexpr char kRpc[] = "{service=\"dateline.query.v1.QueryService\",method=\"GetFact\"";

std::string Page(int calls, int documents) {
  const std::string n = std::to_string(calls), d = std::to_string(documents);
  return std::string("dateline_build_info{version=\"1.2\"} 1\n") +
         "process_start_time_seconds 1000\nprocess_cpu_seconds_total " + n + "\n" +
         "process_resident_memory_bytes 2097152\n" + "dateline_rpc_requests_total" + kRpc +
         ",code=\"OK\"} " + n + "\ndateline_rpc_requests_total" + kRpc + ",code=\"NOT_FOUND\"} " +
         n + "\ndateline_rpc_in_flight" + kRpc + "} 3\n" +
         "dateline_rpc_requests_total{service=\"other\",method=\"other\",code=\"OK\"} 0\n" +
         "dateline_rpc_duration_seconds_bucket" + kRpc + ",le=\"0.1\"} " + n +
         "\ndateline_rpc_duration_seconds_bucket" + kRpc + ",le=\"+Inf\"} " + n + "\n" +
         "dateline_delivery_queue_documents{state=\"queued\",priority=\"normal\"} 7\n" +
         "dateline_delivery_queue_limit_documents 100\ndateline_delivery_lag_seconds 90\n" +
         "dateline_delivery_events_total{event=\"delivered\"} " + d + "\n" +
         "dateline_extraction_documents_total " + d + "\n" +
         "dateline_extraction_stage_seconds_sum{stage=\"grammar\"} " + d + "\n" +
         "dateline_extraction_stage_seconds_count{stage=\"grammar\"} " + d + "\n" +
         "dateline_facts{kind=\"claim\"} 12\ndateline_watchers 2\n" +
         "dateline_store_file_bytes{store=\"query\"} 1048576\n" +
         "dateline_store_writable{store=\"query\"} 0\n";
}

MetricsLook Look(double at, const std::string& page) {
  MetricsLook look{"harbour:9431", absl::FromUnixMicros(static_cast<int64_t>(at * 1e6)), {}, ""};
  look.series = Parse(page);
  return look;
}

const MetricsLook kAbsent{"dock:9433", absl::UnixEpoch(), std::nullopt, "no route"};

TEST(TopFiguresTest, RatesAreOfTheTimeBetweenTheLooks) {
  const TopFigures figures =
      ReadTopFigures({Look(2000, Page(10, 0)), kAbsent}, {Look(2004, Page(30, 8)), kAbsent});
  EXPECT_EQ(figures.seconds, 4);
  ASSERT_EQ(figures.servers.size(), 2u);
  EXPECT_EQ(figures.servers[0].version, "1.2");
  EXPECT_EQ(figures.servers[0].uptime_seconds, 1004);
  EXPECT_EQ(figures.servers[0].processors, 5);
  EXPECT_EQ(figures.servers[1].error, "no route");
  ASSERT_EQ(figures.rpcs.size(), 1u);  // What was never called is left out.
  EXPECT_EQ(figures.rpcs[0].calls_per_second, 10);
  EXPECT_EQ(figures.rpcs[0].failed_per_second, 5);
  EXPECT_EQ(figures.rpcs[0].in_flight, 3);
  EXPECT_THAT(figures.rpcs[0].median_seconds, Optional(DoubleNear(0.05, 1e-9)));
  EXPECT_EQ(figures.waiting_by_priority.at("normal"), 7);
  EXPECT_EQ(figures.events_per_second.at("delivered"), 2);
  EXPECT_EQ(figures.documents_per_second, 2);
  ASSERT_EQ(figures.stores.size(), 1u);
  EXPECT_FALSE(figures.stores[0].writable);
}

TEST(TopFiguresTest, ReplicasAddUp) {
  const TopFigures figures = ReadTopFigures({Look(2000, Page(10, 0)), Look(2000, Page(5, 0))},
                                            {Look(2004, Page(30, 8)), Look(2004, Page(25, 0))});
  EXPECT_EQ(figures.rpcs[0].calls_per_second, 20);
  EXPECT_EQ(figures.rpcs[0].in_flight, 6);
  EXPECT_EQ(figures.watchers, 4);
}

TEST(TopFiguresTest, ForPeople) {
  const std::string text = TopText(
      ReadTopFigures({Look(2000, Page(10, 0)), kAbsent}, {Look(2004, Page(30, 8)), kAbsent}), 5,
      Terminal());
  EXPECT_THAT(text, HasSubstr("no route"));
  EXPECT_THAT(text, HasSubstr("QueryService/GetFact"));
  EXPECT_THAT(text, HasSubstr("50.0 ms"));
  EXPECT_THAT(text, HasSubstr("7 of 100: normal 7"));
  EXPECT_THAT(text, HasSubstr("delivered 2.00"));
  EXPECT_THAT(text, HasSubstr("grammar"));
  EXPECT_THAT(text, HasSubstr("claim 12"));
  EXPECT_THAT(text, HasSubstr("1.0 MiB"));
  EXPECT_THAT(text, HasSubstr("NO"));
}

TEST(TopFiguresTest, ForPrograms) {
  const auto json = nlohmann::json::parse(TopJson(
      ReadTopFigures({Look(2000, Page(10, 0)), kAbsent}, {Look(2004, Page(30, 8)), kAbsent})));
  EXPECT_EQ(json.at("servers").at(1).at("answers"), false);
  EXPECT_EQ(json.at("rpcs").at(0).at("calls_per_second"), 10);
  EXPECT_EQ(json.at("delivery").at("lag_seconds"), 90);
  EXPECT_EQ(json.at("stores").at(0).at("writable"), false);
  EXPECT_EQ(json.at("fact_base").at("facts_by_kind").at("claim"), 12);
}

TEST(HttpGetTest, GetsAPageOrSaysWhyNot) {
  Metrics metrics;
  metrics.AddCounter({"dateline_loaves_total", "Loaves."}, {}).Add();
  const auto endpoint = MetricsEndpoint::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  const std::string address = "127.0.0.1:" + std::to_string((*endpoint)->port());
  const auto page = HttpGet(address, "/metrics", absl::Seconds(30));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(SumOf(Parse(*page), "dateline_loaves_total"), 1);
  EXPECT_THAT(*page, Not(HasSubstr("HTTP/")));
  EXPECT_EQ(HttpGet(address, "/else", absl::Seconds(30)).status().code(),
            absl::StatusCode::kUnavailable);
  for (const char* bad : {"nowhere", ":9431", "host:"}) {
    EXPECT_EQ(HttpGet(bad, "/metrics", absl::Seconds(30)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  // Port 1 is nobody's.
  EXPECT_EQ(HttpGet("127.0.0.1:1", "/metrics", absl::Seconds(30)).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace dateline::cli
