#include "services/query/factbase/story.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/query/factbase/member_fixture.h"

namespace dateline::query {
namespace {

DocumentEntity Named(const std::string& id, const std::string& name, EntityType type,
                     size_t mentions, uint32_t first) {
  DocumentEntity entity;
  entity.id = id;
  entity.name = name;
  entity.type = type;
  for (uint32_t i = 0; i < mentions; ++i) {
    entity.mentions.push_back({{first + 50 * i, first + 50 * i + 4}, MentionForm::kName});
  }
  return entity;
}

Extraction Report() {
  Extraction extraction;
  extraction.document.publisher = "Quayside News";
  extraction.entities = {
      Named("e0", "Orla Venn", EntityType::kPerson, 4, 10),
      Named("e1", "Harbour Council", EntityType::kOrganization, 3, 500),
      Named("e2", "Iceland", EntityType::kGpe, 5, 40),
      Named("e3", "Quayside News", EntityType::kOrganization, 9, 20),
  };
  return extraction;
}

const std::map<std::string, std::string> kEntities = {
    {"e0", "orla"}, {"e1", "council"}, {"e2", "iceland"}, {"e3", "quayside"}};

TEST(StoryTest, FactsAreFiledUnderTheNamesThatTheyName) {
  const Story story = StoryOf(Report(), kEntities);
  EXPECT_EQ(story.marks().size(), 3u);  // The publisher's own name says nothing.
  const auto filing_of = [&](std::vector<std::pair<std::string, Value>> roles) {
    return story.FilingOf(Meeting(std::move(roles)));
  };
  const EntityReference council{"council", "Harbour Council", EntityType::kOrganization};
  const EntityReference iceland{"iceland", "Iceland", EntityType::kGpe};
  const auto both = filing_of({{"participant", council}, {"participant", iceland}});
  EXPECT_EQ(both.size(), 2u);
  EXPECT_TRUE(std::is_sorted(both.begin(), both.end()));
  const auto one = filing_of({{"participant", iceland}});
  ASSERT_EQ(one.size(), 1u);
  EXPECT_TRUE(std::binary_search(both.begin(), both.end(), one[0]));
  // One that names nobody is found by whom the document is about.
  EXPECT_EQ(filing_of({{"topic", std::string("grain")}}), story.marks());
}

TEST(StoryTest, AFactIsFiledUnderFewNames) {
  Extraction extraction = Report();
  extraction.entities.push_back(Named("e4", "Mira Tolvan", EntityType::kPerson, 9, 10));
  auto entities = kEntities;
  entities["e4"] = "mira";
  const Story story = StoryOf(extraction, entities);
  const auto filed = story.FilingOf(Meeting({{"topic", std::string("grain")}}));
  EXPECT_EQ(filed.size(), Story::kMostFiled);
  const auto mira = story.FilingOf(
      Meeting({{"participant", EntityReference{"mira", "Mira Tolvan", EntityType::kPerson}}}));
  ASSERT_EQ(mira.size(), 1u);
  EXPECT_TRUE(std::binary_search(filed.begin(), filed.end(), mira[0]));
}

TEST(StoryTest, PeopleGoByTheirLastName) {
  Extraction other = Report();
  other.entities[0].name = "Ms Orla Venn";
  EXPECT_EQ(StoryOf(other, kEntities).marks(), StoryOf(Report(), kEntities).marks());
}

TEST(StoryTest, WhoIsNotNamedDoesNotCount) {
  Extraction unnamed = Report();
  for (Mention& mention : unnamed.entities[0].mentions) mention.form = MentionForm::kNominal;
  EXPECT_EQ(StoryOf(unnamed, kEntities).marks().size(), 2u);
}

TEST(StoryTest, TwoNamesOrHalfOfFew) {
  EXPECT_TRUE(TellOneStory({1, 2, 3, 4, 5}, {1, 2, 7, 8, 9}));
  EXPECT_FALSE(TellOneStory({1, 2, 3, 4, 5}, {1, 6, 7, 8, 9}));
  EXPECT_TRUE(TellOneStory({1, 2, 3, 4, 5}, {1, 6}));
  EXPECT_FALSE(TellOneStory({}, {}));
}

}  // namespace
}  // namespace dateline::query
