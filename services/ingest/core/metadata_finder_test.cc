#include "services/ingest/core/metadata_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kBody =
    "\n\nThe council of Port Alder has adopted a plan for the ferry, and the mayor said that it "
    "will be paid for by the state.\n";

FoundMetadata Find(std::string_view head, std::string_view foot = "") {
  return FindMetadata(std::string(head) + std::string(kBody) + std::string(foot));
}

std::string DateOf(const FoundMetadata& found) {
  return found.published_at.has_value() ? found.published_at->ToEdtf() : "";
}

TEST(MetadataFinderTest, BylineWithOutletAndDate) {
  const FoundMetadata found = Find("By Ana Brook, for Harbour Post – August 20, 2021");
  EXPECT_THAT(found.bylines, ElementsAre("Ana Brook"));
  EXPECT_EQ(found.publisher, "Harbour Post");
  EXPECT_EQ(DateOf(found), "2021-08-20");
  EXPECT_EQ(found.title, "");
}

TEST(MetadataFinderTest, BylineForms) {
  EXPECT_THAT(Find("By Ana Brook and Tom de la Vale").bylines,
              ElementsAre("Ana Brook", "Tom de la Vale"));
  EXPECT_THAT(Find("BY ANA BROOK | 3 May 2020").bylines, ElementsAre("ANA BROOK"));
  EXPECT_THAT(Find("By Ana Brook, Chief Correspondent").bylines, ElementsAre("Ana Brook"));
  const FoundMetadata credit = Find("Ana Brook for Harbour Post");
  EXPECT_THAT(credit.bylines, ElementsAre("Ana Brook"));
  EXPECT_EQ(credit.publisher, "Harbour Post");
  EXPECT_THAT(Find("Ferry plan adopted at last\n\nAna Brook.\n17.09.2021 09:45").bylines,
              ElementsAre("Ana Brook"));
}

TEST(MetadataFinderTest, NoBylines) {
  EXPECT_THAT(Find("By the end of the year the ferry will sail.").bylines, IsEmpty());
  EXPECT_THAT(Find("Ferry plan adopted at last\n\nPort Alder").bylines, IsEmpty())
      << "a line of two capitalised words alone is no author";
}

TEST(MetadataFinderTest, OutletInALineOfItsOwn) {
  for (const std::string_view outlet :
       {"Alder Courier", "Port Alder Gazette", "Daily Lantern", "The Times of Alder"}) {
    const FoundMetadata found =
        Find("Council adopts ferry plan\n" + std::string(outlet) + "\n3 May 2020");
    EXPECT_EQ(found.publisher, outlet);
    EXPECT_THAT(found.bylines, IsEmpty());
  }
  const FoundMetadata both =
      Find("Council adopts ferry plan\nBy Ana Brook\nAlder Mirror\n3 May 2020");
  EXPECT_EQ(both.publisher, "Alder Mirror");
  EXPECT_THAT(both.bylines, ElementsAre("Ana Brook"));
}

TEST(MetadataFinderTest, LinesThatAreNoOutlet) {
  EXPECT_EQ(Find("Council adopts ferry plan\nWorld News\n3 May 2020").publisher, "");
  EXPECT_EQ(Find("Council adopts ferry plan\nAlder\n3 May 2020").publisher, "");
  EXPECT_EQ(Find("Council adopts ferry plan\nAlder Courier").publisher, "") << "no date beside it";
  const FoundMetadata named =
      Find("Council adopts ferry plan\nBy Ana Brook\nPort Alder\n3 May 2020");
  EXPECT_THAT(named.bylines, ElementsAre("Ana Brook"));
}

TEST(MetadataFinderTest, AgencyThatTheDatelineCredits) {
  EXPECT_EQ(Find("Council adopts ferry plan\nAlderwire\n3 May 2020\n\nALDER, May 3 (Alderwire) - "
                 "The council met.")
                .publisher,
            "Alderwire");
}

TEST(MetadataFinderTest, HeadlineOrNone) {
  EXPECT_EQ(Find("Council adopts ferry plan").title, "Council adopts ferry plan");
  EXPECT_EQ(Find("Who pays for the ferry?").title, "Who pays for the ferry?");
  EXPECT_EQ(Find("The council met on Monday.").title, "");
  EXPECT_EQ(Find("https://harbour.example/a/b/c?x=1 y z").title, "");
  EXPECT_EQ(Find("3 May 2020").title, "");
}

TEST(MetadataFinderTest, DatesInLinesOfTheirOwn) {
  EXPECT_EQ(DateOf(Find("Ferry plan is adopted\n\n23 August 2021")), "2021-08-23");
  EXPECT_EQ(DateOf(Find("Ferry plan is adopted\nPublished on Monday, 23 August 2021, 10:15")),
            "2021-08-23T10:15:00");
  EXPECT_EQ(DateOf(Find("Ferry plan is adopted\nSept. 3, 2021 | Updated: Sept. 5, 2021")),
            "2021-09-03");
  EXPECT_EQ(DateOf(Find("PORT ALDER, August 23, 2021 (Alder Wire) – The council met.")),
            "2021-08-23");
}

TEST(MetadataFinderTest, DatesInRunningTextAreNotThePublications) {
  EXPECT_EQ(DateOf(Find("The treaty of 3 May 1992 is still in force, the mayor said.")), "");
  EXPECT_EQ(DateOf(Find("On August 20, 2021 the council met.")), "");
  EXPECT_EQ(DateOf(Find("Ferry plan is adopted", "\n23 August 2021\n")), "2021-08-23")
      << "in a short article the foot is still within the head's lines";
}

TEST(MetadataFinderTest, TwoPublicationDatesAreReported) {
  const FoundMetadata found = Find("By Ana Brook – August 20, 2021\n\nPublished: 24 August 2021");
  EXPECT_EQ(DateOf(found), "2021-08-20");
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_EQ(found.warnings[0].code, "DATES_DISAGREE");
  EXPECT_EQ(found.warnings[0].spans.size(), 2u);
  EXPECT_THAT(Find("20 August 2021\nUpdated 24 August 2021").warnings, IsEmpty());
  EXPECT_THAT(Find("20 August 2021\n2021-08-20 09:00").warnings, IsEmpty());
}

TEST(MetadataFinderTest, OutletsInTheFoot) {
  EXPECT_EQ(Find("", "\nThe post Ferry plan appeared first on Harbour Post.\n").publisher,
            "Harbour Post");
  EXPECT_EQ(Find("", "\n© Copyright 2021 – Harbour Post\n").publisher, "Harbour Post");
  EXPECT_EQ(Find("", "\nCopyright © 2021 The Alder Herald. All rights reserved.\n").publisher,
            "The Alder Herald");
  EXPECT_EQ(Find("Ferry plan adopted at last\n\nHarbour Post (Port Alder)\n\n3 May 2020").publisher,
            "Harbour Post");
}

TEST(MetadataFinderTest, RatherNoOutletThanAWrongOne) {
  EXPECT_EQ(Find("", "\n© Ana Brook/Alder Pictures\n").publisher, "");
  EXPECT_EQ(Find("", "\n© 2021 all rights reserved, do not copy\n").publisher, "");
  EXPECT_EQ(Find("Voters for the Plan (Port Alder)").publisher, "");
}

}  // namespace
}  // namespace dateline::ingest
