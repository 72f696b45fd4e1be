#include "common/base/event_log.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace dateline {
namespace {

class FixedClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixMicros(1'930'811'401'123'456); }
};

TEST(EventLogTest, OneLineForEachEvent) {
  std::vector<std::string> lines;
  const FixedClock clock;
  const EventLog log([&](std::string_view line) { lines.emplace_back(line); }, &clock);
  log.Write(LogLevel::kWarning, "oven_cold", "the oven has gone out",
            {{"oven", "left"}, {"loaves", int64_t{12}}, {"heat", 20.5}});
  log.Write(LogLevel::kInfo, "oven_lit", "");
  EXPECT_THAT(lines,
              testing::ElementsAre(
                  R"({"time":"2031-03-09T08:30:01.123456Z","level":"warning","event":"oven_cold",)"
                  R"("message":"the oven has gone out","oven":"left","loaves":12,"heat":20.5})",
                  R"({"time":"2031-03-09T08:30:01.123456Z","level":"info","event":"oven_lit",)"
                  R"("message":""})"));
}

TEST(EventLogTest, WhateverIsSaidStaysOneLineOfJson) {
  std::vector<std::string> lines;
  const EventLog log([&](std::string_view line) { lines.emplace_back(line); });
  log.Write(LogLevel::kError, "odd", "two\nlines, \"quotes\" and \xFF", {{"\n", "\x01\xC3"}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].find('\n'), std::string::npos);
  const auto parsed = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(parsed.at("message"), "two\nlines, \"quotes\" and \xEF\xBF\xBD");
  EXPECT_EQ(parsed.at("level"), "error");
}

TEST(EventLogTest, WithoutSinkNothingHappens) {
  EventLog(nullptr).Write(LogLevel::kError, "unheard", "of");
}

}  // namespace
}  // namespace dateline
