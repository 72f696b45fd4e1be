#include "services/query/core/pins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/query/core/testing/story.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using testing::ExtractionBuilder;
using testing::ReasonOf;
using testing::Story;

// An article that calls a person this, in its only sentence.
Extraction Article(const std::string& uri, const std::string& name) {
  ExtractionBuilder article(uri, "Lund Ledger", "2020-01-01");
  const EntityReference person = article.Entity(name, EntityType::kPerson);
  article.Add(testing::RelationFact("is_a", person, std::string("pilot")), name + " is a pilot.");
  Extraction extraction = article.Build();
  extraction.entities.front().mentions = {
      {{0, static_cast<uint32_t>(name.size())}, MentionForm::kName}};
  return extraction;
}

TEST(EntityNamesTest, EachDocumentShowsItsNames) {
  Story story;
  story.Record(Article("https://ledger.example/1", "Portia Lund"));
  story.Record(Article("https://ledger.example/2", "Porcia Lund"));
  const auto pin = story.base().RecordPin({PinRelation::kSame,
                                           {.name = "Portia Lund", .type = EntityType::kPerson},
                                           {.name = "Porcia Lund", .type = EntityType::kPerson},
                                           "an editor",
                                           ""});
  ASSERT_TRUE(pin.ok()) << pin.status();
  const std::string id = pin->left_entity_id;

  EntityNameQuery query{.entity_id = id, .page = {.size = 1}};
  std::set<std::string> names;
  for (int pages = 0; pages < 2; ++pages) {
    const auto page = ListEntityNames(story.base(), query, {});
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->uses.size(), 1u);
    const EntityNameUse& use = page->uses.front();
    names.insert(use.name);
    EXPECT_EQ(use.publisher, "Lund Ledger");
    ASSERT_EQ(use.evidence.size(), 1u);
    EXPECT_EQ(use.evidence.front().text, use.name);
    ASSERT_EQ(use.passages.size(), 1u);
    EXPECT_EQ(use.passages.front().text, use.name + " is a pilot.");
    EXPECT_EQ(page->next_page_token.empty(), pages == 1);
    query.page.token = page->next_page_token;
  }
  EXPECT_THAT(names, ElementsAre("Porcia Lund", "Portia Lund"));

  const auto one = ListEntityNames(story.base(), {.entity_id = id, .name = "PORCIA lund"}, {});
  ASSERT_EQ(one->uses.size(), 1u);
  EXPECT_EQ(one->uses.front().name, "Porcia Lund");
  EXPECT_EQ(ReasonOf(ListEntityNames(story.base(), {}, {}).status()), "FIELD_REQUIRED");
}

TEST(ListPinsTest, PagesByIdAtOneMoment) {
  Story story;
  std::set<std::string> ids;
  for (const std::string name : {"Ada Brook", "Bo Brook", "Cy Brook"}) {
    const auto pin = story.base().RecordPin({PinRelation::kDifferent,
                                             {.name = name, .type = EntityType::kPerson},
                                             {.external_id = "people:1"},
                                             "an editor",
                                             "another face"});
    ASSERT_TRUE(pin.ok()) << pin.status();
    ids.insert(pin->pin.id);
  }
  const auto first = ListPins(story.base(), {.page = {.size = 2}});
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->pins.size(), 2u);
  ASSERT_TRUE(*story.base().RemovePin(*ids.rbegin()));
  const auto second =
      ListPins(story.base(), {.page = {.size = 2, .token = first->next_page_token}});
  ASSERT_TRUE(second.ok());
  ASSERT_EQ(second->pins.size(), 1u) << "the moment of the first page";
  EXPECT_EQ(second->pins.front().id, *ids.rbegin());
  EXPECT_EQ(second->next_page_token, "");
  EXPECT_EQ(ListPins(story.base(), {})->pins.size(), 2u);
}

}  // namespace
}  // namespace dateline::query
