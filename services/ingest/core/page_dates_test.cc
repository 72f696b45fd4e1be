#include "services/ingest/core/page_dates.h"

#include <gtest/gtest.h>

#include <string>

#include "services/ingest/core/html_article.h"

namespace dateline::ingest {
namespace {

std::string Iso(std::string_view text) {
  const std::optional<TimeInterval> date = ReadPageDate(text);
  return date.has_value() ? date->StartString() : "";
}

FoundMetadata Read(std::string_view page, std::string_view uri = "") {
  return ReadHtmlArticle(page, uri).metadata;
}

TEST(PageDatesTest, MisspelledIsoDates) {
  EXPECT_EQ(Iso("2021-08-20T09:30:00+02:00"), "2021-08-20T09:30:00");
  EXPECT_EQ(ReadPageDate("2021-08-20T09:30:00+0200")->utc_offset_minutes, 120);
  EXPECT_EQ(ReadPageDate("2021-08-20 09:30:00.123Z")->utc_offset_minutes, 0);
  EXPECT_EQ(Iso(" 2021/08/20 09:30 "), "2021-08-20T09:30:00");
  EXPECT_EQ(Iso("20210820"), "2021-08-20");
  EXPECT_EQ(Iso("2021-08-20 00:00:00"), "2021-08-20") << "the hour is not known";
  EXPECT_EQ(Iso("Friday, August 20, 2021"), "2021-08-20");
}

TEST(PageDatesTest, WhatIsNoDate) {
  for (const char* text : {"", "2021", "2021-02-30", "9999-01-01", "0021-08-20", "202108201",
                           "yesterday", "2021-08"}) {
    EXPECT_EQ(Iso(text), "") << text;
  }
}

TEST(PageDatesTest, DatesInAddresses) {
  EXPECT_EQ(DateInAddress("https://post.example/2021/08/20/ferry")->ToEdtf(), "2021-08-20");
  EXPECT_EQ(DateInAddress("https://post.example/ferry-2021-08-20.html")->ToEdtf(), "2021-08-20");
  EXPECT_FALSE(DateInAddress("https://post.example/2021/13/20/x").has_value());
  EXPECT_FALSE(DateInAddress("https://post.example/12021/08/201").has_value());
  EXPECT_FALSE(DateInAddress("https://2021-08-20.example").has_value());
  EXPECT_FALSE(DateInAddress("https://post.example/x?2021/08/20/").has_value());
  EXPECT_FALSE(DateInAddress("").has_value());
}

TEST(PageDatesTest, PublicationAndUpdateAreTold) {
  const FoundMetadata found = Read(
      "<meta property='article:published_time' content='2021-08-20T09:30:00+02:00'>"
      "<meta property='article:modified_time' content='2021-08-22T10:00:00+02:00'>"
      "<h1>Ferry plan</h1><p>The mayor spoke.</p>");
  EXPECT_EQ(found.published_at->StartString(), "2021-08-20T09:30:00");
  EXPECT_EQ(found.published_at->utc_offset_minutes, 120);
  EXPECT_EQ(found.updated_at->StartString(), "2021-08-22T10:00:00");
  EXPECT_FALSE(found.published_at_is_update);
}

TEST(PageDatesTest, WhatReadersSeeWinsOverMarkupOfAnotherDay) {
  const char* markup = "<meta name=date content='2021-08-25T08:00:00Z'><h1>Ferry plan</h1>";
  EXPECT_EQ(Read(std::string(markup) + "<div>August 20, 2021</div><p>The mayor spoke.</p>")
                .published_at->ToEdtf(),
            "2021-08-20");
  EXPECT_EQ(Read(std::string(markup) + "<div>August 25, 2021</div><p>The mayor spoke.</p>")
                .published_at->StartString(),
            "2021-08-25T08:00:00");
  const FoundMetadata updated =
      Read(std::string(markup) + "<div>Updated: August 29, 2021</div><p>The mayor spoke.</p>");
  EXPECT_EQ(updated.published_at->StartString(), "2021-08-25T08:00:00");
  EXPECT_EQ(updated.updated_at->ToEdtf(), "2021-08-29");
}

TEST(PageDatesTest, OtherArticlesDatesAreNotThisOnes) {
  const FoundMetadata found = Read(
      "<h1>Ferry plan</h1><p>The mayor spoke.</p><div class=related><h3>Related</h3>"
      "<time datetime=2020-01-01>Jan 1</time></div><div class=comments>"
      "<time datetime=2020-01-02>Jan 2</time></div>");
  EXPECT_FALSE(found.published_at.has_value());
}

TEST(PageDatesTest, AnUpdateAloneSaysSo) {
  const FoundMetadata found = Read("<h1>Ferry plan</h1><div>Last updated 20 August 2021</div>");
  EXPECT_EQ(found.published_at->ToEdtf(), "2021-08-20");
  EXPECT_TRUE(found.published_at_is_update);
}

}  // namespace
}  // namespace dateline::ingest
