// The statement rules over invented sentences: who said what, and how it is
// found in the trees.
#include <memory>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/language/pattern_set.h"
#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// Loaded once for all tests.
const nlp::Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const nlp::Pipeline> pipeline = nlp::Pipeline::Create().value();
  return *pipeline;
}

std::vector<DraftFact> Drafts(std::string_view text) {
  static const RuleLibrary* const library =
      new RuleLibrary(PatternSet::Load(BuiltinPatternFiles()).value());
  nlp::AnnotatedDocument document =
      EnglishPipeline().Annotate(text, TimeInterval::Day(absl::CivilDay(2031, 3, 9)));
  const nlp::HyphenatedWords words(document);
  const DocumentView view(document);
  FactSink sink(view);
  library->Apply(view, sink);
  for (const DraftFact& draft : sink.drafts()) {
    for (const Evidence& piece : draft.fact.attestation.evidence) {
      EXPECT_EQ(piece.text, text.substr(piece.span.begin, piece.span.size()));
    }
  }
  return sink.drafts();
}

const Statement* AsStatement(const DraftFact& draft) {
  return std::get_if<Statement>(&draft.fact.content.body);
}

std::vector<DraftFact> StatementDrafts(std::string_view text) {
  std::vector<DraftFact> out;
  for (DraftFact& draft : Drafts(text)) {
    if (AsStatement(draft) != nullptr) out.push_back(std::move(draft));
  }
  return out;
}

// "Orlo Vance: content", quoted content in <>.
std::vector<std::string> Statements(std::string_view text) {
  std::vector<std::string> out;
  for (const DraftFact& draft : Drafts(text)) {
    const Statement* statement = AsStatement(draft);
    if (statement == nullptr) continue;
    out.push_back(statement->quoted
                      ? StrCat(statement->speaker.name, ": <", statement->content, ">")
                      : StrCat(statement->speaker.name, ": ", statement->content));
  }
  return out;
}

// "Interfax > Orlo Vance" for the first fact of the type.
std::string ChainOf(std::string_view text, std::string_view type) {
  for (const DraftFact& draft : Drafts(text)) {
    if (draft.fact.content.type != type) continue;
    std::string chain;
    for (const AttributionLink& link : draft.fact.attestation.attribution) {
      StrAppend(&chain, chain.empty() ? "" : " > ", link.source.name);
    }
    return chain;
  }
  return "no such fact";
}

TEST(StatementFrames, StandBeforeInsideAndAfter) {
  EXPECT_THAT(Statements("Orlo Vance said the harbour is closed."),
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Statements("The harbour, Orlo Vance said, is closed."),
              ElementsAre("Orlo Vance: The harbour is closed"));
  EXPECT_THAT(Statements("The harbour is closed, Orlo Vance said on Monday."),
              ElementsAre("Orlo Vance: The harbour is closed"));
  EXPECT_THAT(Statements("The harbour is closed, said Orlo Vance, the mayor of Lima."),
              ElementsAre("Orlo Vance: The harbour is closed"));
}

TEST(StatementFrames, MayHoldAnApposition) {
  EXPECT_THAT(Statements("Four piers burned, the regional governor, Mira Tamm, said."),
              ElementsAre("Mira Tamm: Four piers burned"));
  EXPECT_THAT(Statements("Four piers were burned, Mira Tamm, the regional governor, said."),
              ElementsAre("Mira Tamm: Four piers were burned"));
  EXPECT_THAT(Statements("Four piers were burned, the deputy head of the region, Mira Tamm, said."),
              ElementsAre("Mira Tamm: Four piers were burned"));
}

TEST(StatementFrames, PartsOfContentKeepTheirSpans) {
  const auto drafts = StatementDrafts("The harbour, Orlo Vance said, is closed.");
  ASSERT_THAT(drafts, SizeIs(1));
  ASSERT_THAT(drafts[0].content, SizeIs(2));
  EXPECT_EQ(drafts[0].content[0], (ByteSpan{0, 11}));
  EXPECT_EQ(drafts[0].content[1], (ByteSpan{30, 39}));
}

TEST(StatementFrames, AdverbialsBeforeTheFrameAreNoContent) {
  EXPECT_THAT(Statements("When the mayor came, Orlo Vance said nothing."), IsEmpty());
  EXPECT_THAT(Statements("When asked about the pier, Orlo Vance replied on Monday."), IsEmpty());
  EXPECT_THAT(Statements("What, besides the pier, did the ministers agree on in Lima?"), IsEmpty());
}

TEST(StatementFrames, ContentEndsWhereAnotherFrameBegins) {
  EXPECT_THAT(Statements("Orlo Vance said the harbour is closed, adding that nobody had asked."),
              ElementsAre("Orlo Vance: the harbour is closed", "Orlo Vance: nobody had asked"));
  EXPECT_THAT(Statements("Orlo Vance said the harbour is closed but told reporters that it will "
                         "open."),
              ElementsAre("Orlo Vance: the harbour is closed", "Orlo Vance: it will open"));
}

TEST(StatementFrames, NobodyHasSaidWhatIsDeniedOrConditional) {
  EXPECT_THAT(Statements("Orlo Vance did not say that the harbour is closed."), IsEmpty());
  EXPECT_THAT(Statements("If Orlo Vance says that the harbour is closed, we leave."), IsEmpty());
  EXPECT_THAT(Statements("Orlo Vance would say that the harbour is closed."), IsEmpty());
}

TEST(StatementFrames, WhatWillBeSaidIsPlanned) {
  const auto drafts = StatementDrafts("Orlo Vance will say that the harbour is closed.");
  ASSERT_THAT(drafts, SizeIs(1));
  EXPECT_EQ(drafts[0].fact.attestation.factuality.status, FactStatus::kPlanned);
}

TEST(StatementSpeakers, AreWholeNounPhrases) {
  EXPECT_THAT(Statements("Two officials familiar with the plan said the harbour is closed."),
              ElementsAre("Two officials familiar with the plan: the harbour is closed"));
  EXPECT_THAT(Statements("A spokesman for the port, who asked not to be named, said it is closed."),
              ElementsAre("spokesman for the port: it is closed"));
  EXPECT_THAT(Statements("The president of Chile, Mira Tamm, said the harbour is closed."),
              ElementsAre("Mira Tamm: the harbour is closed"));
}

TEST(StatementSpeakers, GoOnOverParticiplesAndPronouns) {
  EXPECT_THAT(Statements("Orlo Vance defended the plan, saying that the harbour is full."),
              ElementsAre("Orlo Vance: the harbour is full"));
  EXPECT_THAT(Statements("Residents said the harbour is closed. They added that it is full."),
              ElementsAre("Residents: the harbour is closed", "Residents: it is full"));
}

TEST(StatementFrames, ViewsAreOfTheirHolders) {
  EXPECT_THAT(Statements("Orlo Vance came. In his view, the harbour is closed."),
              ElementsAre("Orlo Vance: the harbour is closed"));
}

TEST(StatementSpeakers, WhoIsAskedDoesNotAsk) {
  EXPECT_THAT(Statements("Asked whether the harbour is closed, Orlo Vance laughed."), IsEmpty());
}

TEST(StatementSpeakers, AreNotInventedForPassives) {
  EXPECT_THAT(Statements("The ship is believed to have sunk near Lima."), IsEmpty());
  EXPECT_THAT(Statements("It was reported that the ship sank."), IsEmpty());
  EXPECT_THAT(Statements("It was announced by Orlo Vance that the ship sank."),
              ElementsAre("Orlo Vance: the ship sank"));
}

TEST(StatementVerbs, ThoughtsPromisesRequestsAndCharges) {
  EXPECT_THAT(Statements("Orlo Vance believes that the harbour is closed."),
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Statements("Orlo Vance promised to open the harbour."),
              ElementsAre("Orlo Vance: to open the harbour"));
  EXPECT_THAT(Statements("Orlo Vance promised Mira Tamm to open the harbour."),
              ElementsAre("Orlo Vance: to open the harbour"));
  EXPECT_THAT(Statements("Orlo Vance urged the council to open the harbour."),
              ElementsAre("Orlo Vance: the council to open the harbour"));
  EXPECT_THAT(Statements("Orlo Vance called on Mira Tamm to open the harbour."),
              ElementsAre("Orlo Vance: Mira Tamm to open the harbour"));
  EXPECT_THAT(Statements("Orlo Vance accused Mira Tamm of closing the harbour."),
              ElementsAre("Orlo Vance: closing the harbour"));
  EXPECT_THAT(Statements("Orlo Vance accused Mira Tamm of fraud."),
              ElementsAre("Orlo Vance: fraud"));
  EXPECT_THAT(Statements("Orlo Vance described the plan as a danger to the port."),
              ElementsAre("Orlo Vance: the plan as a danger to the port"));
  EXPECT_THAT(Statements("Orlo Vance stressed the need for a new pier."),
              ElementsAre("Orlo Vance: the need for a new pier"));
}

TEST(StatementVerbs, WhatIsDeniedIsNegative) {
  const auto polarity = [](std::string_view text) {
    const auto drafts = StatementDrafts(text);
    EXPECT_THAT(drafts, SizeIs(1)) << text;
    return drafts.empty() ? Polarity::kUnspecified : drafts[0].fact.attestation.factuality.polarity;
  };
  EXPECT_EQ(polarity("Orlo Vance denied that the harbour is closed."), Polarity::kNegative);
  EXPECT_EQ(polarity("Orlo Vance denied closing the harbour."), Polarity::kNegative);
  EXPECT_EQ(polarity("The council heard Orlo Vance's denial that the harbour is closed."),
            Polarity::kNegative);
  EXPECT_EQ(polarity("Orlo Vance said that the harbour is not closed."), Polarity::kPositive);
  // Quoted words are the denial itself.
  EXPECT_EQ(polarity("“I never closed the harbour,” Orlo Vance denied."), Polarity::kPositive);
}

TEST(StatementVerbs, ReportsThatAreRejectedAreNobodysWords) {
  EXPECT_THAT(Statements("The ministry rejected claims that the army had left the village."),
              IsEmpty());
  EXPECT_THAT(Statements("An earlier version of this article said that the harbour is closed."),
              IsEmpty());
}

TEST(StatementVerbs, TopicsAreNoContent) {
  EXPECT_THAT(Statements("Orlo Vance discussed the harbour with Mira Tamm."), IsEmpty());
  EXPECT_THAT(Statements("Orlo Vance touched on the future of the harbour."), IsEmpty());
  EXPECT_THAT(Statements("Orlo Vance criticized the plan for the harbour."), IsEmpty());
}

TEST(StatementNouns, CarryTheirClause) {
  EXPECT_THAT(Statements("The council heard Orlo Vance's claim that the harbour is closed."),
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Statements("Orlo Vance issued a warning that the harbour is closed."),
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Statements("The claim that the harbour is closed was wrong."), IsEmpty());
}

TEST(StatementNouns, PapersSpeakForTheirAuthors) {
  EXPECT_THAT(Statements("Orlo Vance came to Lima. His report says that the harbour is closed."),
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Statements("A new survey found that the harbour is closed."),
              ElementsAre("new survey: the harbour is closed"));
}

TEST(StatementColons, JoinHeadlinesToTheirSpeakers) {
  EXPECT_THAT(Statements("Old harbour will close in May: Chilean minister\n\nThe minister came."),
              ElementsAre(HasSubstr(": Old harbour will close in May")));
  EXPECT_THAT(
      Statements("Orlo Vance: Old harbour will close in May\n\nOrlo Vance met the council."),
      ElementsAre("Orlo Vance: Old harbour will close in May"));
  EXPECT_THAT(Statements("The list has two names.\n\nMembers: Peru, Chile and Brazil."), IsEmpty());
}

TEST(StatementQuotes, RunOverParagraphs) {
  EXPECT_THAT(Statements("Orlo Vance said: “We will open the harbour.\n\n“Nobody will close it.”"),
              ElementsAre("Orlo Vance: <We will open the harbour.>",
                          "Orlo Vance: <Nobody will close it.>"));
  EXPECT_THAT(
      Statements("The council met in Lima.\n\n“We will open the harbour in the spring.\n\n“Nobody "
                 "will close it,” said Orlo Vance."),
      ElementsAre("Orlo Vance: <We will open the harbour in the spring.>",
                  "Orlo Vance: <Nobody will close it,>"));
}

TEST(StatementQuotes, HoldStatementsOfOthers) {
  EXPECT_THAT(Statements("“Mira Tamm told me that the harbour is closed,” said Orlo Vance. “I "
                         "believe that it is.”"),
              UnorderedElementsAre("Orlo Vance: <Mira Tamm told me that the harbour is closed,>",
                                   "Mira Tamm: the harbour is closed",
                                   "Orlo Vance: <I believe that it is.>"));
}

TEST(StatementQuotes, MixedWithReportedSpeechAreOneStatement) {
  EXPECT_THAT(Statements("Orlo Vance said the harbour “is full of ships” and will close."),
              ElementsAre("Orlo Vance: the harbour “is full of ships” and will close"));
}

TEST(StatementChains, RunFromTheOutletToTheSpeaker) {
  EXPECT_EQ(ChainOf("Example News Agency quoted Orlo Vance as saying that Mira Tamm resigned.",
                    "personnel.resign"),
            "Example News Agency > Orlo Vance");
  EXPECT_EQ(ChainOf("Orlo Vance said that Mira Tamm resigned, Example News Agency reported.",
                    "personnel.resign"),
            "Example News Agency > Orlo Vance");
  EXPECT_EQ(ChainOf("According to Example News Agency, Mira Tamm resigned.", "personnel.resign"),
            "Example News Agency");
  EXPECT_EQ(ChainOf("“Mira Tamm resigned,” Orlo Vance said, according to Example News Agency.",
                    "personnel.resign"),
            "Example News Agency > Orlo Vance");
}

TEST(StatementChains, EndWithWhoIsCited) {
  EXPECT_EQ(ChainOf("Example News Agency reported on Monday, citing Orlo Vance, that Mira Tamm "
                    "resigned.",
                    "personnel.resign"),
            "Example News Agency > Orlo Vance");
}

TEST(StatementChains, WordsOfTheFrameAreNotTheSpeakers) {
  EXPECT_EQ(ChainOf("The pier, Peruvian President Orlo Vance said, is closed.", "holds_position"),
            "");
}

TEST(StatementDetails, AddresseeAndOccasion) {
  for (const DraftFact& draft :
       StatementDrafts("Orlo Vance told Example Radio in an interview that the pier fell.")) {
    const Statement* statement = AsStatement(draft);
    ASSERT_NE(statement, nullptr);
    EXPECT_EQ(statement->occasion, "in an interview");
    ASSERT_TRUE(statement->addressee.has_value());
    EXPECT_EQ(statement->addressee->name, "Example Radio");
  }
  const auto idiom = StatementDrafts("At the same time, Orlo Vance said that the pier fell.");
  ASSERT_THAT(idiom, SizeIs(1));
  EXPECT_EQ(AsStatement(idiom[0])->occasion, "");
  const auto asked = StatementDrafts("Orlo Vance urged Mira Tamm to open the harbour.");
  ASSERT_THAT(asked, Not(IsEmpty()));
  for (const DraftFact& draft : asked) {
    if (const Statement* statement = AsStatement(draft)) {
      ASSERT_TRUE(statement->addressee.has_value());
      EXPECT_EQ(statement->addressee->name, "Mira Tamm");
    }
  }
}

TEST(StatementDetails, TimeHoldsForTheSpeakersWordsInTheParagraph) {
  const auto drafts = StatementDrafts(
      "On 3 March 2031 Orlo Vance said that the pier fell. “Nobody was there,” he added.\n\n“It "
      "was old,” he said.");
  ASSERT_THAT(drafts, SizeIs(3));
  EXPECT_EQ(drafts[0].fact.attestation.time_source, TimeSource::kClause);
  EXPECT_EQ(drafts[1].fact.attestation.time_source, TimeSource::kPassage);
  ASSERT_TRUE(drafts[1].fact.content.valid_time.has_value());
  EXPECT_EQ(drafts[1].fact.content.valid_time->ToEdtf(), "2031-03-03");
  EXPECT_FALSE(drafts[2].fact.content.valid_time.has_value());
}

TEST(StatementBlocks, BoilerplateAndCreditsAttestNothing) {
  const std::string body =
      "The pier is old and small. It has been closed for a year, and nobody has come to open it.";
  for (const std::string_view line :
       {"Subscribe to our newsletter: Orlo Vance said that the pier fell.",
        "The post Orlo Vance said that the pier fell appeared first on Lima Times.",
        "Photo: Orlo Vance said that the pier fell", "Read also: Orlo Vance said the pier fell",
        "Related articles\n\nOrlo Vance said that the pier fell",
        "Based on materials from Example News Agency"}) {
    EXPECT_THAT(Statements(StrCat(body, "\n\n", line)), IsEmpty()) << line;
  }
}

}  // namespace
}  // namespace dateline::patterns
