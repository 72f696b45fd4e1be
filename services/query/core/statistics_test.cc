#include "services/query/core/statistics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::Story;

TEST(StatisticsTest, CountsByTypeOfConflict) {
  Story story;
  story.RecordAll();
  const Statistics statistics = ReadStatistics(story.base(), {}, {}).value().statistics;
  EXPECT_EQ(statistics.documents, 3);
  EXPECT_THAT(statistics.conflicts_by_type, ElementsAre(Pair("denial", 1), Pair("value", 1)));
}

TEST(StatisticsTest, NamesTheBestKnownEntities) {
  Story story;
  story.RecordAll();
  testing::ExtractionBuilder article("https://more.example/", "More Post", "2021-05-13");
  const EntityReference council = article.Entity("Lake Council", EntityType::kOrganization);
  article.Add(testing::RelationFact("is_a", council, std::string("council")), "It is a council.");
  story.Record(article.Build());
  const auto names = [&](uint32_t count) {
    std::vector<std::string> out;
    const StatisticsReport report =
        ReadStatistics(story.base(), {.top_entities = count}, {}).value();
    for (const EntityRecord& entity : report.top_entities) out.push_back(entity.name);
    return out;
  };
  EXPECT_THAT(names(0), IsEmpty());
  EXPECT_THAT(names(1), ElementsAre("Lake Council"));
  EXPECT_THAT(names(100), ::testing::SizeIs(9));  // Outlets are entities too.
  EXPECT_EQ(testing::FieldOf(ReadStatistics(story.base(), {.top_entities = 101}, {}).status()),
            "top_entities");
}

TEST(StatisticsTest, TellsHowTheBaseGrew) {
  Story story;
  EXPECT_THAT(ReadStatistics(story.base(), {.growth_by = TimeBucket::kDay}, {})->growth, IsEmpty());
  story.Record(testing::GazetteArticle());
  story.clock().Advance(absl::Hours(48));
  story.Record(testing::CourierArticle());
  const std::vector<GrowthPoint> growth =
      ReadStatistics(story.base(), {.growth_by = TimeBucket::kDay}, {}).value().growth;
  ASSERT_EQ(growth.size(), 3);
  EXPECT_EQ(growth[0].label, "2021-05-03");
  EXPECT_EQ(growth[0].totals.documents, 1);
  EXPECT_EQ(growth[1].totals.documents, 1);
  EXPECT_EQ(growth[2].totals.documents, 2);
  EXPECT_GT(growth[2].totals.facts, growth[0].totals.facts);
}

}  // namespace
}  // namespace dateline::query
