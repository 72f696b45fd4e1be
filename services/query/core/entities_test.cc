#include "services/query/core/entities.h"

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
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
using testing::Story;

std::vector<std::string> NamesOf(const EntityPage& page) {
  std::vector<std::string> out;
  for (const EntityRecord& entity : page.entities) out.push_back(entity.name);
  return out;
}

std::vector<std::string> Find(Story& story, EntityQuery query) {
  return NamesOf(SearchEntities(story.base(), query, {}).value());
}

// Two articles name the port, one each of the others.
void RecordPorts(Story& story) {
  for (int i = 0; i < 2; ++i) {
    ExtractionBuilder article(StrCat("https://ports.example/", i), "", "2020-01-01");
    std::vector<EntityReference> all = {
        article.Entity("Port Gale Authority", EntityType::kOrganization)};
    if (i == 0) {
      all.push_back(article.Entity("Port", EntityType::kGpe, {"iso3166:XP"}));
      all.push_back(article.Entity("Portia Lund", EntityType::kPerson));
      all.push_back(article.Entity("New Port", EntityType::kFacility));
    }
    for (const EntityReference& entity : all) {
      article.Add(testing::RelationFact("is_a", entity, std::string("thing")),
                  StrCat(entity.name, " is a thing."));
    }
    story.Record(article.Build());
  }
}

TEST(EntitiesTest, RanksExactThenPrefixThenWord) {
  Story story;
  RecordPorts(story);
  EXPECT_THAT(Find(story, {.name = "PORT"}),
              ElementsAre("Port", "Port Gale Authority", "Portia Lund", "New Port"));
  EXPECT_THAT(Find(story, {.name = "port ga"}), ElementsAre("Port Gale Authority"));
  EXPECT_THAT(Find(story, {.name = "port", .type = EntityType::kPerson}),
              ElementsAre("Portia Lund"));
  EXPECT_THAT(Find(story, {.name = "harbour"}), IsEmpty());
}

TEST(EntitiesTest, FindsByExternalId) {
  Story story;
  RecordPorts(story);
  EXPECT_THAT(Find(story, {.external_id = "iso3166:XP"}), ElementsAre("Port"));
  EXPECT_THAT(Find(story, {.type = EntityType::kPerson, .external_id = "iso3166:XP"}), IsEmpty());
  EXPECT_THAT(Find(story, {.external_id = "iso3166:XX"}), IsEmpty());
}

TEST(EntitiesTest, NoNameListsAll) {
  Story story;
  RecordPorts(story);
  EXPECT_THAT(Find(story, {}), ::testing::SizeIs(4));
  EXPECT_EQ(Find(story, {}).front(), "Port Gale Authority");
}

TEST(EntitiesTest, PagesKeepTheOrder) {
  Story story;
  RecordPorts(story);
  std::vector<std::string> paged;
  EntityQuery query{.name = "port", .page = {.size = 1, .query = "port"}};
  while (true) {
    const EntityPage page = SearchEntities(story.base(), query, {}).value();
    for (const std::string& name : NamesOf(page)) paged.push_back(name);
    if (page.next_page_token.empty()) break;
    query.page.token = page.next_page_token;
  }
  EXPECT_THAT(paged, ElementsAre("Port", "Port Gale Authority", "Portia Lund", "New Port"));
  query.page.query = "other";
  EXPECT_EQ(ReasonOf(SearchEntities(story.base(), query, {}).status()), reason::kPageTokenMismatch);
}

TEST(EntitiesTest, PagesThroughAll) {
  Story story;
  RecordPorts(story);
  EntityQuery query{.page = {.size = 1}};
  std::vector<std::string> paged;
  while (true) {
    const EntityPage page = SearchEntities(story.base(), query, {}).value();
    for (const std::string& name : NamesOf(page)) paged.push_back(name);
    if (page.next_page_token.empty()) break;
    query.page.token = page.next_page_token;
  }
  EXPECT_EQ(paged, Find(story, {}));
}

TEST(EntitiesTest, FindsMisspeltNames) {
  Story story;
  RecordPorts(story);
  story.RecordAll();
  EXPECT_THAT(Find(story, {.name = "mira tolwan"}), IsEmpty());
  for (const char* name : {"mira tolwan", "Mira Tovlan", "mria tolvan", "Tolvn", "MIRA TOLLVAN"}) {
    const EntityPage page = SearchEntities(story.base(), {.name = name, .fuzzy = true}, {}).value();
    EXPECT_THAT(NamesOf(page), ElementsAre("Mira Tolvan")) << name;
    EXPECT_THAT(page.edits, ElementsAre(1)) << name;
  }
  // Two letters in a long word, and words in the middle of a name.
  EXPECT_THAT(Find(story, {.name = "gale authoritie", .fuzzy = true}),
              ElementsAre("Port Gale Authority"));
  EXPECT_THAT(Find(story, {.name = "norwanja", .fuzzy = true}), ElementsAre("Norvania"));
  // Short words are not bent, nor is anything that is too different.
  EXPECT_THAT(Find(story, {.name = "Mira Tokwan", .fuzzy = true}), IsEmpty());
  EXPECT_THAT(Find(story, {.name = "New Part", .fuzzy = true}), ElementsAre("New Port"));
  EXPECT_THAT(Find(story, {.name = "Nee Port", .fuzzy = true}), IsEmpty());
}

TEST(EntitiesTest, ExactNamesComeBeforeMisspeltOnes) {
  Story story;
  testing::ExtractionBuilder article("https://twins.example/", "Twins Post", "2021-01-01");
  for (const char* name : {"Marled Ostu", "Marleg Ostu"}) {
    const EntityReference twin = article.Entity(name, EntityType::kPerson);
    article.Add(testing::RelationFact("is_a", twin, std::string("twin")), StrCat(name, ", twin."));
  }
  story.Record(article.Build());
  const EntityPage page =
      SearchEntities(story.base(), {.name = "marleg ostu", .fuzzy = true}, {}).value();
  EXPECT_THAT(NamesOf(page), ElementsAre("Marleg Ostu", "Marled Ostu"));
  EXPECT_THAT(page.edits, ElementsAre(0, 1));
}

TEST(EntitiesTest, MisspeltNamesAreForgottenWithTheirDocument) {
  Story story;
  const absl::Time before = story.Record(testing::GazetteArticle());
  testing::ExtractionBuilder article("https://once.example/", "Once Post", "2021-01-01");
  const EntityReference orla = article.Entity("Orla Venbrick", EntityType::kPerson);
  article.Add(testing::RelationFact("is_a", orla, std::string("potter")), "Orla Venbrick, potter.");
  story.Record(article.Build());
  EXPECT_THAT(Find(story, {.name = "venbrik", .fuzzy = true}), ElementsAre("Orla Venbrick"));
  EXPECT_THAT(Find(story, {.name = "venbrik", .fuzzy = true, .known_at = before}), IsEmpty());
  ASSERT_TRUE(story.base().RemoveDocument(article.document_id()).value());
  EXPECT_THAT(Find(story, {.name = "venbrik", .fuzzy = true}), IsEmpty());
  EXPECT_THAT(story.base().OpenView(std::nullopt)->WordsLike("venbrick", 10).value(), IsEmpty());
  // Words that others use stay.
  EXPECT_THAT(Find(story, {.name = "tolwan", .fuzzy = true}), ElementsAre("Mira Tolvan"));
}

TEST(EntitiesTest, SaysWhatIsWrong) {
  Story story;
  const auto field_of = [&](const EntityQuery& query) {
    return FieldOf(SearchEntities(story.base(), query, {}).status());
  };
  EXPECT_EQ(field_of({.name = "?!"}), "query");
  EXPECT_EQ(field_of({.name = std::string(600, 'x')}), "query");
  EXPECT_EQ(field_of({.name = "port", .external_id = "iso3166:XP"}), "external_id");
  EXPECT_EQ(field_of({.external_id = "XP"}), "external_id");
  EXPECT_EQ(ReasonOf(GetEntity(story.base(), "", {}).status()), reason::kFieldRequired);
  EXPECT_EQ(ReasonOf(GetEntity(story.base(), "port", {}).status()), reason::kFieldInvalid);
  const absl::Status unknown = GetEntity(story.base(), HashedId({"none"}), {}).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(unknown), reason::kEntityNotFound);
}

TEST(EntitiesTest, GivesNamesAndCounts) {
  Story story;
  story.RecordAll();
  const EntityRecord mira = GetEntity(story.base(), story.EntityId("Mira Tolvan"), {}).value();
  EXPECT_EQ(mira.type, EntityType::kPerson);
  EXPECT_EQ(mira.document_count, 3);
  EXPECT_EQ(mira.fact_count, 5);  // A meeting, an office, three statements.
  ASSERT_FALSE(mira.aliases.empty());
  EXPECT_EQ(mira.aliases.front().name, "Mira Tolvan");
}

TEST(EntitiesTest, KnownAtForgetsLaterNames) {
  Story story;
  const absl::Time first = story.Record(testing::GazetteArticle());
  RecordPorts(story);
  EXPECT_THAT(Find(story, {.name = "port", .known_at = first}), IsEmpty());
}

}  // namespace
}  // namespace dateline::query
