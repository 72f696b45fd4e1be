#include "tests/golden/quality.h"

#include <gtest/gtest.h>

namespace dateline::golden {
namespace {

TEST(NamesAgree, OnWordsNotOnTheirShell) {
  EXPECT_TRUE(NamesAgree("Harbour Union", "the HARBOUR union"));
  EXPECT_TRUE(NamesAgree("Ministry of Fish", "Fish Ministry"));
  EXPECT_TRUE(NamesAgree("Ana Maria Silva", "Ana Silva"));
  EXPECT_FALSE(NamesAgree("Ana Silva", "Silva"));
  EXPECT_FALSE(NamesAgree("Ana Silva", "Rui Silva"));
  EXPECT_FALSE(NamesAgree("", ""));
}

TEST(ShareOfWords, CountsRepeatedWordsOnce) {
  EXPECT_DOUBLE_EQ(ShareOfWords("the boat is late", "The boat is late."), 1);
  EXPECT_DOUBLE_EQ(ShareOfWords("late boat", "late late"), 0.5);
  EXPECT_DOUBLE_EQ(ShareOfWords("boat", ""), 0);
}

// An extraction of "Chair Ana Silva of Harbour Union said the boat is late."
struct Example {
  std::string text = "Chair Ana Silva of Harbour Union said the boat is late.";
  Extraction extraction;
  std::vector<GoldFact> gold;

  Example() {
    extraction.entities = {
        {"e0", "Silva", EntityType::kPerson, {}, {{"Ana Silva", NameForm::kFull}}, {}}};
    const EntityReference silva{"e0", "Silva", EntityType::kPerson};
    Attestation attestation;
    attestation.evidence = {{{0, 32}, "Chair Ana Silva of Harbour Union"}};
    ExtractedFact office{{"holds_position", std::nullopt,
                          Relation{silva, EntityReference{"e1", "Harbour Union", {}}, {}}},
                         attestation};
    ExtractedFact said{{"", std::nullopt, Statement{silva, "the boat is late", false, {}, "", {}}},
                       attestation};
    extraction.facts = {office, office, said};
    gold.resize(2);
    gold[0].id = "g1";
    gold[0].kind = FactKind::kRelation;
    gold[0].type = "holds_position";
    gold[0].subject = "Ana Silva";
    gold[0].object = "Harbour Union";
    gold[1].id = "g2";
    gold[1].kind = FactKind::kStatement;
    gold[1].subject = "Ana Silva";
    gold[1].content = "the boat is late";
  }
};

TEST(Quality, CountsWhatIsFoundOnce) {
  const Example example;
  Quality quality;
  quality.Add(example.gold, example.extraction, example.text);
  EXPECT_EQ(quality.relations.found, 1);
  EXPECT_EQ(quality.relations.extracted, 1);
  EXPECT_DOUBLE_EQ(quality.relations.F1(), 1);
  EXPECT_DOUBLE_EQ(quality.statements.F1(), 1);
  EXPECT_TRUE(quality.missed.empty());
}

TEST(Quality, MissesWhatIsWrong) {
  Example example;
  example.gold[0].object = "Harbour Bank";
  example.gold[1].content = "the harbour will be closed for a week";
  Quality quality;
  quality.Add(example.gold, example.extraction, example.text);
  EXPECT_DOUBLE_EQ(quality.relations.F1(), 0);
  EXPECT_DOUBLE_EQ(quality.statements.F1(), 0);
  EXPECT_EQ(quality.missed, (std::vector<std::string>{"g1", "g2"}));
  EXPECT_EQ(quality.unknown, (std::vector<std::string>{"Silva holds_position Harbour Union",
                                                       "Silva: the boat is late"}));
}

TEST(Quality, WantsEvidenceAndAFillerOfAnEvent) {
  Example example;
  ExtractedFact visit = example.extraction.facts[0];
  visit.content = {"contact.visit", ParseTimeInterval("2024-03-05").value(),
                   Event{"", "", {{"actor", EntityReference{"e0", "Silva", {}}}}}};
  example.extraction.facts = {visit};
  GoldFact wanted;
  wanted.id = "g1";
  wanted.kind = FactKind::kEvent;
  wanted.type = "contact.visit";
  wanted.evidence = "Ana Silva of Harbour Union";
  wanted.roles["actor"] = {"Ana Silva"};
  wanted.time = ParseTimeInterval("2024-03").value();

  Quality right;
  right.Add({wanted}, example.extraction, example.text);
  EXPECT_EQ(right.events.found, 1);
  EXPECT_EQ(right.event_times.found, 1);

  GoldFact elsewhere = wanted;
  elsewhere.evidence = "the boat is late";
  Quality wrong_place;
  wrong_place.Add({elsewhere}, example.extraction, example.text);
  EXPECT_EQ(wrong_place.events.found, 0);

  GoldFact other_actor = wanted;
  other_actor.roles["actor"] = {"Rui Castro"};
  Quality wrong_actor;
  wrong_actor.Add({other_actor}, example.extraction, example.text);
  EXPECT_EQ(wrong_actor.events.found, 0);
}

}  // namespace
}  // namespace dateline::golden
