#include "common/time/time_interval.h"

#include <gtest/gtest.h>

#include "common/base/error.h"

namespace dateline {
namespace {

TEST(TimeInterval, RoundTripsEdtf) {
  for (const char* text :
       {"2021-08-23", "1992", "2021-06", "2021-06~", "1992~", "2021-09-02/2021-09-04",
        "2021-08-01/..", "../2021-08-31", "2021-08-23T09:45:30", "0001-01-01", "9999-12-31"}) {
    absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->ToEdtf(), text);
    absl::StatusOr<TimeInterval> again = ParseTimeInterval(parsed->ToEdtf());
    EXPECT_EQ(*again, *parsed) << text;
  }
}

TEST(TimeInterval, EndsAreInclusive) {
  TimeInterval month = *ParseTimeInterval("2020-02");
  EXPECT_EQ(month.StartString(), "2020-02-01");
  EXPECT_EQ(month.EndString(), "2020-02-29");
  EXPECT_EQ(month.granularity, Granularity::kMonth);
  EXPECT_EQ(TimeInterval::Day(absl::CivilDay(2021, 8, 23)).EndString(), "2021-08-23");
}

TEST(TimeInterval, ReadsOffsets) {
  EXPECT_EQ(ParseTimeInterval("2021-09-17T09:45+03:00")->utc_offset_minutes, 180);
  EXPECT_EQ(ParseTimeInterval("2021-09-17T09:45:10.250Z")->utc_offset_minutes, 0);
  EXPECT_FALSE(ParseTimeInterval("2021-09-17T09:45+99:00").ok());
}

TEST(TimeInterval, RefusesWhatDoesNotExist) {
  for (const char* text :
       {"", "0000", "0000-01-01", "2021-13", "2021-02-29", "2021-8-1", "21", "yesterday",
        "2021-08-23T25:00", "2021-08-23x", "../..", "2021-09-04/2021-09-02"}) {
    absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(GetErrorDetail(parsed.status())->reason, reason::kTimeInvalid) << text;
  }
}

TEST(TimeInterval, TouchesAndContains) {
  TimeInterval august = *ParseTimeInterval("2021-08");
  TimeInterval day = *ParseTimeInterval("2021-08-31");
  TimeInterval open = *ParseTimeInterval("2021-08-31/..");
  EXPECT_TRUE(august.Touches(day));
  EXPECT_TRUE(august.Touches(open));
  EXPECT_FALSE(august.Touches(*ParseTimeInterval("2021-09")));
  EXPECT_TRUE(august.Contains(day));
  EXPECT_FALSE(august.Contains(open));
  EXPECT_TRUE(open.Contains(*ParseTimeInterval("2099")));
}

}  // namespace
}  // namespace dateline
