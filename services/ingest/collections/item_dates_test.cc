#include "services/ingest/collections/item_dates.h"

#include <gtest/gtest.h>

namespace dateline::ingest {
namespace {

TEST(ItemDatesTest, EveryFormThatFeedsUse) {
  EXPECT_EQ(ReadItemDate("Fri, 20 Aug 2021 09:30:00 +0200").date, "2021-08-20T09:30:00+02:00");
  EXPECT_EQ(ReadItemDate("Fri, 20 Aug 2021 09:30:00 GMT").date, "2021-08-20T09:30:00Z");
  EXPECT_EQ(ReadItemDate(" 2021-08-20T09:30:00Z ").date, "2021-08-20T09:30:00Z");
  EXPECT_EQ(ReadItemDate("2021-08-20T09:30:00+05:30").date, "2021-08-20T09:30:00+05:30");
  EXPECT_EQ(ReadItemDate("2021-08-20").date, "2021-08-20");
  EXPECT_EQ(ReadItemDate("August 20, 2021").date, "2021-08-20");
  for (const char* none : {"", "soon", "2021", "2021-08", "99", "2021-02-30"}) {
    EXPECT_EQ(ReadItemDate(none).date, "") << none;
    EXPECT_FALSE(ReadItemDate(none).implausible) << none;
  }
}

TEST(ItemDatesTest, FakeDatesAreToldFromNone) {
  for (const char* fake : {"9999-12-31T23:59:59Z", "0001-01-01", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    EXPECT_EQ(ReadItemDate(fake).date, "") << fake;
    EXPECT_TRUE(ReadItemDate(fake).implausible) << fake;
  }
}

TEST(ItemDatesTest, UnixSeconds) {
  EXPECT_EQ(DateOfUnixSeconds(1'629'451'800), "2021-08-20T09:30:00Z");
  EXPECT_EQ(DateOfUnixSeconds(int64_t{400'000'000'000}), "");
}

}  // namespace
}  // namespace dateline::ingest
