#include "services/extraction/nlp/pipeline/pipeline.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::nlp {
namespace {

// Loaded once for all tests.
const Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const Pipeline> pipeline = Pipeline::Create().value();
  return *pipeline;
}

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::Pair;

AnnotatedDocument Read(std::string_view text) {
  return EnglishPipeline().Annotate(text, TimeInterval::Day(absl::CivilDay(2031, 3, 9)));
}

std::vector<std::string> Sentences(const AnnotatedDocument& document) {
  std::vector<std::string> out;
  for (const Sentence& sentence : document.sentences) {
    out.emplace_back(document.Text(sentence.span));
  }
  return out;
}

std::vector<std::string> Tokens(const AnnotatedDocument& document) {
  std::vector<std::string> out;
  for (uint32_t i = 0; i < document.tokens.size(); ++i) out.emplace_back(document.Form(i));
  return out;
}

std::map<std::string, EntityType> Names(const AnnotatedDocument& document) {
  std::map<std::string, EntityType> out;
  for (const NameMention& name : document.names) {
    out.emplace(document.Text(name.span), name.entity_type);
  }
  return out;
}

// Mention texts of the entity with this name.
std::vector<std::string> Mentions(const AnnotatedDocument& document, std::string_view name) {
  std::vector<std::string> out;
  for (const DocumentEntity& entity : document.entities) {
    if (entity.name != name) continue;
    for (const Mention& mention : entity.mentions) out.emplace_back(document.Text(mention.span));
  }
  return out;
}

TEST(Sentences, EndAtStopsButNotInAbbreviations) {
  EXPECT_THAT(Sentences(Read("Mr. Orlo Vance met Gen. K. Tamm in the U.S. on Monday. He left.")),
              ElementsAre("Mr. Orlo Vance met Gen. K. Tamm in the U.S. on Monday.", "He left."));
}

TEST(Sentences, EndAfterClosingQuotesAndSeeThroughMissingSpaces) {
  EXPECT_THAT(Sentences(Read("“We agree.” The talks ended in Lima.Then they left.")),
              ElementsAre("“We agree.”", "The talks ended in Lima.", "Then they left."));
  EXPECT_THAT(Sentences(Read("\"Why now?\" asked the mayor of the town.")),
              ElementsAre("\"Why now?\" asked the mayor of the town."));
}

TEST(Sentences, AreCutWhereNobodyEndsThem) {
  std::string endless;
  for (int i = 0; i < 20'000; ++i) endless += "word ";
  for (const std::string& sentence : Sentences(Read(endless))) EXPECT_LE(sentence.size(), 6'100u);
}

TEST(Tokens, SplitCliticsAndKeepNumbers) {
  EXPECT_THAT(Tokens(Read("Peru’s minister doesn't owe $1,200.50, said U.S. envoys.")),
              ElementsAre("Peru", "’s", "minister", "does", "n't", "owe", "$", "1,200.50", ",",
                          "said", "U.S.", "envoys", "."));
}

TEST(Tokens, CoverTheTextInOrder) {
  const std::string text = "Ünal Öz said: «Nein» — 3.5% (maybe)…\nA second line; it's short.";
  const AnnotatedDocument document = Read(text);
  uint32_t at = 0;
  for (const Token& token : document.tokens) {
    ASSERT_LE(at, token.span.begin);
    ASSERT_LT(token.span.begin, token.span.end);
    const std::string between = text.substr(at, token.span.begin - at);
    EXPECT_EQ(between.find_first_not_of(" \n"), std::string::npos) << between;
    at = token.span.end;
  }
  EXPECT_EQ(at, text.size());
}

TEST(Blocks, ToldApart) {
  const AnnotatedDocument document = Read(
      "Harbour deal signed in Lima\n\nBy Orla Finch\n\nThe two sides signed the deal in Lima on "
      "Friday.\n\nReactions abroad\n\nThe mayor welcomed the deal.\n\nPhoto: city hall\n\n"
      "Subscribe to our newsletter\n\nFollow us on Facebook and Twitter");
  std::vector<BlockKind> kinds;
  for (const Sentence& sentence : document.sentences) kinds.push_back(sentence.block);
  EXPECT_THAT(kinds, ElementsAre(BlockKind::kTitle, BlockKind::kByline, BlockKind::kBody,
                                 BlockKind::kHeading, BlockKind::kBody, BlockKind::kCredit,
                                 BlockKind::kBoilerplate, BlockKind::kBoilerplate));
}

TEST(Names, SplitFromTitlesAndStates) {
  const auto names = Names(
      Read("The talks were opened by Peruvian Prime Minister Orlo Vance. President of Chile Mira "
           "Tamm and MIRKO SALDEN of the Example Trade Union (ETU) attended."));
  EXPECT_THAT(names, Contains(Pair("Peruvian", EntityType::kGpe)));
  EXPECT_THAT(names, Contains(Pair("Orlo Vance", EntityType::kPerson)));
  EXPECT_THAT(names, Contains(Pair("Chile", EntityType::kGpe)));
  EXPECT_THAT(names, Contains(Pair("Mira Tamm", EntityType::kPerson)));
  EXPECT_THAT(names, Contains(Pair("MIRKO SALDEN", EntityType::kPerson)));
  EXPECT_THAT(names, Contains(Pair("Example Trade Union", EntityType::kOrganization)));
  EXPECT_THAT(names, Contains(Pair("ETU", EntityType::kOrganization)));
}

TEST(Names, BodiesKeepTheirComplements) {
  const auto names = Names(Read(
      "She wrote to the Ministry of Trade and Industry. The Council of the Example Trade Union "
      "met on Monday."));
  EXPECT_THAT(names, Contains(Pair("Ministry of Trade and Industry", EntityType::kOrganization)));
  EXPECT_THAT(names, Contains(Pair("Council", EntityType::kOrganization)).Times(0));
  EXPECT_THAT(names, Contains(Pair("Example Trade Union", EntityType::kOrganization)));
}

TEST(Names, FirstWordsOfSentencesAreNotNames) {
  const auto names = Names(Read("Tomorrow they leave. Farmers protested. Many farmers stayed."));
  EXPECT_TRUE(names.empty());
}

TEST(Quotes, StraightCurlyAndMismatched) {
  const AnnotatedDocument document = Read(
      "\"We are ready,\" he said.\n\n“They are not,” she said.\n\nOf course the harbour will "
      "open soon enough for all of us“, said Orlo Vance.\n\nShe called it a “very good” day.");
  std::vector<std::string> inner;
  std::vector<bool> fragments;
  for (const Quote& quote : document.quotes) {
    inner.emplace_back(document.Text(quote.inner));
    fragments.push_back(quote.fragment);
  }
  EXPECT_THAT(
      inner, ElementsAre("We are ready,", "They are not,",
                         "Of course the harbour will open soon enough for all of us", "very good"));
  EXPECT_THAT(fragments, ElementsAre(false, false, false, true));
}

TEST(Entities, SurnamesTitlesAndPronounsJoinTheFullName) {
  const AnnotatedDocument document = Read(
      "Peruvian President Orlo Vance arrived in Santiago. Vance met nobody. The Peruvian president "
      "was tired, he said.");
  EXPECT_THAT(Mentions(document, "Orlo Vance"),
              ElementsAre("Orlo Vance", "Vance", "The Peruvian president", "he"));
}

TEST(Entities, PronounsGoToSubjectsOfTheirGender) {
  const AnnotatedDocument document = Read(
      "Jane Tamm, who lives in Lima, thanked George Vance and gave him a book. She read it to her "
      "son. Vance left his house.");
  EXPECT_THAT(Mentions(document, "Jane Tamm"), ElementsAre("Jane Tamm", "who", "She", "her"));
  EXPECT_THAT(Mentions(document, "George Vance"),
              ElementsAre("George Vance", "him", "Vance", "his"));
}

TEST(Entities, SomebodyWithoutANameIsOnePerson) {
  const AnnotatedDocument document = Read("He was born in Lima. He left the city in 1990.");
  EXPECT_THAT(Mentions(document, "he"), ElementsAre("He", "He"));
}

TEST(Entities, RelativePronounsGoToWhatTheyStandFor) {
  const AnnotatedDocument document =
      Read("Mira Tamm works for Dunmore Bank, which has its seat in Lima.");
  EXPECT_THAT(Mentions(document, "Dunmore Bank"), ElementsAre("Dunmore Bank", "which", "its"));
}

TEST(Entities, TwoPeopleWithOneSurnameStayTwo) {
  const AnnotatedDocument document =
      Read("Orlo Vance thanked Mira Vance. Mira Vance thanked nobody.");
  EXPECT_THAT(Mentions(document, "Orlo Vance"), ElementsAre("Orlo Vance"));
  EXPECT_THAT(Mentions(document, "Mira Vance"), ElementsAre("Mira Vance", "Mira Vance"));
}

TEST(Entities, HonorificsKeepTwoPeopleApart) {
  const AnnotatedDocument document =
      Read("Maria Tamm left Lima. Mr Tamm, her husband, stayed. Tamm said that she was tired.");
  EXPECT_THAT(Mentions(document, "Maria Tamm"), testing::Contains("Tamm").Times(1));
}

TEST(Entities, AbbreviationsAndTheBlocJoinTheFullName) {
  const AnnotatedDocument document = Read(
      "The Example Trade Union (ETU) met in Lima. The ETU grew. The bloc, which is old, grew.");
  EXPECT_THAT(Mentions(document, "Example Trade Union"),
              ElementsAre("Example Trade Union", "ETU", "ETU", "The bloc", "which"));
}

TEST(Entities, TheKindOfABodyIsNoPartOfItsAbbreviation) {
  const AnnotatedDocument document =
      Read("The Example Trade Union (ETU) met in Lima. Leaders of the ETU Alliance left.");
  EXPECT_THAT(Mentions(document, "Example Trade Union"),
              ElementsAre("Example Trade Union", "ETU", "ETU Alliance"));
  EXPECT_THAT(Mentions(Read("The Example Alliance met in Lima."), "Example Alliance"),
              ElementsAre("Example Alliance"));
}

TEST(Entities, AdjectivesJoinTheirCountries) {
  const AnnotatedDocument document = Read("The Peruvian delegation left Peru on Monday.");
  EXPECT_THAT(Mentions(document, "Peru"), ElementsAre("Peruvian", "Peru"));
}

TEST(Entities, AreNumberedByFirstMention) {
  const AnnotatedDocument document = Read("Mira Tamm met Orlo Vance in Lima.");
  uint32_t last = 0;
  for (size_t i = 0; i < document.entities.size(); ++i) {
    EXPECT_EQ(document.entities[i].id, "e" + std::to_string(i));
    EXPECT_GE(document.entities[i].mentions.front().span.begin, last);
    last = document.entities[i].mentions.front().span.begin;
  }
}

TEST(GivenTokens, AreKept) {
  const AnnotatedDocument document = EnglishPipeline().AnnotateTokens(
      {{"Orlo", "Vance", "left", "Lima."}, {"He", "slept"}}, std::nullopt);
  EXPECT_EQ(document.text, "Orlo Vance left Lima.\nHe slept");
  EXPECT_THAT(Tokens(document), ElementsAre("Orlo", "Vance", "left", "Lima.", "He", "slept"));
  EXPECT_EQ(document.sentences.size(), 2u);
}

}  // namespace
}  // namespace dateline::nlp
