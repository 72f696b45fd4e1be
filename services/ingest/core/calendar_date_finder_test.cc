#include "services/ingest/core/calendar_date_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Dates(std::string_view line) {
  std::vector<std::string> out;
  for (const CalendarDate& date : FindCalendarDates(line)) out.push_back(date.time.ToEdtf());
  return out;
}

TEST(CalendarDateFinderTest, WrittenMonths) {
  EXPECT_THAT(Dates("August 20, 2021"), ElementsAre("2021-08-20"));
  EXPECT_THAT(Dates("Aug. 20th 2021"), ElementsAre("2021-08-20"));
  EXPECT_THAT(Dates("23 August 2021"), ElementsAre("2021-08-23"));
  EXPECT_THAT(Dates("the 3rd of March, 2019"), ElementsAre("2019-03-03"));
  EXPECT_THAT(Dates("Sept. 3, 2021"), ElementsAre("2021-09-03"));
  EXPECT_THAT(Dates("1. Oktober 2021, 1. October 2021"), ElementsAre("2021-10-01"));
  EXPECT_THAT(Dates("05-May-2018"), ElementsAre("2018-05-05"));
}

TEST(CalendarDateFinderTest, Numbers) {
  EXPECT_THAT(Dates("17.09.2021"), ElementsAre("2021-09-17"));
  EXPECT_THAT(Dates("on 2021-08-23."), ElementsAre("2021-08-23"));
  EXPECT_THAT(Dates("2021/08/23"), ElementsAre("2021-08-23"));
  EXPECT_THAT(Dates("25/12/2021 12/25/2021 07/07/2020"),
              ElementsAre("2021-12-25", "2021-12-25", "2020-07-07"));
}

TEST(CalendarDateFinderTest, TwoReadingsAreNoDate) { EXPECT_THAT(Dates("03/04/2021"), IsEmpty()); }

TEST(CalendarDateFinderTest, TimesOfDay) {
  EXPECT_THAT(Dates("17.09.2021 09:45"), ElementsAre("2021-09-17T09:45:00"));
  EXPECT_THAT(Dates("July 4, 2020 at 9:05 pm"), ElementsAre("2020-07-04T21:05:00"));
  EXPECT_THAT(Dates("July 4, 2020, 12:05 a.m."), ElementsAre("2020-07-04T00:05:00"));
  EXPECT_THAT(Dates("2021-08-23T09:45:30Z"), ElementsAre("2021-08-23T09:45:30"));
  EXPECT_THAT(Dates("July 4, 2020 17:30 am"), ElementsAre("2020-07-04"));
  EXPECT_EQ(FindCalendarDates("3 May 2020 10:00 GMT")[0].time.utc_offset_minutes, 0);
}

TEST(CalendarDateFinderTest, SpansCoverTheDate) {
  const std::string line = "Posted: 3 March 2019, 09:45 (local)";
  const auto dates = FindCalendarDates(line);
  ASSERT_EQ(dates.size(), 1u);
  EXPECT_EQ(dates[0].span.In(line), "3 March 2019, 09:45");
}

TEST(CalendarDateFinderTest, NoDates) {
  EXPECT_THAT(Dates("August 23"), IsEmpty()) << "no year";
  EXPECT_THAT(Dates("31 February 2021"), IsEmpty());
  EXPECT_THAT(Dates("2021-13-01"), IsEmpty());
  EXPECT_THAT(Dates("version 1.12.2021.4"), IsEmpty());
  EXPECT_THAT(Dates("March 2021"), IsEmpty());
  EXPECT_THAT(Dates("On May 5 2,021 people marched"), IsEmpty());
  EXPECT_THAT(Dates(""), IsEmpty());
}

}  // namespace
}  // namespace dateline::ingest
