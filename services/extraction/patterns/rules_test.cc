// Every rule family over invented sentences.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/language/pattern_set.h"
#include "services/extraction/patterns/rule_library.h"

namespace dateline::patterns {
namespace {

// Loaded once for all tests.
const nlp::Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const nlp::Pipeline> pipeline = nlp::Pipeline::Create().value();
  return *pipeline;
}

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::string Text(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* time = std::get_if<TimeInterval>(&value)) return time->ToEdtf();
  return StrCat(std::get<double>(value));
}

struct Facts {
  std::vector<std::string> relations;   // "member_of | Peru | Example Trade Union"
  std::vector<std::string> statements;  // "Orlo Vance: content", quoted content in <>.
  std::vector<std::string> events;      // "contact.meet | participant Orlo Vance"
  std::vector<DraftFact> drafts;
};

Facts Read(std::string_view text) {
  static const RuleLibrary* const library =
      new RuleLibrary(PatternSet::Load(BuiltinPatternFiles()).value());
  nlp::AnnotatedDocument document =
      EnglishPipeline().Annotate(text, TimeInterval::Day(absl::CivilDay(2031, 3, 9)));
  const nlp::HyphenatedWords words(document);
  const DocumentView view(document);
  FactSink sink(view);
  library->Apply(view, sink);
  Facts out;
  for (const DraftFact& draft : sink.drafts()) {
    const FactContent& content = draft.fact.content;
    if (const auto* relation = std::get_if<Relation>(&content.body)) {
      std::string line =
          StrCat(content.type, " | ", relation->subject.name, " | ", Text(relation->object));
      for (const Qualifier& q : relation->qualifiers) StrAppend(&line, " | ", Text(q.value));
      // One fact found by several rules is one.
      if (std::find(out.relations.begin(), out.relations.end(), line) == out.relations.end()) {
        out.relations.push_back(line);
      }
    } else if (const auto* statement = std::get_if<Statement>(&content.body)) {
      out.statements.push_back(statement->quoted
                                   ? StrCat(statement->speaker.name, ": <", statement->content, ">")
                                   : StrCat(statement->speaker.name, ": ", statement->content));
    } else if (const auto* event = std::get_if<Event>(&content.body)) {
      std::string line = content.type;
      for (const RoleFiller& role : event->roles) {
        StrAppend(&line, " | ", role.role, " ", Text(role.value));
      }
      out.events.push_back(line);
    }
    for (const Evidence& piece : draft.fact.attestation.evidence) {
      EXPECT_EQ(piece.text, text.substr(piece.span.begin, piece.span.size()));
    }
  }
  out.drafts = sink.drafts();
  return out;
}

TEST(Positions, BeforeTheName) {
  EXPECT_THAT(Read("Peruvian Prime Minister Orlo Vance slept.").relations,
              ElementsAre("holds_position | Orlo Vance | Peru | prime minister"));
  EXPECT_THAT(Read("The President of the Republic of Chile Mira Tamm slept.").relations,
              ElementsAre("holds_position | Mira Tamm | Chile | president"));
  EXPECT_THAT(Read("The Example Trade Union met. Example Trade Union Secretary-General Ada Brook "
                   "slept.")
                  .relations,
              ElementsAre("holds_position | Ada Brook | Example Trade Union | secretary general"));
}

TEST(Positions, AfterTheName) {
  EXPECT_THAT(
      Read("Orlo Vance, the special representative of Chile’s Ministry of Trade, slept.").relations,
      Contains("holds_position | Orlo Vance | Ministry of Trade of Chile | special "
               "representative"));
  EXPECT_THAT(Read("Ada Brook, director of the Example Institute, slept.").relations,
              ElementsAre("holds_position | Ada Brook | Example Institute | director"));
}

TEST(Positions, RanksAndTitlesOfOthersAreNone) {
  EXPECT_THAT(Read("General Orlo Vance slept.").relations, IsEmpty());
  EXPECT_THAT(Read("Ada Brook, President of Chile Mira Tamm and others slept.").relations,
              Not(Contains("holds_position | Ada Brook | Chile | president")));
}

TEST(Positions, BareTitleTakesTheCountryOfThePassage) {
  EXPECT_THAT(Read("Chile votes on Sunday. President Mira Tamm voted in Chile.").relations,
              Contains("holds_position | Mira Tamm | Chile | president"));
  EXPECT_THAT(Read("Chile and Peru voted on Sunday. President Mira Tamm did not.").relations,
              IsEmpty());
}

TEST(Positions, BareTitleTakesNoCountryOfTheNextOffice) {
  const auto relations =
      Read("Chilean Prime Minister Ana Brook spoke. She came with Transport Minister Orlo Vance. "
           "On Friday the two will meet the Peruvian prime minister.")
          .relations;
  EXPECT_THAT(relations, Contains("holds_position | Orlo Vance | Chile | transport minister"));
}

TEST(Positions, InEveryForm) {
  EXPECT_THAT(
      Read("The spokesperson for the Peruvian Ministry of Health, Orlo Vance, resigned.").relations,
      Contains("holds_position | Orlo Vance | Ministry of Health of Peru | spokesperson"));
  EXPECT_THAT(Read("The head of Peruvian diplomacy for the Andes, Orlo Vance, resigned.").relations,
              Contains(HasSubstr("holds_position | Orlo Vance | Peru | head of peruvian")));
  EXPECT_THAT(
      Read("They met Orlo Vance, chair of the House of Deputies’ Fisheries Committee.").relations,
      Contains("holds_position | Orlo Vance | House of Deputies’ Fisheries Committee | chair"));
  EXPECT_THAT(Read("Orlo Vance, the leader of the Lunarist movement, spoke.").relations,
              Contains("holds_position | Orlo Vance | Lunarist movement | leader"));
}

TEST(Positions, PostsAbroadBelongToTheSender) {
  const auto relations =
      Read("Peruvian Special Envoy to the Persian Gulf Ambassador Orlo Vance came.").relations;
  EXPECT_THAT(relations,
              Contains("holds_position | Orlo Vance | Peru | special envoy to the persian gulf"));
  EXPECT_THAT(relations, Not(Contains(HasSubstr("Vance | Persian Gulf"))));
  // Nobody says whose ambassador.
  EXPECT_THAT(Read("Chile and Peru were glad. Ambassador Orlo Vance came.").relations, IsEmpty());
}

TEST(Positions, RolesOfThePersonSpokenOf) {
  const auto relations =
      Read(
          "First Lady Ana Brook of Peru spoke. She ended her term in office as the First Lady of "
          "Peru and her role as patron of the Quayside Foundation.")
          .relations;
  EXPECT_THAT(relations, Contains("holds_position | Ana Brook | Peru | first lady"));
  EXPECT_THAT(relations, Contains("holds_position | Ana Brook | Quayside Foundation | patron"));
}

TEST(Positions, PluralTitlesAreNoPartOfNames) {
  EXPECT_THAT(Read("Presidents Vance and Brook met in Lima.").relations, IsEmpty());
}

TEST(Positions, AreNotSaidTwice) {
  const Facts facts = Read(
      "Orlo Vance, the special representative of the Example Trade Union, spoke in Lima. He is a "
      "member of the Example Trade Union.");
  EXPECT_THAT(
      facts.relations,
      Contains("holds_position | Orlo Vance | Example Trade Union | special representative"));
  EXPECT_THAT(facts.relations,
              Not(Contains("holds_position | Orlo Vance | Example Trade Union | representative")));
  EXPECT_THAT(facts.relations, Not(Contains("member_of | Orlo Vance | Example Trade Union")));
}

TEST(Positions, FormerOnesAreOverAndPastOnesHaveTheirTime) {
  const auto tenure = [](std::string_view text) {
    const Facts facts = Read(text);
    for (const DraftFact& draft : facts.drafts) {
      if (draft.fact.content.type != "holds_position") continue;
      const auto& time = draft.fact.content.valid_time;
      return time.has_value() ? time->ToEdtf() : std::string("no time");
    }
    return std::string("no office");
  };
  // The text is of 9 March 2031.
  EXPECT_EQ(tenure("Former Chilean president Orlo Vance slept."), "../2031-03-08~");
  EXPECT_EQ(tenure("Orlo Vance, a former minister of Chile, slept."), "../2031-03-08~");
  EXPECT_EQ(tenure("Orlo Vance, the former chief executive of Norvik Bank, slept."),
            "../2031-03-08~");
  EXPECT_EQ(tenure("Chile's ex-president Orlo Vance slept."), "../2031-03-08~");
  EXPECT_EQ(tenure("Orlo Vance, who was president of Chile until 2015, slept."), "../2015-12-31");
  EXPECT_EQ(tenure("Orlo Vance, the president of Chile, slept."), "no time");
  EXPECT_EQ(tenure("Outgoing Chilean president Orlo Vance slept."), "no time");
  EXPECT_EQ(tenure("In 2019 Orlo Vance was the mayor of Lima."), "2019");
}

TEST(Positions, WithExBefore) {
  EXPECT_THAT(Read("Chile's ex-prime minister Orlo Vance slept.").relations,
              Contains("holds_position | Orlo Vance | Chile | prime minister"));
}

TEST(Positions, ChiefExecutives) {
  EXPECT_THAT(Read("Orlo Vance, the chief executive of Norvik Bank, slept.").relations,
              Contains("holds_position | Orlo Vance | Norvik Bank | chief executive"));
}

TEST(Members, Lists) {
  EXPECT_THAT(Read("Members of the Example Trade Union are Peru, Chile, and Brazil.").relations,
              ElementsAre("member_of | Peru | Example Trade Union",
                          "member_of | Chile | Example Trade Union",
                          "member_of | Brazil | Example Trade Union"));
  EXPECT_THAT(Read("The Example Trade Union currently has three members: Peru, Chile and Brazil.")
                  .relations,
              UnorderedElementsAre("member_count | Example Trade Union | 3",
                                   "member_of | Peru | Example Trade Union",
                                   "member_of | Chile | Example Trade Union",
                                   "member_of | Brazil | Example Trade Union"));
  EXPECT_THAT(
      Read("The Example Trade Union met. The bloc, which includes Peru and Chile, grew.").relations,
      ElementsAre("member_of | Peru | Example Trade Union",
                  "member_of | Chile | Example Trade Union"));
}

TEST(Members, OfABodyThatIsDescribed) {
  EXPECT_THAT(
      Read("The Example Trade Union met. Members of the union are Peru and Chile.").relations,
      ElementsAre("member_of | Peru | Example Trade Union",
                  "member_of | Chile | Example Trade Union"));
  EXPECT_THAT(Read("The Example Trade Union met. It has two members: Peru and Chile.").relations,
              UnorderedElementsAre("member_count | Example Trade Union | 2",
                                   "member_of | Peru | Example Trade Union",
                                   "member_of | Chile | Example Trade Union"));
  EXPECT_THAT(Read("It has two members: Peru and Chile.").relations, IsEmpty());
}

TEST(Members, DenialIsNegative) {
  const Facts facts = Read("Peru is not a member of the Example Trade Union.");
  ASSERT_THAT(facts.relations, ElementsAre("member_of | Peru | Example Trade Union"));
  EXPECT_EQ(facts.drafts[0].fact.attestation.factuality.polarity, Polarity::kNegative);
}

TEST(Identity, OtherNamesKindsAndFounding) {
  EXPECT_THAT(Read("The Example Trade Union (ETU) is a regional trade bloc founded on 3 May 1990.")
                  .relations,
              UnorderedElementsAre("also_known_as | Example Trade Union | ETU",
                                   "is_a | Example Trade Union | regional trade bloc",
                                   "founded_on | Example Trade Union | 1990-05-03"));
  EXPECT_THAT(Read("Orlo Vance is a threat to the harbour.").relations, IsEmpty());
}

TEST(Identity, BareNounsSayNothing) {
  EXPECT_THAT(Read("He went to Peru, a country that exports fish.").relations, IsEmpty());
  EXPECT_THAT(Read("He praised the Fishing Council (NFC).").relations, IsEmpty());
}

TEST(Identity, SignedTreatiesAreNotFounded) {
  EXPECT_THAT(Read("The Lima Treaty was signed in 1990.").relations, IsEmpty());
}

TEST(Identity, StatusAndParts) {
  EXPECT_THAT(Read("The Red Dawn Movement is banned in Peru.").relations,
              ElementsAre("designated_as | Red Dawn Movement | banned | Peru"));
  EXPECT_THAT(
      Read("The Red Dawn Movement was designated a terrorist organization by Chile.").relations,
      ElementsAre("designated_as | Red Dawn Movement | terrorist organization | Chile"));
  EXPECT_THAT(Read("The Harbour Council of the Example Trade Union met.").relations,
              ElementsAre("part_of | Harbour Council | Example Trade Union"));
}

TEST(Statements, QuotesWithFramesOnEverySide) {
  EXPECT_THAT(Read("\"We will open the harbour,\" said Orlo Vance on Monday.").statements,
              ElementsAre("Orlo Vance: <We will open the harbour,>"));
  EXPECT_THAT(
      Read("“We will open the harbour,” Mira Tamm, the mayor of Lima, told reporters.").statements,
      ElementsAre("Mira Tamm: <We will open the harbour,>"));
  EXPECT_THAT(Read("Orlo Vance said: “We will open the harbour.”").statements,
              ElementsAre("Orlo Vance: <We will open the harbour.>"));
}

TEST(Statements, SplitQuotesAreTwo) {
  EXPECT_THAT(
      Read("“We will open it,” said Orlo Vance. “Nobody will close it again.”").statements,
      ElementsAre("Orlo Vance: <We will open it,>", "Orlo Vance: <Nobody will close it again.>"));
}

TEST(Statements, ReportedClauses) {
  EXPECT_THAT(Read("Orlo Vance said that the harbour is closed.").statements,
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Read("The harbour of Lima is closed, Orlo Vance said.").statements,
              ElementsAre("Orlo Vance: The harbour of Lima is closed"));
  EXPECT_THAT(Read("According to Orlo Vance, the harbour is closed.").statements,
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Read("As Orlo Vance said on Monday, the harbour is closed.").statements,
              ElementsAre("Orlo Vance: the harbour is closed"));
  EXPECT_THAT(Read("Orlo Vance, the mayor of Lima, stated that the harbour is closed.").statements,
              ElementsAre("Orlo Vance: the harbour is closed"));
}

TEST(Statements, FragmentsStayInTheirClause) {
  EXPECT_THAT(Read("Orlo Vance noted that the “old harbour” is closed.").statements,
              ElementsAre("Orlo Vance: the “old harbour” is closed"));
}

TEST(Statements, NoSpeakerNoStatement) {
  EXPECT_THAT(Read("It was announced that the harbour is closed.").statements, IsEmpty());
  EXPECT_THAT(Read("The minister discussed the harbour with Chile.").statements, IsEmpty());
}

TEST(Statements, UnnamedSpeakersKeepTheirWords) {
  EXPECT_THAT(Read("A harbour official said that the pier is closed.").statements,
              ElementsAre("harbour official: the pier is closed"));
}

TEST(Statements, HearsayIsAStatementPerLayerWithItsChain) {
  const Facts facts = Read("Example News Agency reported that Orlo Vance said that the pier fell.");
  EXPECT_THAT(facts.statements,
              UnorderedElementsAre("Example News Agency: Orlo Vance said that the pier fell",
                                   "Orlo Vance: the pier fell"));
  for (const DraftFact& draft : facts.drafts) {
    const auto* statement = std::get_if<Statement>(&draft.fact.content.body);
    if (statement == nullptr || statement->speaker.name != "Orlo Vance") continue;
    ASSERT_EQ(draft.fact.attestation.attribution.size(), 1u);
    EXPECT_EQ(draft.fact.attestation.attribution[0].source.name, "Example News Agency");
    EXPECT_EQ(draft.fact.attestation.attribution[0].kind, AttributionKind::kAgency);
  }
}

TEST(Statements, TitlesAndOrgansSpeakForTheirHolders) {
  EXPECT_THAT(
      Read("First Lady Ana Brook came. The First Lady said the school will open.").statements,
      ElementsAre("Ana Brook: the school will open"));
  EXPECT_THAT(Read("The Peruvian government announced it will close the port. The port has been "
                   "full, said the government.")
                  .statements,
              ElementsAre("Government of Peru: it will close the port",
                          "Government of Peru: The port has been full"));
  EXPECT_THAT(Read("The Peruvian Ministry of Health spoke. The port has been full, said the "
                   "ministry statement.")
                  .statements,
              ElementsAre("Ministry of Health of Peru: The port has been full"));
}

TEST(Statements, SpeakersBeforeRelativeClauses) {
  EXPECT_THAT(Read("Mayor Ana Brook, who spoke on Monday at Quayside School, Lima, said her work "
                   "was led by the wish to ensure that nobody drowned.")
                  .statements,
              ElementsAre("Ana Brook: her work was led by the wish to ensure that nobody drowned"));
}

TEST(Statements, OneSpeakerTwoVerbs) {
  EXPECT_THAT(
      Read("Peru denied taking part in the raid and said the report was an error.").statements,
      UnorderedElementsAre("Peru: taking part in the raid", "Peru: the report was an error"));
}

TEST(Statements, FeelingsAndAdverbialsAreNone) {
  EXPECT_THAT(Read("Orlo Vance expressed deep gratitude for the support of Peru.").statements,
              IsEmpty());
  EXPECT_THAT(Read("During their recent meeting, Orlo Vance said.").statements, IsEmpty());
  EXPECT_THAT(
      Read("According to Orlo Vance, if Peru thinks there is a danger, it must say it.").statements,
      ElementsAre("Orlo Vance: if Peru thinks there is a danger, it must say it"));
}

TEST(Statements, TellTimeAndAddressee) {
  const Facts facts = Read("Orlo Vance told Mira Tamm on 3 March 2031 that the pier fell.");
  ASSERT_THAT(facts.statements, ElementsAre("Orlo Vance: the pier fell"));
  const FactContent& content = facts.drafts[0].fact.content;
  EXPECT_EQ(std::get<Statement>(content.body).addressee->name, "Mira Tamm");
  ASSERT_TRUE(content.valid_time.has_value());
  EXPECT_EQ(content.valid_time->ToEdtf(), "2031-03-03");
}

TEST(Events, VerbsWithTheirRoles) {
  EXPECT_THAT(Read("Orlo Vance met Mira Tamm in Lima.").events,
              ElementsAre("contact.meet | participant Mira Tamm | participant Orlo Vance | place "
                          "Lima"));
  EXPECT_THAT(Read("Orlo Vance was arrested in Lima.").events,
              ElementsAre("justice.arrest | person Orlo Vance | place Lima"));
  EXPECT_THAT(Read("Orlo Vance resigned.").events,
              ElementsAre("personnel.resign | person Orlo Vance"));
}

TEST(Events, WhoIsAskedOrAccusedIsTheOneWhoDoesIt) {
  EXPECT_THAT(Read("Orlo Vance called on Mira Tamm to resign.").events,
              Contains("personnel.resign | person Mira Tamm"));
  EXPECT_THAT(Read("Orlo Vance ordered Mira Tamm to meet Jane Brook.").events,
              Contains("contact.meet | participant Jane Brook | participant Mira Tamm"));
  EXPECT_THAT(Read("Orlo Vance accused Mira Tamm of killing Jane Brook.").events,
              Contains("life.die | actor Mira Tamm | person Jane Brook"));
  EXPECT_THAT(Read("A court convicted Mira Tamm of killing Jane Brook.").events,
              Contains("life.die | actor Mira Tamm | person Jane Brook"));
}

TEST(Events, ASecondNumberIsOfItsOwnVerb) {
  EXPECT_THAT(Read("Four miners were killed and 23 injured on Monday.").events,
              ElementsAre("life.die | person Four miners", "life.injure | person 23"));
  EXPECT_THAT(Read("Four miners were killed and nine others wounded on Monday.").events,
              ElementsAre("life.die | person Four miners", "life.injure | person nine others"));
  EXPECT_THAT(Read("Four miners were seized and wounded.").events,
              Contains("life.injure | person Four miners"));
}

TEST(Events, AnExplosionIsNoAttack) {
  EXPECT_THAT(Read("An explosion in Lima killed four miners.").events,
              Not(Contains(HasSubstr("conflict.attack"))));
  EXPECT_THAT(Read("A bombing in Lima killed four miners.").events,
              Contains(HasSubstr("conflict.attack")));
}

TEST(Events, CancelledMeetingsKeepTheirOwnPlace) {
  EXPECT_THAT(Read("The meeting between Orlo Vance and Mira Tamm, scheduled for Friday in Lima, "
                   "was cancelled on Monday.")
                  .events,
              Contains("contact.meet | participant Mira Tamm | participant Orlo Vance | place "
                       "Lima"));
}

TEST(Events, FactualityFollowsTheClause) {
  const Facts planned = Read("Orlo Vance will visit Chile.");
  ASSERT_THAT(planned.events, ElementsAre("contact.visit | actor Orlo Vance | place Chile"));
  EXPECT_EQ(planned.drafts[0].fact.attestation.factuality.status, FactStatus::kPlanned);
  const Facts denied = Read("Orlo Vance did not visit Chile.");
  ASSERT_THAT(denied.events, ElementsAre("contact.visit | actor Orlo Vance | place Chile"));
  EXPECT_EQ(denied.drafts[0].fact.attestation.factuality.polarity, Polarity::kNegative);
}

TEST(Events, FutureReachesOverTheObject) {
  const Facts facts = Read(
      "The leaders of the Example Trade Union will discuss the harvest in the northern valleys at "
      "a special session on 3 May 2031.");
  ASSERT_EQ(facts.events.size(), 1u);
  EXPECT_EQ(facts.drafts[0].fact.attestation.factuality.status, FactStatus::kPlanned);
  const Facts past = Read(
      "Orlo Vance, who will stay in the old house by the harbour, took part in a session of the "
      "Example Trade Union on Monday.");
  ASSERT_EQ(past.events.size(), 1u);
  EXPECT_EQ(past.drafts[0].fact.attestation.factuality.status, FactStatus::kActual);
}

TEST(Events, BodiesOwnTheirSessions) {
  EXPECT_THAT(Read("The Example Trade Union met. They spoke of the union’s session on Monday, "
                   "which Peruvian President Orlo Vance chaired.")
                  .events,
              Contains("contact.meet | chair Orlo Vance | participant Example Trade Union"));
  EXPECT_THAT(
      Read("The Example Trade Union met. Orlo Vance chaired the union’s special session.").events,
      Contains("contact.meet | chair Orlo Vance | participant Example Trade Union"));
}

TEST(Events, ADayIsNearerThanAYear) {
  const Facts facts = Read(
      "It will start in 2032, they decided at a session of the Example Trade Union on 3 March "
      "2031.");
  ASSERT_EQ(facts.events.size(), 1u);
  EXPECT_EQ(facts.drafts[0].fact.content.valid_time->ToEdtf(), "2031-03-03");
}

TEST(Events, MeetingsGatherWhatIsToldOfThemAgain) {
  const Facts facts = Read(
      "A summit of the Example Trade Union was held in Lima on 3 March 2031. The summit was "
      "chaired "
      "by Orlo Vance.");
  EXPECT_THAT(facts.events, ElementsAre("contact.meet | chair Orlo Vance | participant Example "
                                        "Trade Union | place Lima"));
}

TEST(Lives, DatesInBracketsAndAges) {
  EXPECT_THAT(Read("Jane Tamm (3 May 1901 – 1960) was a Peruvian painter.").relations,
              IsSupersetOf({"born_on | Jane Tamm | 1901-05-03", "died_on | Jane Tamm | 1960",
                            "citizen_of | Jane Tamm | Peru"}));
  // A term of office is no life.
  EXPECT_THAT(Read("Jane Tamm (2001 – 2009) was followed by Orlo Vance.").relations, IsEmpty());
  EXPECT_THAT(Read("Jane Tamm, 45, slept.").relations, ElementsAre("age | Jane Tamm | 45"));
}

TEST(Places, LieInTheNextOnesNamed) {
  EXPECT_THAT(Read("She lives in Miraflores, Lima, Peru.").relations,
              Contains("located_in | Lima | Peru"));
  EXPECT_THAT(Read("They visited Chile, Peru and Ecuador.").relations, IsEmpty());
}

TEST(Identity, NamesThatTheTextSaysAreOne) {
  EXPECT_THAT(
      Read("Jane Tamm, better known as Mira Brook, was born in Lima. Brook slept.").relations,
      UnorderedElementsAre("also_known_as | Jane Tamm | Mira Brook", "born_in | Jane Tamm | Lima"));
}

TEST(Events, CounterpartsHoldTheSameOffice) {
  EXPECT_THAT(Read("Peruvian President Orlo Vance spoke on Monday during a visit of his Chilean "
                   "counterpart Mira Tamm. The Peruvian president thanked the Chilean president "
                   "for her help.")
                  .events,
              Contains(HasSubstr("diplomacy.support | actor Orlo Vance | recipient Mira Tamm")));
}

TEST(Library, IdsAreUniqueSortedAndUsed) {
  const RuleLibrary library(PatternSet::Load(BuiltinPatternFiles()).value());
  const std::vector<RuleInfo> rules = library.Rules();
  std::vector<std::string_view> ids;
  for (const RuleInfo& rule : rules) {
    if (!ids.empty()) {
      EXPECT_LT(ids.back(), rule.id);
    }
    ids.push_back(rule.id);
    EXPECT_FALSE(rule.summary.empty()) << rule.id;
    if (!rule.fact_type.empty()) {
      EXPECT_TRUE(FindPredicate(rule.fact_type) != nullptr ||
                  FindEventType(rule.fact_type) != nullptr)
          << rule.fact_type;
    }
  }
  for (const DraftFact& draft :
       Read("Peruvian President Orlo Vance met Mira Tamm, he said.").drafts) {
    EXPECT_THAT(ids, Contains(draft.fact.attestation.pattern_id));
  }
}

}  // namespace
}  // namespace dateline::patterns
