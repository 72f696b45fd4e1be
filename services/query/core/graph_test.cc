#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/fact_path.h"
#include "services/query/core/neighbours.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using testing::FieldOf;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::ReasonOf;
using testing::Story;

std::vector<std::string> NamesOf(const Neighbourhood& around) {
  std::vector<std::string> names;
  for (const Neighbour& neighbour : around.neighbours) names.push_back(neighbour.entity.name);
  return names;
}

TEST(NeighboursTest, CountsSharedFactsByType) {
  Story story;
  story.RecordAll();
  const Neighbourhood around =
      GetNeighbours(story.base(), {.entity_id = story.EntityId("Mira Tolvan")}, {}).value();
  EXPECT_EQ(around.entity.name, "Mira Tolvan");
  EXPECT_EQ(around.examined_fact_count, 5);
  EXPECT_FALSE(around.truncated);
  EXPECT_THAT(NamesOf(around), ::testing::UnorderedElementsAre("Edric Solm", "Norvania"));
  for (const Neighbour& neighbour : around.neighbours) {
    EXPECT_EQ(neighbour.fact_count, 1);
    EXPECT_EQ(neighbour.max_origin_count, 2);
    EXPECT_THAT(neighbour.counts,
                ElementsAre(Pair(
                    neighbour.entity.name == "Norvania" ? "holds_position" : "contact.meet", 1)));
    EXPECT_EQ(neighbour.fact_ids.size(), 1);
  }
}

TEST(NeighboursTest, FiltersLimitsAndPast) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  story.Record(testing::CourierArticle());
  story.Record(testing::BeaconArticle());
  const std::string mira = story.EntityId("Mira Tolvan");
  const auto names = [&](const NeighbourQuery& query) {
    return NamesOf(GetNeighbours(story.base(), query, {}).value());
  };
  EXPECT_THAT(names({.entity_id = mira, .links = {.types = {"contact."}}}),
              ElementsAre("Edric Solm"));
  EXPECT_THAT(names({.entity_id = mira, .links = {.kinds = {FactKind::kRelation}}}),
              ElementsAre("Norvania"));
  EXPECT_THAT(names({.entity_id = mira, .entity_types = {EntityType::kGpe}}),
              ElementsAre("Norvania"));
  EXPECT_THAT(names({.entity_id = mira, .links = {.min_origins = 3}}), IsEmpty());
  EXPECT_THAT(names({.entity_id = mira, .links = {.min_origins = 2}, .known_at = first}),
              IsEmpty());
  const Neighbourhood one =
      GetNeighbours(story.base(), {.entity_id = mira, .limit = 1}, {}).value();
  EXPECT_EQ(one.neighbours.size(), 1);
  EXPECT_EQ(one.omitted_neighbour_count, 1);
}

TEST(NeighboursTest, SaysWhatIsWrong) {
  Story story;
  story.RecordAll();
  const std::string mira = story.EntityId("Mira Tolvan");
  const auto status = [&](const NeighbourQuery& query) {
    return GetNeighbours(story.base(), query, {}).status();
  };
  EXPECT_EQ(FieldOf(status({})), "entity_id");
  EXPECT_EQ(ReasonOf(status({.entity_id = HashedId({"none"})})), reason::kEntityNotFound);
  EXPECT_EQ(FieldOf(status({.entity_id = mira, .limit = 1001})), "limit");
  EXPECT_EQ(FieldOf(status({.entity_id = mira, .links = {.types = {""}}})), "links.types");
}

// Villages in a row, each linked to the next; and one that all are linked to.
class PathTest : public ::testing::Test {
 protected:
  PathTest() {
    testing::ExtractionBuilder article("https://road.example/", "Road Post", "2021-01-01");
    for (int i = 0; i < 8; ++i) Link(article, Name(i), Name(i + 1));
    story_.Record(article.Build());
  }

  static std::string Name(int i) { return StrCat("Village ", std::string(1, 'A' + i)); }

  static void Link(testing::ExtractionBuilder& article, const std::string& a,
                   const std::string& b) {
    article.Add(testing::RelationFact("member_of", article.Entity(a, EntityType::kOrganization),
                                      article.Entity(b, EntityType::kOrganization)),
                StrCat(a, " belongs to ", b, "."));
  }

  PathQuery Between(int from, int to) {
    return {.from_entity_id = story_.EntityId(Name(from)),
            .to_entity_id = story_.EntityId(Name(to))};
  }

  std::vector<std::string> Stops(const PathQuery& query) {
    const FactPath path = FindPath(story_.base(), query, {}).value();
    std::vector<std::string> stops;
    for (const PathLink& link : path.links) {
      if (stops.empty()) stops.push_back(link.from.name);
      EXPECT_EQ(stops.back(), link.from.name);
      EXPECT_FALSE(link.fact.id.empty());
      stops.push_back(link.to.name);
    }
    return stops;
  }

  Story story_;
};

TEST_F(PathTest, FindsTheChainInOrder) {
  EXPECT_THAT(Stops(Between(0, 1)), ElementsAre("Village A", "Village B"));
  EXPECT_THAT(Stops(Between(3, 0)),
              ElementsAre("Village D", "Village C", "Village B", "Village A"));
  EXPECT_THAT(Stops(Between(0, 4)).size(), 5);
}

TEST_F(PathTest, NoChainWithinTheLinksIsNoError) {
  EXPECT_THAT(Stops(Between(0, 5)), IsEmpty());
  PathQuery query = Between(0, 5);
  query.max_links = 5;
  EXPECT_EQ(Stops(query).size(), 6);
}

TEST_F(PathTest, TakesTheShortestAndAvoidsWhatItShould) {
  testing::ExtractionBuilder article("https://road.example/2", "Road Post", "2021-01-02");
  Link(article, Name(0), "Hub");
  Link(article, Name(4), "Hub");
  story_.Record(article.Build());
  EXPECT_THAT(Stops(Between(0, 4)), ElementsAre("Village A", "Hub", "Village E"));
  PathQuery query = Between(0, 4);
  query.avoid_entity_ids = {story_.EntityId("Hub")};
  EXPECT_EQ(Stops(query).size(), 5);
  query.avoid_entity_ids.push_back(story_.EntityId("Village C"));
  EXPECT_THAT(Stops(query), IsEmpty());
}

TEST_F(PathTest, SaysThatTheLimitWasReached) {
  PathQuery query = Between(0, 4);
  query.max_facts = 2;
  const absl::Status status = FindPath(story_.base(), query, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), reason::kSearchLimitReached);
  EXPECT_EQ(FieldOf(status), "max_facts");
}

TEST_F(PathTest, SaysWhatIsWrong) {
  const auto field_of = [&](const PathQuery& query) {
    return FieldOf(FindPath(story_.base(), query, {}).status());
  };
  PathQuery query = Between(0, 0);
  EXPECT_EQ(field_of(query), "to_entity_id");
  query = Between(0, 1);
  query.max_links = 9;
  EXPECT_EQ(field_of(query), "max_links");
  query = Between(0, 1);
  query.avoid_entity_ids = {query.to_entity_id};
  EXPECT_EQ(field_of(query), "avoid_entity_ids");
  query.from_entity_id = HashedId({"none"});
  EXPECT_EQ(ReasonOf(FindPath(story_.base(), query, {}).status()), reason::kEntityNotFound);
}

}  // namespace
}  // namespace dateline::query
