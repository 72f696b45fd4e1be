#include "services/query/factbase/merging.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/query/factbase/content_merging.h"
#include "services/query/factbase/member_fixture.h"

namespace dateline::query {
namespace {

using Roles = std::vector<std::pair<std::string, Value>>;

size_t EventsAmong(const std::vector<Member>& members) {
  const size_t forward = MergeBlock(members).size();
  std::vector<Member> reversed(members.rbegin(), members.rend());
  EXPECT_EQ(MergeBlock(reversed).size(), forward);
  return forward;
}

TEST(MergingTest, MeetingsWithTheSamePeopleAreOne) {
  EXPECT_EQ(EventsAmong({
                MakeMember("a", Meeting({{"participant", Ref("p")}, {"participant", Ref("q")}})),
                MakeMember("b", Meeting({{"chair", Ref("p")}, {"participant", Ref("q")}})),
            }),
            1u);
}

TEST(MergingTest, TwoMeetingsOfOnePersonStayTwo) {
  EXPECT_EQ(EventsAmong({
                MakeMember("a", Meeting({{"participant", Ref("p")}, {"participant", Ref("q")}})),
                MakeMember("b", Meeting({{"participant", Ref("p")}, {"participant", Ref("r")}})),
                // Fits both, so ties neither to the other.
                MakeMember("c", Meeting({{"participant", Ref("p")}})),
            }),
            3u);
}

TEST(MergingTest, OneBodyHoldsOneSessionADay) {
  const Value council = Ref("council", EntityType::kOrganization);
  EXPECT_EQ(EventsAmong({
                MakeMember("a", Meeting({{"chair", Ref("p")}, {"participant", council}})),
                MakeMember("b", Meeting({{"chair", Ref("q")}, {"participant", council}})),
            }),
            1u);
  // A person may attend two on one day.
  EXPECT_EQ(EventsAmong({
                MakeMember("a", Meeting({{"chair", Ref("p")}, {"participant", Ref("r")}})),
                MakeMember("b", Meeting({{"chair", Ref("q")}, {"participant", Ref("r")}})),
            }),
            2u);
}

TEST(MergingTest, ThinAccountJoinsTheOneEventItFits) {
  EXPECT_EQ(EventsAmong({
                MakeMember("a", Meeting({{"participant", Ref("p")}, {"participant", Ref("q")}})),
                MakeMember("c", Meeting({{"participant", Ref("p")}})),
            }),
            1u);
}

TEST(MergingTest, PlacesOfOneSchemeExcludeEachOther) {
  Member here = MakeMember("a", Meeting({{"participant", Ref("p")}, {"participant", Ref("q")}}));
  Member there = MakeMember("b", Meeting({{"participant", Ref("p")},
                                          {"participant", Ref("q")},
                                          {"topic", std::string("grain")}}));
  here.places = {{"x", "geonames"}};
  there.places = {{"y", "geonames"}};
  EXPECT_EQ(EventsAmong({here, there}), 2u);
  there.places = {{"y", "iso3166"}};
  EXPECT_EQ(EventsAmong({here, there}), 1u);
}

TEST(MergingTest, DaysAndUndatedEventsAreBlocksOfTheirOwn) {
  const Roles roles = {{"participant", Ref("p")}};
  const auto block = [](const std::string& document, FactContent content) {
    return MakeMember(document, std::move(content)).block;
  };
  EXPECT_NE(block("a", Meeting(roles)),
            block("a", Meeting(roles, TimeInterval::Day(absl::CivilDay(2024, 3, 12)))));
  EXPECT_NE(block("a", Meeting(roles, std::nullopt)), block("b", Meeting(roles, std::nullopt)));
  EXPECT_EQ(block("a", Meeting(roles)), block("b", Meeting(roles)));
  TimeInterval morning = TimeInterval::Second(absl::CivilSecond(2024, 3, 11, 10, 0, 0));
  EXPECT_EQ(block("a", Meeting(roles)), block("a", Meeting(roles, morning)));
}

TEST(MergingTest, RolesAreTheUnionAndThePlainestPrevails) {
  Member planned = MakeMember("a", Meeting({{"participant", Ref("p")}, {"participant", Ref("q")}}));
  planned.attestation.factuality.status = FactStatus::kPlanned;
  Member held = MakeMember("b", Meeting({{"participant", Ref("p")},
                                         {"participant", Ref("q")},
                                         {"topic", std::string("Grain")}}));
  held.attestation.confidence = 0.5;
  const std::vector<Member> members = {planned, held};
  const std::vector<MergedFact> facts = MergeBlock(members);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].factuality.status, FactStatus::kActual);
  EXPECT_EQ(facts[0].report_count, 2u);
  EXPECT_EQ(facts[0].origin_count, 2u);
  EXPECT_EQ(facts[0].confidence, 0.5);
  EXPECT_EQ(std::get<Event>(facts[0].content.body).roles.size(), 3u);
}

TEST(MergingTest, MostOriginsPrevailAmongEqualStatus) {
  std::vector<Member> members;
  for (const char* document : {"a", "b", "c"}) {
    members.push_back(MakeMember(document, RelationOf("is_a", "o", std::string("bank"))));
  }
  members[0].attestation.factuality.polarity = Polarity::kNegative;
  members[1].attestation.factuality.polarity = Polarity::kNegative;
  EXPECT_EQ(MergeBlock(members)[0].factuality.polarity, Polarity::kNegative);
  // Two reports of one agency are one voice.
  members[0].origin_keys.push_back({"1wire", "Wire"});
  members[1].origin_keys.push_back({"1wire", "Wire"});
  EXPECT_EQ(MergeBlock(members)[0].factuality.polarity, Polarity::kPositive);
}

TEST(MergingTest, TheMostUsedFormIsShown) {
  std::vector<Member> members = {
      MakeMember("a", RelationOf("is_a", "o", std::string("Bank"))),
      MakeMember("b", RelationOf("is_a", "o", std::string("bank"))),
      MakeMember("c", RelationOf("is_a", "o", std::string("bank"))),
  };
  const auto facts = MergeBlock(members);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(std::get<Relation>(facts[0].content.body).object, Value(std::string("bank")));
}

TEST(MergingTest, TimesOfRelationsReachFromFirstStartToLastEnd) {
  TimeInterval since = TimeInterval::Year(absl::CivilYear(2019));
  since.end.reset();
  TimeInterval until = TimeInterval::Year(absl::CivilYear(2021));
  until.start.reset();
  const auto both = MergeTimes(FactKind::kRelation, {since, until});
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(both->ToEdtf(), "2019-01-01/2021-12-31");
  EXPECT_EQ(MergeTimes(FactKind::kRelation, {until, since}), both);
  const TimeInterval day = TimeInterval::Day(absl::CivilDay(2021, 4, 5));
  const TimeInterval month = TimeInterval::Month(absl::CivilMonth(2021, 4));
  EXPECT_EQ(MergeTimes(FactKind::kStatement, {month, day}), day);
  EXPECT_EQ(MergeTimes(FactKind::kStatement, {TimeInterval()}), std::nullopt);
}

}  // namespace
}  // namespace dateline::query
