#include "services/query/core/said.h"

#include "common/base/error.h"
#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using testing::ContentsOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Story;
using ::testing::UnorderedElementsAre;

constexpr char kOpen[] = "The border crossing will open in June";
constexpr char kPlan[] = "Ostrel supports the border plan";
constexpr char kTalks[] = "Talks on trade and on the border continue";
constexpr char kSee[] = "We will see";

class SaidTest : public ::testing::Test {
 protected:
  SaidTest() { story_.RecordAll(); }
  std::vector<std::string> Said(const StatementQuery& query) {
    return ContentsOf(ListStatements(story_.base(), query, {}).value().facts);
  }
  Story story_;
};

TEST_F(SaidTest, LatestFirstUndatedLast) {
  EXPECT_THAT(Said({}), ElementsAre(kTalks, kPlan, kOpen, kSee));
}

TEST_F(SaidTest, BySpeaker) {
  const std::string mira = story_.EntityId("Mira Tolvan");
  const std::string edric = story_.EntityId("Edric Solm");
  EXPECT_THAT(Said({.speaker_ids = {mira}}), ElementsAre(kTalks, kOpen, kSee));
  EXPECT_THAT(Said({.speaker_ids = {edric}}), ElementsAre(kPlan));
  EXPECT_THAT(Said({.speaker_ids = {edric, mira}}), ElementsAre(kTalks, kPlan, kOpen, kSee));
}

TEST_F(SaidTest, ByWordsWithoutCase) {
  EXPECT_THAT(Said({.text = "BORDER"}), ElementsAre(kTalks, kPlan, kOpen));
  EXPECT_THAT(Said({.text = "border, trade"}), ElementsAre(kTalks));
  EXPECT_THAT(Said({.text = "border harvest"}), IsEmpty());
  EXPECT_THAT(Said({.text = "we see"}), ElementsAre(kSee));
}

TEST_F(SaidTest, ByWordsAndSpeakerAndTime) {
  const std::string mira = story_.EntityId("Mira Tolvan");
  EXPECT_THAT(Said({.speaker_ids = {mira}, .text = "border"}), ElementsAre(kTalks, kOpen));
  EXPECT_THAT(Said({.text = "border", .valid = ParseTimeWindow("", "2021-05-10").value()}),
              ElementsAre(kPlan, kOpen));
  EXPECT_THAT(Said({.valid = ParseTimeWindow("2021-05-10", "").value()}),
              ElementsAre(kTalks, kPlan));
}

TEST_F(SaidTest, ByWordsWithOtherEndings) {
  EXPECT_THAT(Said({.text = "supporting the borders"}), ElementsAre(kPlan));
  EXPECT_THAT(Said({.text = "crossings opened"}), ElementsAre(kOpen));
}

TEST_F(SaidTest, ByPhrase) {
  EXPECT_THAT(Said({.text = "\"border plan\""}), ElementsAre(kPlan));
  EXPECT_THAT(Said({.text = "\"plan border\""}), IsEmpty());
  EXPECT_THAT(Said({.text = "“on the border” trade"}), ElementsAre(kTalks));
  EXPECT_THAT(Said({.text = "\"the trade\" border"}), IsEmpty());
}

TEST_F(SaidTest, MarksTheWordsInTheContent) {
  const StatementPage page =
      ListStatements(story_.base(), {.text = "plan \"the border\""}, {}).value();
  ASSERT_EQ(page.matches.size(), 1);
  std::vector<std::string> marked;
  for (const ByteSpan span : page.matches[0].content_spans) {
    marked.push_back(std::string(kPlan).substr(span.begin, span.end - span.begin));
  }
  EXPECT_THAT(marked, ElementsAre("the border", "plan"));
}

TEST_F(SaidTest, BestFirst) {
  const auto ranked = [&](std::string_view text, uint32_t page_size) {
    StatementQuery query{.text = std::string(text),
                         .order = StatementOrder::kRelevance,
                         .page = {.size = page_size}};
    std::vector<std::string> out;
    double last = 1e9;
    while (true) {
      const StatementPage page = ListStatements(story_.base(), query, {}).value();
      EXPECT_FALSE(page.truncated);
      for (const StatementMatch& match : page.matches) {
        EXPECT_LE(match.score, last);
        last = match.score;
      }
      for (const std::string& content : ContentsOf(page.facts)) out.push_back(content);
      if (page.next_page_token.empty()) return out;
      query.page.token = page.next_page_token;
    }
  };
  // The shortest says most about borders, though it is not the latest.
  EXPECT_THAT(ranked("border", 100), ElementsAre(kPlan, kOpen, kTalks));
  EXPECT_EQ(ranked("border", 1), ranked("border", 100));
}

TEST_F(SaidTest, QuotedOnly) {
  EXPECT_THAT(Said({.quoted_only = true}), ElementsAre(kOpen, kSee));
  EXPECT_THAT(Said({.text = "border", .quoted_only = true}), ElementsAre(kOpen));
}

TEST_F(SaidTest, PagesThroughASearch) {
  StatementQuery query{.text = "the border", .page = {.size = 1}};
  std::vector<std::string> paged;
  while (true) {
    const StatementPage page = ListStatements(story_.base(), query, {}).value();
    for (const std::string& content : ContentsOf(page.facts)) paged.push_back(content);
    if (page.next_page_token.empty()) break;
    query.page.token = page.next_page_token;
  }
  EXPECT_THAT(paged, ElementsAre(kTalks, kPlan, kOpen));
}

TEST_F(SaidTest, SaysWhatIsWrong) {
  const auto field_of = [&](const StatementQuery& query) {
    return testing::FieldOf(ListStatements(story_.base(), query, {}).status());
  };
  EXPECT_EQ(field_of({.speaker_ids = {"Mira"}}), "speaker_ids");
  EXPECT_EQ(field_of({.text = "..."}), "text");
  EXPECT_EQ(field_of({.text = std::string(2000, 'x')}), "text");
  EXPECT_EQ(field_of({.text = "the of"}), "text");
  EXPECT_EQ(field_of({.text = "\"open border"}), "text");
  EXPECT_EQ(field_of({.topic_ids = {"border"}}), "topic_ids");
  EXPECT_EQ(field_of({.order = StatementOrder::kRelevance}), "order");
  std::string many;
  for (int i = 0; i < 17; ++i) StrAppend(&many, "word", i, " ");
  EXPECT_EQ(field_of({.text = many}), "text");
}

// Many statements with few common words: the intersection against counting.
TEST(SaidIntersectionTest, FindsExactlyWhatHasAllWords) {
  Story story;
  std::vector<std::string> expected;
  for (int i = 0; i < 120; ++i) {
    testing::ExtractionBuilder article(StrCat("https://many.example/", i), "Many Post",
                                       "2021-01-01");
    const EntityReference speaker = article.Entity("Ada Kolm", EntityType::kPerson);
    std::string content = StrCat("number", i);
    if (i % 2 == 0) content += " copper";
    if (i % 3 == 0) content += " silver";
    const std::string when = i % 5 == 0 ? std::string() : StrCat("2021-01-", 10 + i % 11);
    article.Add(testing::StatementFact(speaker, content, when), content);
    story.Record(article.Build());
    if (i % 6 == 0) expected.push_back(content);
  }
  for (const uint32_t size : {1, 7, 100}) {
    StatementQuery query{.text = "silver copper", .page = {.size = size}};
    std::vector<std::string> found;
    while (true) {
      const StatementPage page = ListStatements(story.base(), query, {}).value();
      for (const std::string& content : ContentsOf(page.facts)) found.push_back(content);
      if (page.next_page_token.empty()) break;
      query.page.token = page.next_page_token;
    }
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected)) << size;
  }
}

}  // namespace
}  // namespace dateline::query
