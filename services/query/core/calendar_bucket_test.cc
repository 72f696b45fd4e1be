#include "services/query/core/calendar_bucket.h"

#include "gtest/gtest.h"

namespace dateline::query {
namespace {

TEST(CalendarBucketTest, Weeks) {
  const CalendarBucket week = BucketOf(absl::CivilDay(2021, 8, 25), TimeBucket::kWeek);
  EXPECT_EQ(week.label, "2021-W34");
  EXPECT_EQ(week.first, absl::CivilDay(2021, 8, 23));
  EXPECT_EQ(week.last, absl::CivilDay(2021, 8, 29));
  // The first days of January may belong to the last week of the year before.
  EXPECT_EQ(BucketOf(absl::CivilDay(2021, 1, 3), TimeBucket::kWeek).label, "2020-W53");
  EXPECT_EQ(BucketOf(absl::CivilDay(2021, 1, 4), TimeBucket::kWeek).label, "2021-W01");
  EXPECT_EQ(BucketOf(absl::CivilDay(2018, 12, 31), TimeBucket::kWeek).label, "2019-W01");
}

TEST(CalendarBucketTest, DaysMonthsYears) {
  const absl::CivilDay day(2024, 2, 29);
  EXPECT_EQ(BucketOf(day, TimeBucket::kDay).label, "2024-02-29");
  EXPECT_EQ(BucketOf(day, TimeBucket::kDay).last, day);
  EXPECT_EQ(BucketOf(day, TimeBucket::kMonth).label, "2024-02");
  EXPECT_EQ(BucketOf(day, TimeBucket::kMonth).last, day);
  EXPECT_EQ(BucketOf(day, TimeBucket::kYear).label, "2024");
  EXPECT_EQ(BucketOf(day, TimeBucket::kYear).last, absl::CivilDay(2024, 12, 31));
  EXPECT_EQ(BucketOf(absl::CivilDay(33, 1, 1), TimeBucket::kYear).label, "0033");
}

}  // namespace
}  // namespace dateline::query
