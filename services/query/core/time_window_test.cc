#include "services/query/core/time_window.h"

#include "common/base/error.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using testing::FieldOf;
using testing::ReasonOf;

TimeInterval Time(std::string_view text) { return ParseTimeInterval(text).value(); }

TEST(TimeWindowTest, BothEndsAreInclusive) {
  const TimeWindow window = ParseTimeWindow("2021-05-03", "2021-05-10").value();
  EXPECT_TRUE(window.Touches(Time("2021-05-03")));
  EXPECT_TRUE(window.Touches(Time("2021-05-10T23:59:59")));
  EXPECT_TRUE(window.Touches(Time("2021-04-01/2021-05-03")));
  EXPECT_TRUE(window.Touches(Time("2021")));
  EXPECT_FALSE(window.Touches(Time("2021-05-02")));
  EXPECT_FALSE(window.Touches(Time("2021-05-11")));
}

TEST(TimeWindowTest, CoarseDatesStandForAllTheirDays) {
  const TimeWindow window = ParseTimeWindow("2021-05", "2021-06").value();
  EXPECT_TRUE(window.Touches(Time("2021-05-01")));
  EXPECT_TRUE(window.Touches(Time("2021-06-30")));
  EXPECT_FALSE(window.Touches(Time("2021-07-01")));
}

TEST(TimeWindowTest, OpenEndsReachForEver) {
  const TimeWindow window = ParseTimeWindow("2021-05-03", "").value();
  EXPECT_TRUE(window.Touches(Time("2000-01-01/..")));
  EXPECT_FALSE(window.Touches(Time("../2021-05-02")));
  EXPECT_TRUE(window.Touches(Time("../2021-05-03")));
}

TEST(TimeWindowTest, NoTimeTouchesOnlyNoWindow) {
  EXPECT_TRUE(TimeWindow().Touches(std::nullopt));
  EXPECT_FALSE(ParseTimeWindow("2021", "").value().Touches(std::nullopt));
}

TEST(TimeWindowTest, RefusesWhatIsNoDate) {
  for (const std::string_view text :
       {"0000-01-01", "2021-02-30", "yesterday", "2021-05-03~", "2021-05/2021-06", "2021-05/.."}) {
    const absl::Status from = ParseTimeWindow(text, "").status();
    EXPECT_EQ(ReasonOf(from), reason::kTimeInvalid) << text;
    EXPECT_EQ(FieldOf(from), "valid_from") << text;
    EXPECT_EQ(FieldOf(ParseTimeWindow("", text).status()), "valid_to") << text;
  }
}

TEST(TimeWindowTest, RefusesToEndBeforeItStarts) {
  const absl::Status status = ParseTimeWindow("2021-05-03", "2021-05-02").status();
  EXPECT_EQ(ReasonOf(status), reason::kFieldInvalid);
  EXPECT_EQ(FieldOf(status), "valid_to");
}

}  // namespace
}  // namespace dateline::query
