// Claims over invented sentences.
#include "services/extraction/patterns/claim_rules.h"

#include <memory>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/language/pattern_set.h"
#include "services/extraction/patterns/open_propositions.h"
#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

const nlp::Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const nlp::Pipeline> pipeline = nlp::Pipeline::Create().value();
  return *pipeline;
}

// Keeps what the drafts point to.
struct Reading {
  explicit Reading(std::string_view text)
      : document(EnglishPipeline().Annotate(text, std::nullopt)),
        words(document),
        view(document),
        sink(view) {
    static const RuleLibrary* const library =
        new RuleLibrary(PatternSet::Load(BuiltinPatternFiles()).value());
    library->Apply(view, sink);
  }

  std::vector<const DraftFact*> Claims() {
    std::vector<const DraftFact*> out;
    for (const DraftFact& draft : sink.drafts()) {
      if (draft.fact.content.kind() == FactKind::kClaim) out.push_back(&draft);
    }
    return out;
  }

  // "subject | relation | object | object"
  std::vector<std::string> Lines() {
    std::vector<std::string> out;
    for (const DraftFact* draft : Claims()) {
      const auto& claim = std::get<Claim>(draft->fact.content.body);
      std::string line = StrCat(claim.subject.text, " | ", claim.relation);
      for (const Phrase& object : claim.objects) StrAppend(&line, " | ", object.text);
      out.push_back(line);
    }
    return out;
  }

  // The claim whose relation is `relation`; null if there is none.
  const DraftFact* WithRelation(std::string_view relation) {
    for (const DraftFact* draft : Claims()) {
      if (std::get<Claim>(draft->fact.content.body).relation == relation) return draft;
    }
    return nullptr;
  }

  nlp::AnnotatedDocument document;
  nlp::HyphenatedWords words;
  DocumentView view;
  FactSink sink;
};

std::vector<std::string> LinesOf(std::string_view text) { return Reading(text).Lines(); }

TEST(ClaimRules, TakesSubjectObjectAndObliques) {
  EXPECT_THAT(LinesOf("Mira Tamm opened the harbour in Lima on Monday."),
              Contains("Mira Tamm | opened | the harbour | in Lima | on Monday"));
}

TEST(ClaimRules, AVerbWithoutObjectTakesAPreposition) {
  EXPECT_THAT(LinesOf("The delegation returned to Quito on Friday."),
              Contains("The delegation | returned to | Quito | on Friday"));
  EXPECT_THAT(LinesOf("The old bridge was destroyed by a flood."),
              Contains("The old bridge | was destroyed by | a flood"));
}

TEST(ClaimRules, DistributesVerbsAndObjects) {
  EXPECT_THAT(
      LinesOf("The company bought two ferries and sold three tugs."),
      IsSupersetOf({"The company | bought | two ferries", "The company | sold | three tugs"}));
  EXPECT_THAT(LinesOf("The museum owns paintings and statues."),
              IsSupersetOf({"The museum | owns | paintings", "The museum | owns | statues"}));
}

TEST(ClaimRules, DistributesNamesButNotWhatTheyDoTogether) {
  EXPECT_THAT(LinesOf("Peru and Chile rejected the plan."),
              IsSupersetOf({"Peru | rejected | the plan", "Chile | rejected | the plan"}));
  EXPECT_THAT(LinesOf("Peru and Chile met in Lima."), Contains("Peru and Chile | met in | Lima"));
}

TEST(ClaimRules, KeepsNegationModalsAndChainsInTheRelation) {
  EXPECT_THAT(LinesOf("The council did not agree to sell the ferry."),
              Contains("The council | did not agree to sell | the ferry"));
  EXPECT_THAT(LinesOf("The company may close the mine."),
              Contains("The company | may close | the mine"));
}

TEST(ClaimRules, ReadsCopulas) {
  EXPECT_THAT(LinesOf("The harbour is the largest port in the country."),
              Contains("The harbour | is | the largest port in the country"));
  EXPECT_THAT(LinesOf("The bridge was old and narrow."),
              IsSupersetOf({"The bridge | was | old", "The bridge | was | narrow"}));
}

TEST(ClaimRules, AdjectivesGovernVerbsAndPrepositions) {
  EXPECT_THAT(LinesOf("The council was able to repair the bridge."),
              Contains("The council | was able to repair | the bridge"));
  EXPECT_THAT(LinesOf("The island is dependent on imports."),
              Contains("The island | is dependent on | imports"));
  EXPECT_THAT(LinesOf("It is necessary to repair the bridge."),
              Contains("It | is necessary to repair | the bridge"));
}

TEST(ClaimRules, WhatFollowsThePhraseInBracketsIsAnotherName) {
  EXPECT_THAT(LinesOf("The Example Trade Union (ETU) opened an office in Lima."),
              IsSupersetOf({"The Example Trade Union | opened | an office | in Lima",
                            "The Example Trade Union | is | ETU"}));
}

TEST(ClaimRules, MinimalFormsSayItPieceByPiece) {
  Reading reading("Mira Tamm opened the harbour in Lima on Monday.");
  const std::vector<OpenProposition> read =
      ReadPropositions(reading.view, reading.document.sentences[0].tokens);
  ASSERT_EQ(read.size(), 1u);
  std::vector<std::string> lines;
  for (const OpenProposition& form : MinimalForms(reading.view, read[0])) {
    EXPECT_LT(form.confidence, read[0].confidence);
    ASSERT_EQ(form.objects.size(), 1u);
    lines.push_back(StrCat(PhraseText(reading.view, form.subject), " | ",
                           PhraseText(reading.view, form.relation), " | ",
                           PhraseText(reading.view, form.objects[0])));
  }
  EXPECT_THAT(lines, ElementsAre("Mira Tamm | opened | the harbour",
                                 "Mira Tamm | opened the harbour in | Lima",
                                 "Mira Tamm | opened the harbour on | Monday"));
}

TEST(ClaimRules, ReadsRelativeAndParticipialClauses) {
  EXPECT_THAT(LinesOf("The ferry that sank on Monday carried timber."),
              IsSupersetOf({"The ferry | sank on | Monday", "The ferry | carried | timber"}));
  EXPECT_THAT(LinesOf("The ship built in Lima carried timber."),
              Contains("The ship | was built in | Lima"));
  EXPECT_THAT(LinesOf("The minister praised the bridge that Vance designed."),
              Contains("Vance | designed | the bridge"));
}

TEST(ClaimRules, ReadsAppositionsPossessivesAndExistence) {
  const std::vector<std::string> lines =
      LinesOf("Orlo Vance, the mayor of Lima, praised Mira Tamm's report.");
  EXPECT_THAT(lines, IsSupersetOf({"Orlo Vance | is | the mayor of Lima",
                                   "Orlo Vance | praised | Mira Tamm's report",
                                   "Mira Tamm | has | report"}));
  EXPECT_THAT(LinesOf("There is a lighthouse in the bay."),
              Contains(StartsWith("There | is | a lighthouse")));
}

TEST(ClaimRules, AContentClauseIsAnObjectAndAClaimOfTheSpeaker) {
  Reading reading("Orlo Vance said that the company closed the mine.");
  EXPECT_THAT(reading.Lines(), IsSupersetOf({"Orlo Vance | said that | the company closed the mine",
                                             "the company | closed | the mine"}));
  const DraftFact* closed = reading.WithRelation("closed");
  ASSERT_NE(closed, nullptr);
  ASSERT_EQ(closed->fact.attestation.attribution.size(), 1u);
  EXPECT_EQ(closed->fact.attestation.attribution[0].source.name, "Orlo Vance");
  const DraftFact* said = reading.WithRelation("said that");
  ASSERT_NE(said, nullptr);
  EXPECT_THAT(said->fact.attestation.attribution, IsEmpty());
}

TEST(ClaimRules, PhrasesNameEntities) {
  Reading reading("Mira Tamm visited Peru.");
  const DraftFact* visited = reading.WithRelation("visited");
  ASSERT_NE(visited, nullptr);
  const auto& claim = std::get<Claim>(visited->fact.content.body);
  ASSERT_TRUE(claim.subject.entity.has_value());
  EXPECT_EQ(claim.subject.entity->name, "Mira Tamm");
  ASSERT_EQ(claim.objects.size(), 1u);
  ASSERT_TRUE(claim.objects[0].entity.has_value());
  EXPECT_EQ(claim.objects[0].entity->type, EntityType::kGpe);
}

TEST(ClaimRules, CarriesFactualityConfidenceAndEvidence) {
  Reading reading("The company did not close the mine in Arica.");
  const DraftFact* draft = reading.WithRelation("did not close");
  ASSERT_NE(draft, nullptr);
  const Attestation& attestation = draft->fact.attestation;
  EXPECT_EQ(attestation.pattern_id, "claim.main_clause");
  EXPECT_EQ(attestation.factuality.polarity, Polarity::kNegative);
  ASSERT_EQ(attestation.evidence.size(), 1u);
  EXPECT_EQ(attestation.evidence[0].text, "The company did not close the mine in Arica");
  EXPECT_GT(attestation.confidence, 0.5);
  EXPECT_LT(attestation.confidence, 1);
}

TEST(ClaimRules, WhatWasNotDoneIsNoClaimAndAPurposeIsAPlan) {
  EXPECT_THAT(LinesOf("The ferry passed the island without stopping at the pier."),
              ElementsAre(StartsWith("The ferry | passed | the island")));
  Reading reading("Orlo Vance returned to Lima to sell the ship.");
  const DraftFact* sold = reading.WithRelation("sell");
  ASSERT_NE(sold, nullptr);
  EXPECT_EQ(sold->fact.attestation.factuality.status, FactStatus::kPlanned);
}

TEST(ClaimRules, AMainClauseIsSurerThanAPossessive) {
  Reading reading("Peru's navy sold the ship.");
  const DraftFact* sold = reading.WithRelation("sold");
  const DraftFact* has = reading.WithRelation("has");
  ASSERT_NE(sold, nullptr);
  ASSERT_NE(has, nullptr);
  EXPECT_GT(sold->fact.attestation.confidence, has->fact.attestation.confidence);
}

TEST(ClaimRules, HeadlinesMakeClaimsAndBoilerplateNone) {
  Reading reading(
      "Mayor opens harbour\n\nThe mayor of Lima opened the northern harbour on Monday.\n\n"
      "Subscribe to our newsletter\n");
  const std::vector<std::string> lines = reading.Lines();
  EXPECT_THAT(lines, Contains(StartsWith("The mayor of Lima")));
  EXPECT_THAT(lines, Each(AnyOf(StartsWith("The mayor of Lima"), StartsWith("Mayor | opens"))));
}

TEST(ClaimRules, LongListsAreBounded) {
  std::string list = "The shop sells ";
  for (int i = 0; i < 400; ++i) list += "ropes, ";
  Reading reading(list + "and nets.");
  EXPECT_LT(reading.Claims().size(), 500u);
}

}  // namespace
}  // namespace dateline::patterns
