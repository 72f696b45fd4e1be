#include "services/query/core/timeline.h"

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Story;

std::vector<std::string> TypesOf(const Timeline& timeline) {
  std::vector<std::string> out;
  for (const TimelineEntry& entry : timeline.entries) {
    out.push_back(entry.event.record.content.type);
  }
  return out;
}

std::vector<std::string> Show(Story& story, const TimelineQuery& query) {
  return TypesOf(GetTimeline(story.base(), query, {}).value());
}

TEST(TimelineTest, ShowsDatedEventsEarliestFirst) {
  Story story;
  story.RecordAll();
  testing::ExtractionBuilder undated("https://x.example/", "X Post", "2021-05-12");
  undated.Add(testing::EventFact("protest.demonstrate", "",
                                 {{"actor", undated.Entity("Ostrel", EntityType::kGpe)}}),
              "There were protests in Ostrel.");
  story.Record(undated.Build());
  EXPECT_THAT(Show(story, {}), ElementsAre("contact.meet", "aid.provide"));
}

TEST(TimelineTest, TellsAnnouncedAndHeldFromOnlyAnnounced) {
  Story story;
  story.Record(testing::GazetteArticle());
  EXPECT_FALSE(GetTimeline(story.base(), {}, {})->entries.front().announced_then_held);
  story.Record(testing::CourierArticle());
  const Timeline timeline = GetTimeline(story.base(), {}, {}).value();
  ASSERT_EQ(timeline.entries.size(), 2);
  EXPECT_TRUE(timeline.entries[0].announced_then_held);
  EXPECT_FALSE(timeline.entries[1].announced_then_held);
}

TEST(TimelineTest, FiltersAndPages) {
  Story story;
  story.RecordAll();
  EXPECT_THAT(Show(story, {.entity_ids = {story.EntityId("Edric Solm")}}),
              ElementsAre("contact.meet"));
  EXPECT_THAT(Show(story, {.types = {"aid."}}), ElementsAre("aid.provide"));
  EXPECT_THAT(Show(story, {.types = {"aid.provide"}}), ElementsAre("aid.provide"));
  EXPECT_THAT(Show(story, {.min_origins = 2}), ElementsAre("contact.meet"));
  EXPECT_THAT(Show(story, {.valid = ParseTimeWindow("2021-05-11", "2021-06-01").value()}),
              ElementsAre("aid.provide"));
  EXPECT_THAT(Show(story, {.valid = ParseTimeWindow("2021-07-01", "").value()}), IsEmpty());
  TimelineQuery query{.page = {.size = 1}};
  const Timeline first = GetTimeline(story.base(), query, {}).value();
  EXPECT_THAT(TypesOf(first), ElementsAre("contact.meet"));
  query.page.token = first.next_page_token;
  const Timeline second = GetTimeline(story.base(), query, {}).value();
  EXPECT_THAT(TypesOf(second), ElementsAre("aid.provide"));
  EXPECT_TRUE(second.next_page_token.empty());
}

TEST(TimelineTest, NamesTheFieldThatIsWrong) {
  Story story;
  EXPECT_EQ(testing::FieldOf(GetTimeline(story.base(), {.entity_ids = {"x"}}, {}).status()),
            "entity_ids");
}

}  // namespace
}  // namespace dateline::query
