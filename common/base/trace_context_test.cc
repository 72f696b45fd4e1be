#include "common/base/trace_context.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace dateline {
namespace {

constexpr char kTraceId[] = "6e0c63257de34c926f9efcd03927272e";
constexpr char kSpanId[] = "74f92e3bb5a1c0d7";

std::string Header(const std::string& flags = "01", const std::string& version = "00") {
  return version + "-" + kTraceId + "-" + kSpanId + "-" + flags;
}

TEST(TraceContextTest, ReadsWhatItWrites) {
  const auto trace = TraceContext::Parse(Header());
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->trace_id, kTraceId);
  EXPECT_EQ(trace->span_id, kSpanId);
  EXPECT_TRUE(trace->sampled);
  EXPECT_EQ(trace->ToHeader(), Header());
}

TEST(TraceContextTest, OfTheFlagsOnlySampledCounts) {
  EXPECT_FALSE(TraceContext::Parse(Header("00"))->sampled);
  EXPECT_FALSE(TraceContext::Parse(Header("02"))->sampled);
  EXPECT_TRUE(TraceContext::Parse(Header("ff"))->sampled);
  EXPECT_TRUE(TraceContext::Parse(Header("0b"))->sampled);
  EXPECT_EQ(TraceContext::Parse(Header("02"))->ToHeader(), Header("00"));
}

TEST(TraceContextTest, LaterVersionsMaySayMore) {
  EXPECT_TRUE(TraceContext::Parse(Header("01", "cc")).has_value());
  EXPECT_TRUE(TraceContext::Parse(Header("01", "cc") + "-what-comes").has_value());
  EXPECT_FALSE(TraceContext::Parse(Header("01", "cc") + ".what-comes").has_value());
  EXPECT_FALSE(TraceContext::Parse(Header("01", "ff")).has_value());
  EXPECT_FALSE(TraceContext::Parse(Header() + "-more").has_value());
}

TEST(TraceContextTest, RefusesWhatIsNotAsSpecified) {
  const std::string good = Header();
  EXPECT_FALSE(TraceContext::Parse("").has_value());
  EXPECT_FALSE(TraceContext::Parse(good.substr(0, 54)).has_value());
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char c : {'G', 'A', ' ', '\0', '\xC3'}) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_FALSE(TraceContext::Parse(bad).has_value()) << bad;
    }
  }
  EXPECT_FALSE(
      TraceContext::Parse("00-" + std::string(32, '0') + "-" + kSpanId + "-01").has_value());
  EXPECT_FALSE(
      TraceContext::Parse(std::string("00-") + kTraceId + "-" + std::string(16, '0') + "-01")
          .has_value());
}

TEST(TraceContextTest, DrawnOnesAreValidAndDiffer) {
  std::set<std::string> traces, spans;
  for (int i = 0; i < 1'000; ++i) {
    const TraceContext trace = TraceContext::Draw();
    EXPECT_EQ(TraceContext::Parse(trace.ToHeader()), trace);
    traces.insert(trace.trace_id);
    const TraceContext span = trace.NewSpan();
    EXPECT_EQ(span.trace_id, trace.trace_id);
    EXPECT_EQ(TraceContext::Parse(span.ToHeader()), span);
    spans.insert(trace.span_id);
    spans.insert(span.span_id);
  }
  EXPECT_EQ(traces.size(), 1'000u);
  EXPECT_EQ(spans.size(), 2'000u);
}

}  // namespace
}  // namespace dateline
