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

TEST(TimelineTest, ShowsTheStatusAsItWasReported) {
  Story story;
  story.RecordAll();
  const Timeline timeline = GetTimeline(story.base(), {}, {}).value();
  const std::vector<StatusReport>& history = timeline.entries[0].status_history;
  ASSERT_EQ(history.size(), 2);
  EXPECT_EQ(history[0].factuality.status, FactStatus::kPlanned);
  EXPECT_EQ(history[0].publisher, "Harbor Gazette");
  EXPECT_EQ(history[0].published_at->ToEdtf(), "2021-05-03");
  EXPECT_EQ(history[1].factuality.status, FactStatus::kActual);
  EXPECT_EQ(history[1].publisher, "Tarn Courier");
  EXPECT_EQ(history[1].report_count, 1);
  EXPECT_EQ(timeline.entries[1].status_history.size(), 1);
}

TEST(TimelineTest, SumsUpByStretchesOfTheCalendar) {
  Story story;
  testing::ExtractionBuilder article("https://days.example/", "Days Post", "2021-06-30");
  const EntityReference ada = article.Entity("Ada Kolm", EntityType::kPerson);
  for (const char* day : {"2021-05-30", "2021-05-31", "2021-06-02", "2021-06-06", "2021-06-07"}) {
    article.Add(testing::EventFact("protest.demonstrate", day, {{"actor", ada}}), day);
  }
  story.Record(article.Build());
  TimelineQuery query{.bucket = TimeBucket::kWeek};
  const Timeline whole = GetTimeline(story.base(), query, {}).value();
  ASSERT_EQ(whole.buckets.size(), 3);
  EXPECT_EQ(whole.buckets[0].calendar.label, "2021-W21");
  EXPECT_EQ(whole.buckets[1].calendar.label, "2021-W22");
  EXPECT_EQ(whole.buckets[1].entry_count, 3);
  EXPECT_EQ(whole.buckets[1].report_count, 3);
  EXPECT_EQ(whole.buckets[1].corroborated_count, 0);
  EXPECT_FALSE(whole.buckets[2].continued);
  query.page.size = 3;
  const Timeline first = GetTimeline(story.base(), query, {}).value();
  ASSERT_EQ(first.buckets.size(), 2);
  EXPECT_EQ(first.buckets[1].entry_count, 2);
  EXPECT_TRUE(first.buckets[1].continued);
  query.page.size = 4;
  EXPECT_FALSE(GetTimeline(story.base(), query, {})->buckets.back().continued);
}

TEST(TimelineTest, AsOfTakesWhatLastsThen) {
  Story story;
  story.RecordAll();
  TimelineQuery query;
  query.as_of = ParseDate("as_of", "2021-06-15").value();
  EXPECT_THAT(Show(story, query), ElementsAre("aid.provide"));
  query.as_of = ParseDate("as_of", "2021-05-10").value();
  EXPECT_THAT(Show(story, query), ElementsAre("contact.meet"));
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
