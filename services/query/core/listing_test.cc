#include "services/query/core/listing.h"

#include <algorithm>
#include <set>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using testing::EventFact;
using testing::ExtractionBuilder;
using testing::IdsOf;
using testing::ReasonOf;
using testing::Story;
using ::testing::UnorderedElementsAreArray;

// One event a day, each with one actor of two; every third without a date, so
// that an order has ties and a tail.
Extraction DiaryArticle(int number) {
  ExtractionBuilder article(StrCat("https://diary.example/", number),
                            number % 2 == 0 ? "Even Post" : "Odd Post", "2020-01-01");
  const EntityReference actor =
      article.Entity(number % 4 < 2 ? "Ada Kolm" : "Ben Rist", EntityType::kPerson);
  const std::string day = StrCat("2020-02-", 10 + number % 7);
  article.Add(EventFact(number % 5 == 0 ? "movement.travel" : "protest.demonstrate",
                        number % 3 == 0 ? std::string() : day,
                        {{"actor", actor}, {"topic", StrCat("matter ", number)}}),
              StrCat("Sentence number ", number, " of the diary."));
  return article.Build();
}

void RecordDiary(Story& story, int count) {
  for (int i = 0; i < count; ++i) story.Record(DiaryArticle(i));
}

std::vector<AttestedFact> AllPages(Story& story, ListFactsQuery query, uint32_t page_size) {
  std::vector<AttestedFact> out;
  query.page.size = page_size;
  query.page.query = "the same";
  for (int pages = 0; pages < 1000; ++pages) {
    FactPage page = ListFacts(story.base(), query, {}).value();
    EXPECT_LE(page.facts.size(), page_size);
    std::move(page.facts.begin(), page.facts.end(), std::back_inserter(out));
    if (page.next_page_token.empty()) return out;
    EXPECT_FALSE(page.facts.empty());
    query.page.token = page.next_page_token;
  }
  ADD_FAILURE() << "the pages never end";
  return out;
}

struct Case {
  FactOrder order;
  bool by_entity, by_both_entities, by_type, by_window;
};

ListFactsQuery QueryOf(Story& story, const Case& c) {
  ListFactsQuery query;
  query.order = c.order;
  if (c.by_entity) query.filter.entity_ids = {story.EntityId("Ada Kolm")};
  if (c.by_both_entities) {
    query.filter.entity_ids = {story.EntityId("Ada Kolm"), story.EntityId("Ben Rist")};
  }
  if (c.by_type) query.filter.types = {"protest."};
  if (c.by_window) query.filter.valid = ParseTimeWindow("2020-02-11", "2020-02-14").value();
  return query;
}

// The order as its proto comment states it, without ties.
bool InOrder(FactOrder order, const FactRecord& a, const FactRecord& b) {
  const auto start = [](const FactRecord& record) {
    return record.content.valid_time ? record.content.valid_time->start : std::nullopt;
  };
  switch (order) {
    case FactOrder::kUnspecified:
      return true;  // Any, as long as pages agree.
    case FactOrder::kValidTime:
      return !start(b) || (start(a) && *start(a) <= *start(b));
    case FactOrder::kValidTimeDesc:
      return !start(b) || (start(a) && *start(a) >= *start(b));
    case FactOrder::kOriginsDesc:
      return a.origin_count >= b.origin_count;
    case FactOrder::kRecordedDesc:
      return a.recorded_at >= b.recorded_at;
  }
  return false;
}

class ListingOrderTest : public ::testing::TestWithParam<Case> {};

TEST_P(ListingOrderTest, PagesHoldEveryMatchOnceInOrder) {
  Story story;
  RecordDiary(story, 40);
  const ListFactsQuery query = QueryOf(story, GetParam());
  std::set<std::string> expected;
  ListFactsQuery everything;
  const FactMatcher matcher =
      FactMatcher::Create(query.filter, story.base().OpenView({}).value()).value();
  for (const AttestedFact& fact : AllPages(story, everything, 1000)) {
    if (matcher.Matches(story.base().OpenView({}).value(), fact.record).value()) {
      expected.insert(fact.record.id);
    }
  }
  ASSERT_GE(expected.size(), 5);
  for (const uint32_t page_size : {1, 3, 1000}) {
    const std::vector<AttestedFact> facts = AllPages(story, query, page_size);
    EXPECT_THAT(IdsOf(facts), UnorderedElementsAreArray(expected)) << page_size;
    for (size_t i = 1; i < facts.size(); ++i) {
      EXPECT_TRUE(InOrder(GetParam().order, facts[i - 1].record, facts[i].record)) << i;
    }
  }
}

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const FactOrder order :
       {FactOrder::kUnspecified, FactOrder::kValidTime, FactOrder::kValidTimeDesc,
        FactOrder::kOriginsDesc, FactOrder::kRecordedDesc}) {
    for (const bool by_window : {false, true}) {
      cases.push_back({order, false, false, false, by_window});
      cases.push_back({order, true, false, false, by_window});
      cases.push_back({order, false, true, false, by_window});
      cases.push_back({order, false, false, true, by_window});
    }
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Orders, ListingOrderTest, ::testing::ValuesIn(AllCases()));

TEST(ListingTest, EverythingComesById) {
  Story story;
  RecordDiary(story, 12);
  const std::vector<std::string> ids = IdsOf(ListFacts(story.base(), {}, {}).value().facts);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

// Short and long facts around a window, in both directions and small pages.
TEST(ListingTest, AWindowTakesWhatLastsIntoIt) {
  Story story;
  ExtractionBuilder article("https://terms.example/", "Terms Post", "2020-01-01");
  const EntityReference ada = article.Entity("Ada Kolm", EntityType::kPerson);
  int count = 0;
  const auto add = [&](std::string_view when) {
    FactContent content = testing::RelationFact("is_a", ada, StrCat("role ", ++count));
    if (!when.empty()) content.valid_time = ParseTimeInterval(when).value();
    article.Add(content, StrCat("Role ", count, "."));
  };
  for (const char* when : {"2010-01-01/2019-06-30", "2010-01-01/2020-06-30", "2015-01-01/..",
                           "2020-05-20/2020-06-02", "2020-05-20/2020-05-31", "2020-06-15",
                           "2020-07-01/2020-07-05", "../2020-06-10", "../2019-12-31", "2020", ""}) {
    add(when);
  }
  story.Record(article.Build());
  for (const FactOrder order : {FactOrder::kValidTime, FactOrder::kValidTimeDesc}) {
    for (const uint32_t size : {1, 2, 100}) {
      ListFactsQuery query;
      query.order = order;
      query.filter.entity_ids = {story.EntityId("Ada Kolm")};
      query.filter.valid = ParseTimeWindow("2020-06-01", "2020-06-30").value();
      EXPECT_EQ(AllPages(story, query, size).size(), 6) << size;
      query.filter.valid = {};
      query.filter.as_of = ParseDate("as_of", "2020-06-15").value();
      // What lasts on that day, the day itself, the year, and what has no time.
      EXPECT_EQ(AllPages(story, query, size).size(), 5) << size;
    }
  }
}

TEST(ListingTest, PagesStayStableWhileFactsAreRecorded) {
  for (const FactOrder order : {FactOrder::kUnspecified, FactOrder::kValidTimeDesc,
                                FactOrder::kOriginsDesc, FactOrder::kRecordedDesc}) {
    Story story;
    RecordDiary(story, 12);
    ListFactsQuery query;
    query.order = order;
    const std::vector<std::string> before = IdsOf(ListFacts(story.base(), query, {}).value().facts);
    query.page.size = 5;
    std::vector<std::string> paged;
    for (int next_article = 12;; ++next_article) {
      const FactPage page = ListFacts(story.base(), query, {}).value();
      for (const std::string& id : IdsOf(page.facts)) paged.push_back(id);
      if (page.next_page_token.empty()) break;
      query.page.token = page.next_page_token;
      story.Record(DiaryArticle(next_article));
    }
    EXPECT_THAT(paged, ElementsAreArray(before));
  }
}

TEST(ListingTest, KnownAtReadsThePast) {
  Story story;
  const absl::Time first = story.Record(DiaryArticle(1));
  story.Record(DiaryArticle(2));
  ListFactsQuery query;
  query.known_at = first;
  const FactPage page = ListFacts(story.base(), query, {}).value();
  EXPECT_EQ(page.facts.size(), 1);
  EXPECT_EQ(page.known_at, first);
  query.known_at = first + absl::Hours(1);
  const absl::Status future = ListFacts(story.base(), query, {}).status();
  EXPECT_EQ(future.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(future), reason::kKnownAtOutOfRange);
}

TEST(ListingTest, TokensWorkOnlyForTheirQuery) {
  Story story;
  RecordDiary(story, 4);
  ListFactsQuery query;
  query.page = {.size = 1, .query = "one question"};
  const std::string token = ListFacts(story.base(), query, {}).value().next_page_token;
  ASSERT_FALSE(token.empty());
  query.page = {.size = 2, .token = token, .query = "one question"};
  EXPECT_TRUE(ListFacts(story.base(), query, {}).ok());
  query.page.query = "another question";
  EXPECT_EQ(ReasonOf(ListFacts(story.base(), query, {}).status()), reason::kPageTokenMismatch);
  query.page.token = "not a token";
  EXPECT_EQ(ReasonOf(ListFacts(story.base(), query, {}).status()), reason::kPageTokenInvalid);
  query.page.token = token.substr(1);
  EXPECT_EQ(ReasonOf(ListFacts(story.base(), query, {}).status()), reason::kPageTokenInvalid);
}

TEST(ListingTest, RefusesLargePages) {
  Story story;
  ListFactsQuery query;
  query.page.size = kMaxPageSize + 1;
  EXPECT_EQ(testing::FieldOf(ListFacts(story.base(), query, {}).status()), "page_size");
}

TEST(ListingTest, AnEmptyBaseHasOneEmptyPage) {
  Story story;
  const FactPage page = ListFacts(story.base(), {}, {}).value();
  EXPECT_TRUE(page.facts.empty());
  EXPECT_TRUE(page.next_page_token.empty());
}

TEST(ListingTest, APageEndsWhereItGrowsTooLarge) {
  Story story;
  for (int i = 0; i < 5; ++i) {
    ExtractionBuilder article(StrCat("https://long.example/", i), "Long Post", "2020-01-01");
    const EntityReference speaker = article.Entity("Ada Kolm", EntityType::kPerson);
    const std::string words = StrCat(i, " ") + std::string(1'000'000, 'x');
    article.Add(testing::StatementFact(speaker, words, "2020-01-01"), words);
    story.Record(article.Build());
  }
  ListFactsQuery query;
  const FactPage first = ListFacts(story.base(), query, {}).value();
  EXPECT_EQ(first.facts.size(), 2);  // Content and evidence: 2 MB each.
  EXPECT_EQ(AllPages(story, query, 1000).size(), 5);
}

TEST(ListingTest, StopsWhenNobodyWaits) {
  Story story;
  RecordDiary(story, 10);
  int checks = 0;
  const Cancellation cancellation(
      [&checks] { return ++checks > 3 ? absl::CancelledError("gone") : absl::OkStatus(); });
  for (const FactOrder order : {FactOrder::kUnspecified, FactOrder::kOriginsDesc}) {
    checks = 0;
    EXPECT_EQ(ListFacts(story.base(), {.order = order}, cancellation).status().code(),
              absl::StatusCode::kCancelled);
    EXPECT_EQ(checks, 4);
  }
}

TEST(ListingTest, ShowsNoMoreAttestationsThanAsked) {
  Story story;
  story.RecordAll();
  const std::string meeting = story.FactId("contact.meet");
  EXPECT_EQ(GetFact(story.base(), meeting, {}, 0)->attestations.size(), 0);
  EXPECT_EQ(GetFact(story.base(), meeting, {}, 1)->attestations.size(), 1);
  EXPECT_EQ(GetFact(story.base(), meeting, {})->attestations.size(), 2);
}

TEST(ListingTest, GetFactSaysWhatIsWrong) {
  Story story;
  story.RecordAll();
  EXPECT_EQ(ReasonOf(GetFact(story.base(), "", {}).status()), reason::kFieldRequired);
  EXPECT_EQ(ReasonOf(GetFact(story.base(), "f1", {}).status()), reason::kFieldInvalid);
  const absl::Status unknown = GetFact(story.base(), HashedId({"none"}), {}).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(unknown), reason::kFactNotFound);
}

}  // namespace
}  // namespace dateline::query
