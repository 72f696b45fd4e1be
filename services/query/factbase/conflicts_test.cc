#include "services/query/factbase/conflicts.h"

#include <gtest/gtest.h>

#include "services/query/factbase/member_fixture.h"
#include "services/query/factbase/merging.h"

namespace dateline::query {
namespace {

std::vector<Conflict> Within(const std::vector<Member>& members) {
  const std::vector<MergedFact> facts = MergeBlock(members);
  EXPECT_EQ(facts.size(), 1u);
  return facts.front().conflicts;
}

TEST(ConflictsTest, DenialIsBetweenDocuments) {
  Member yes = MakeMember("a", RelationOf("is_a", "o", std::string("bank")));
  Member no = MakeMember("b", RelationOf("is_a", "o", std::string("bank")));
  no.attestation.factuality.polarity = Polarity::kNegative;
  const auto conflicts = Within({yes, no});
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].type, ConflictType::kDenial);
  ASSERT_EQ(conflicts[0].sides.size(), 2u);
  EXPECT_EQ(conflicts[0].sides[0].document_ids, std::set<std::string>{"a"});
  EXPECT_EQ(conflicts[0].sides[1].document_ids, std::set<std::string>{"b"});

  no.attestation.document_id = "a";
  no.ordinal = 1;
  EXPECT_TRUE(Within({yes, no}).empty()) << "a document does not deny itself";
  no.attestation.document_id = "b";
  no.attestation.factuality.status = FactStatus::kRequested;
  EXPECT_TRUE(Within({yes, no}).empty()) << "what is asked for denies nothing";
}

TEST(ConflictsTest, TwoChairs) {
  const auto meeting = [](const std::string& document, const std::string& chair) {
    return MakeMember(
        document,
        Meeting({{"chair", Ref(chair)}, {"participant", Ref("p")}, {"participant", Ref("q")}}));
  };
  const auto conflicts = Within({meeting("a", "x"), meeting("b", "y"), meeting("c", "y")});
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].type, ConflictType::kRole);
  EXPECT_EQ(conflicts[0].about, "chair of contact.meet");
  ASSERT_EQ(conflicts[0].sides.size(), 2u);
  EXPECT_EQ(std::get<EntityReference>(conflicts[0].sides[0].value).id, "y");
  EXPECT_EQ(conflicts[0].sides[0].origin_count, 2u);
  EXPECT_TRUE(Within({meeting("a", "x"), meeting("b", "x")}).empty());

  Member both = MakeMember("d", Meeting({{"chair", Ref("x")},
                                         {"chair", Ref("y")},
                                         {"participant", Ref("p")},
                                         {"participant", Ref("q")}}));
  EXPECT_TRUE(Within({meeting("a", "x"), both}).empty()) << "two who share the chair";
}

TEST(ConflictsTest, FiguresOfOneEvent) {
  const auto deaths = [](const std::string& document, double number) {
    FactContent content = Meeting({{"person", Ref("p")}, {"number", number}});
    content.type = "life.die";
    return MakeMember(document, content);
  };
  const auto conflicts = Within({deaths("a", 14), deaths("b", 17)});
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].about, "number of life.die");
}

TEST(ConflictsTest, DoneBeforeItStarts) {
  Member early = MakeMember("a", Meeting({{"participant", Ref("p")}}));
  early.attestation.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 9));
  const auto conflicts = Within({early});
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].type, ConflictType::kOrder);
  early.attestation.factuality.status = FactStatus::kPlanned;
  EXPECT_TRUE(Within({early}).empty());
  early.attestation.factuality.status = FactStatus::kActual;
  early.attestation.published_at = TimeInterval::Month(absl::CivilMonth(2024, 3));
  EXPECT_TRUE(Within({early}).empty()) << "may have been published later that month";
}

FunctionalFact Fact(const std::string& id, Value value, std::optional<TimeInterval> time = {}) {
  return {id, std::move(value), time, {"doc-" + id}, 1};
}

TEST(ConflictsTest, NumbersAtOneTime) {
  const TimeInterval year1 = TimeInterval::Year(absl::CivilYear(2001));
  const TimeInterval year2 = TimeInterval::Year(absl::CivilYear(2002));
  const auto find = [](const std::vector<FunctionalFact>& facts) {
    return ValueConflicts("member_count", "o", facts);
  };
  EXPECT_EQ(find({Fact("f", 5.0), Fact("g", 6.0)}).size(), 1u);
  EXPECT_EQ(find({Fact("f", 5.0, year1), Fact("g", 6.0)}).size(), 1u);
  const auto superseded = find({Fact("f", 6.0, year2), Fact("g", 5.0, year1)});
  ASSERT_EQ(superseded.size(), 1u);
  EXPECT_EQ(superseded[0].standing, ConflictStanding::kSuperseded);
  EXPECT_EQ(std::get<double>(superseded[0].sides[0].value), 5.0) << "the earlier first";
  EXPECT_EQ(superseded[0].sides[1].time, year2);
  EXPECT_EQ(find({Fact("f", 5.0), Fact("g", 6.0)})[0].standing, ConflictStanding::kContradicted);
  EXPECT_TRUE(find({Fact("f", 1'200'000.0), Fact("g", 1'203'400.0)}).empty());
  EXPECT_EQ(find({Fact("f", 5.0), Fact("g", 6.0)})[0].id,
            find({Fact("g", 6.0), Fact("f", 5.0)})[0].id);
}

TEST(ConflictsTest, RoundedNumbersAreOneNumber) {
  EXPECT_TRUE(WithinRounding(100, 103));
  EXPECT_TRUE(WithinRounding(1'200'000, 1'203'400));
  EXPECT_TRUE(WithinRounding(7, 7));
  EXPECT_FALSE(WithinRounding(100, 149)) << "rounds to it, but nobody would";
  EXPECT_FALSE(WithinRounding(30, 32)) << "a count";
  EXPECT_FALSE(WithinRounding(6, 7));
  EXPECT_FALSE(WithinRounding(1'203'400, 1'205'600));
}

TEST(ConflictsTest, ApproximateDatesGiveWay) {
  TimeInterval about = TimeInterval::Year(absl::CivilYear(1990));
  const Value year = TimeInterval::Year(absl::CivilYear(1991));
  EXPECT_EQ(ValueConflicts("founded_on", "o", {Fact("f", about), Fact("g", year)}).size(), 1u);
  about.approximate = true;
  EXPECT_TRUE(ValueConflicts("founded_on", "o", {Fact("f", about), Fact("g", year)}).empty());
  const Value later = TimeInterval::Year(absl::CivilYear(1999));
  EXPECT_EQ(ValueConflicts("founded_on", "o", {Fact("f", about), Fact("g", later)}).size(), 1u);
}

TEST(ConflictsTest, DatesThatDoNotTouch) {
  const Value year = TimeInterval::Year(absl::CivilYear(1992));
  const Value day = TimeInterval::Day(absl::CivilDay(1992, 5, 15));
  const Value other = TimeInterval::Year(absl::CivilYear(1993));
  EXPECT_TRUE(ValueConflicts("founded_on", "o", {Fact("f", year), Fact("g", day)}).empty());
  const auto conflicts =
      ValueConflicts("founded_on", "o", {Fact("f", year), Fact("g", day), Fact("h", other)});
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].sides.size(), 3u);
}

TEST(ConflictsTest, OnlyAssertedFunctionalFactsTakePart) {
  Member member = MakeMember("a", RelationOf("member_count", "o", 5.0));
  EXPECT_TRUE(MergeBlock({member})[0].functional.has_value());
  member.attestation.factuality.polarity = Polarity::kNegative;
  EXPECT_FALSE(MergeBlock({member})[0].functional.has_value());
  member = MakeMember("a", RelationOf("is_a", "o", std::string("x")));
  EXPECT_FALSE(MergeBlock({member})[0].functional.has_value());
}

}  // namespace
}  // namespace dateline::query
