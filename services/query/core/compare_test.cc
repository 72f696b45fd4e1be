#include "services/query/core/compare.h"

#include <map>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using testing::ExtractionBuilder;
using testing::FieldOf;
using ::testing::IsEmpty;
using testing::ReasonOf;
using testing::RelationFact;
using ::testing::SizeIs;
using testing::Story;

std::vector<std::string> TellersOf(const ComparedFact& compared) {
  std::vector<std::string> out;
  for (const PublisherAccount& account : compared.accounts) out.push_back(account.publisher);
  return out;
}

class CompareTest : public ::testing::Test {
 protected:
  CompareTest() { story_.RecordAll(); }
  Story story_;
};

TEST_F(CompareTest, JudgesEveryFactOfAnEntity) {
  const Comparison comparison =
      CompareSources(story_.base(), {.entity_id = story_.EntityId("Mira Tolvan")}, {}).value();
  EXPECT_THAT(comparison.publishers, ElementsAre("Daily Beacon", "Harbor Gazette", "Tarn Courier"));
  ASSERT_THAT(comparison.facts, SizeIs(5));
  EXPECT_EQ(comparison.facts[0].fact.record.content.type, "contact.meet");
  EXPECT_EQ(comparison.facts[0].verdict, ComparisonVerdict::kPartlyTold);
  EXPECT_THAT(TellersOf(comparison.facts[0]), ElementsAre("Harbor Gazette", "Tarn Courier"));
  EXPECT_THAT(comparison.facts[0].omitted_by, ElementsAre("Daily Beacon"));
  EXPECT_EQ(comparison.facts[1].fact.record.content.type, "holds_position");
  for (size_t i = 2; i < 5; ++i) {
    EXPECT_EQ(comparison.facts[i].verdict, ComparisonVerdict::kOnlyHere);
    EXPECT_THAT(comparison.facts[i].accounts, SizeIs(1));
  }
}

TEST_F(CompareTest, AgreedMeansAllOfThoseCompared) {
  const Comparison comparison = CompareSources(story_.base(),
                                               {.entity_id = story_.EntityId("Mira Tolvan"),
                                                .publishers = {"tarn courier", "HARBOR GAZETTE"}},
                                               {})
                                    .value();
  EXPECT_THAT(comparison.publishers, ElementsAre("Harbor Gazette", "Tarn Courier"));
  ASSERT_THAT(comparison.facts, SizeIs(3));
  EXPECT_EQ(comparison.facts[0].verdict, ComparisonVerdict::kAgreed);
  EXPECT_EQ(comparison.facts[1].verdict, ComparisonVerdict::kAgreed);
  EXPECT_THAT(comparison.facts[0].omitted_by, IsEmpty());
  EXPECT_EQ(comparison.facts[2].verdict, ComparisonVerdict::kOnlyHere);
}

TEST_F(CompareTest, DifferentlyToldComesFirst) {
  const Comparison comparison =
      CompareSources(story_.base(), {.entity_id = story_.EntityId("Lake Council")}, {}).value();
  ASSERT_THAT(comparison.facts, SizeIs(3));
  for (const ComparedFact& compared : comparison.facts) {
    EXPECT_EQ(compared.verdict, ComparisonVerdict::kDifferentlyTold)
        << compared.fact.record.content.type;
  }
}

TEST_F(CompareTest, AnOutletMayTakeBothSides) {
  ExtractionBuilder later("https://beacon.example/b", "Daily Beacon", "2021-05-13");
  const EntityReference council = later.Entity("Lake Council", EntityType::kOrganization);
  later.Add(
      RelationFact("member_of", later.Entity("Ostrel", EntityType::kGpe, {"iso3166:XO"}), council),
      "Ostrel has joined the Lake Council after all.");
  story_.Record(later.Build());
  const Comparison comparison =
      CompareSources(story_.base(), {.entity_id = story_.EntityId("Lake Council")}, {}).value();
  std::map<std::string, std::string> says;
  for (const ComparedFact& compared : comparison.facts) {
    if (compared.fact.record.content.type != "member_of") continue;
    for (const PublisherAccount& account : compared.accounts) {
      says[account.publisher] = account.value;
    }
  }
  EXPECT_EQ(says["Harbor Gazette"], "asserted");
  EXPECT_EQ(says["Daily Beacon"], "asserted, denied");
}

TEST_F(CompareTest, AConflictWithSomebodyElseIsNotOneBetweenThese) {
  // Gazette and Beacon do not differ on the number of members: only the
  // Gazette gives one.
  const Comparison comparison = CompareSources(story_.base(),
                                               {.entity_id = story_.EntityId("Lake Council"),
                                                .publishers = {"Harbor Gazette", "Daily Beacon"}},
                                               {})
                                    .value();
  std::map<std::string, ComparisonVerdict> verdicts;
  for (const ComparedFact& compared : comparison.facts) {
    verdicts[compared.fact.record.content.type] = compared.verdict;
  }
  EXPECT_EQ(verdicts["member_count"], ComparisonVerdict::kOnlyHere);
  EXPECT_EQ(verdicts["member_of"], ComparisonVerdict::kDifferentlyTold);
}

TEST_F(CompareTest, AnEventTakesWhatSharesParticipantsAndDay) {
  const Comparison comparison =
      CompareSources(story_.base(), {.event_id = story_.FactId("contact.meet")}, {}).value();
  // Solm's statement of that day shares one participant of two.
  ASSERT_THAT(comparison.facts, SizeIs(1));
  EXPECT_EQ(comparison.facts[0].fact.record.content.type, "contact.meet");
  EXPECT_EQ(comparison.facts[0].verdict, ComparisonVerdict::kAgreed);
}

TEST_F(CompareTest, ShowsHowEachTellsIt) {
  const Comparison comparison =
      CompareSources(story_.base(), {.entity_id = story_.EntityId("Lake Council")}, {}).value();
  std::map<std::string, std::string> values;  // Of member_count, by publisher.
  for (const ComparedFact& compared : comparison.facts) {
    if (compared.fact.record.content.type != "member_count") continue;
    ASSERT_THAT(compared.accounts, SizeIs(1));
    values[compared.accounts[0].publisher] = compared.accounts[0].value;
  }
  EXPECT_EQ(values["Harbor Gazette"], "6");
  EXPECT_EQ(values["Tarn Courier"], "7");
  const PublisherAccount& first = comparison.facts[0].accounts[0];
  EXPECT_FALSE(first.quotation.empty());
  EXPECT_EQ(first.report_count, 1);
  EXPECT_TRUE(first.first_published_at.has_value());
}

TEST_F(CompareTest, SumsUpEachPublisher) {
  const Comparison comparison =
      CompareSources(story_.base(), {.entity_id = story_.EntityId("Mira Tolvan")}, {}).value();
  ASSERT_THAT(comparison.summaries, SizeIs(3));
  const PublisherSummary& beacon = comparison.summaries[0];
  EXPECT_EQ(beacon.publisher, "Daily Beacon");
  EXPECT_EQ(beacon.told_count, 2);
  EXPECT_EQ(beacon.only_here_count, 2);
  EXPECT_EQ(beacon.omitted_count, 3);
  EXPECT_EQ(beacon.first_count, 0);
  const PublisherSummary& gazette = comparison.summaries[1];
  EXPECT_EQ(gazette.told_count, 3);
  EXPECT_EQ(gazette.only_here_count, 1);
  EXPECT_EQ(gazette.first_count, 2);
  EXPECT_FALSE(comparison.truncated);
}

TEST_F(CompareTest, TakesOnlyFactsOfTheWindow) {
  const Comparison comparison =
      CompareSources(story_.base(),
                     {.entity_id = story_.EntityId("Mira Tolvan"),
                      .valid = ParseTimeWindow("2021-05-09", "2021-05-11").value()},
                     {})
          .value();
  ASSERT_THAT(comparison.facts, SizeIs(1));
  EXPECT_EQ(comparison.facts[0].fact.record.content.type, "contact.meet");
}

TEST_F(CompareTest, SaysWhatIsWrong) {
  const auto status_of = [&](const ComparisonQuery& query) {
    return CompareSources(story_.base(), query, {}).status();
  };
  const std::string mira = story_.EntityId("Mira Tolvan");
  EXPECT_EQ(ReasonOf(status_of({})), reason::kFieldRequired);
  EXPECT_EQ(ReasonOf(status_of({.entity_id = HashedId({"none"})})), reason::kEntityNotFound);
  EXPECT_EQ(ReasonOf(status_of({.event_id = HashedId({"none"})})), reason::kFactNotFound);
  EXPECT_EQ(FieldOf(status_of({.event_id = story_.FactId("holds_position")})), "event_id");
  EXPECT_EQ(FieldOf(status_of({.entity_id = mira, .publishers = {"One"}})), "publishers");
  EXPECT_EQ(FieldOf(status_of({.entity_id = mira, .publishers = {"One", "ONE"}})), "publishers");
  EXPECT_EQ(FieldOf(status_of({.entity_id = mira, .publishers = {"One", ""}})), "publishers");
  EXPECT_EQ(
      FieldOf(status_of({.entity_id = mira, .publishers = std::vector<std::string>(21, "One")})),
      "publishers");
}

}  // namespace
}  // namespace dateline::query
