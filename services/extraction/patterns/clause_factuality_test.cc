// Factuality of invented sentences, read by the trained engine.
#include "services/extraction/patterns/clause_factuality.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"

namespace dateline::patterns {
namespace {

const nlp::Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const nlp::Pipeline> pipeline = nlp::Pipeline::Create().value();
  return *pipeline;
}

// The factuality of the word between "[" and "]": "actual", "planned",
// "not planned", "possible hypothetical", "not probable actual".
std::string Read(std::string_view marked) {
  const size_t open = marked.find('[');
  const size_t close = marked.find(']');
  std::string text(marked.substr(0, open));
  text += marked.substr(open + 1, close - open - 1);
  text += marked.substr(close + 1);
  nlp::AnnotatedDocument document =
      EnglishPipeline().Annotate(text, TimeInterval::Day(absl::CivilDay(2031, 3, 12)));
  const nlp::HyphenatedWords words(document);
  const DocumentView view(document);
  const Factuality read = FactualityAt(view, view.TokenFrom(static_cast<uint32_t>(open)));
  std::string out;
  if (read.polarity == Polarity::kNegative) out += "not ";
  if (read.certainty == Certainty::kProbable) out += "probable ";
  if (read.certainty == Certainty::kPossible) out += "possible ";
  constexpr const char* kStatuses[] = {"?",           "actual",    "planned",
                                       "conditional", "requested", "hypothetical"};
  return out + kStatuses[static_cast<size_t>(read.status)];
}

struct Case {
  std::string_view sentence;
  std::string_view expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(Read(one.sentence), one.expected) << one.sentence;
}

TEST(FactualityTest, PlainClausesAreActual) {
  Check({{"Orlo Vance [met] the envoy on Monday.", "actual"},
         {"The ministers have [signed] the accord.", "actual"},
         {"The harbour was [attacked] at dawn.", "actual"},
         {"The [attack] killed two guards.", "actual"},
         {"The union held a [meeting] in Lima on Monday.", "actual"},
         {"Vance is the [chairman] of the union.", "actual"}});
}

TEST(FactualityTest, Negation) {
  Check({{"The minister did not [sign] the treaty.", "not actual"},
         {"The army never [attacked] the town.", "not actual"},
         {"No soldiers were [killed].", "not actual"},
         {"Nobody was [arrested].", "not actual"},
         {"He left without [signing] the treaty.", "not actual"},
         {"They neither [signed] the treaty nor met the envoy.", "not actual"},
         {"They neither signed the treaty nor [met] the envoy.", "not actual"},
         {"There was no [attack] on the harbour.", "not actual"},
         {"Vance is not the [chairman] of the union.", "not actual"},
         {"They will no longer [meet].", "not planned"},
         {"The army did not [attack] or seize the town.", "not actual"},
         {"The army did not attack or [seize] the town.", "not actual"},
         {"The army did not stop but [crossed] the river.", "actual"},
         {"They not only [signed] the treaty but also met the envoy.", "actual"},
         {"The army will adapt rather than [leave].", "not planned"},
         {"The police could not [reach] the village.", "not actual"}});
}

TEST(FactualityTest, WordsThatDeny) {
  Check({{"The army denied [attacking] the village.", "not actual"},
         {"The army denied that it had [attacked] the village.", "not actual"},
         {"Vance refused to [sign] the deal.", "not actual"},
         {"The minister failed to [attend] the ceremony.", "not actual"},
         {"Vance did not fail to [attend] the ceremony.", "actual"},
         {"The police prevented protesters from [entering] the square.", "not actual"},
         {"The government cancelled the [visit].", "not actual"},
         {"The [visit] was called off on Friday.", "not actual"},
         {"The president ruled out [talks] with the rebels.", "not actual"},
         {"The minister was unable to [attend] the ceremony.", "not actual"},
         {"His refusal to [sign] the deal angered the union.", "not actual"}});
}

TEST(FactualityTest, ReportsThatAreRefuted) {
  Check({{"Rumours that the mayor of Lima [resigned] are false.", "not actual"},
         {"Reports that the army [attacked] the harbour were untrue.", "not actual"},
         {"Rumours that Vance had been [arrested] were false, his lawyer said.", "not actual"},
         {"Vance said reports that he had [resigned] were false.", "not actual"},
         {"Claims that Vance had [left] the party are unfounded.", "not actual"},
         {"Reports that the port had been [attacked] were dismissed as false.", "not actual"},
         {"Reports of an [attack] on the harbour were fabricated.", "not actual"},
         {"The ministry rejected claims that the army had [attacked] the village.", "not actual"},
         {"Vance dismissed reports that he had [resigned] as fake.", "not actual"},
         {"Vance denied rumours of his [resignation].", "not actual"},
         {"Kell spread false reports that Vance had [resigned].", "not actual"},
         {"An earlier version of this story said that the ferry had [sunk].", "not actual"},
         {"The paper wrongly said that the ferry had [sunk].", "not actual"},
         {"The paper misstated that the ferry had [sunk].", "not actual"}});
}

TEST(FactualityTest, ReportsThatStand) {
  Check({{"The ministry did not deny reports that the army had [attacked] the village.", "actual"},
         {"Reports that the army [attacked] the harbour are not false.", "actual"},
         {"The earlier version of the treaty said that the islands had [joined] Peru.", "actual"},
         {"Reports that Vance [wrote] were false.", "actual"},
         {"The ministry rejected the plan of the army that [attacked] the village.", "actual"},
         {"Rumours that the mayor of Lima [resigned] spread quickly.", "possible actual"}});
}

TEST(FactualityTest, AcquittalsAndConvictions) {
  Check({{"Vance was acquitted of [killing] the guard.", "not actual"},
         {"The court cleared Vance of [bribing] the judge.", "not actual"},
         {"Vance was found not guilty of [killing] the guard.", "not actual"},
         {"Vance was found guilty of [killing] the guard.", "actual"},
         {"Vance was convicted of [killing] the guard.", "actual"},
         {"Vance was accused of [killing] the guard.", "possible actual"},
         {"The paper falsely accused Vance of [killing] the guard.", "not actual"}});
}

TEST(FactualityTest, PlansAndTheFuture) {
  Check({{"The minister will [visit] Lima on Friday.", "planned"},
         {"The minister is going to [visit] Lima.", "planned"},
         {"The minister is to [visit] Lima on Friday.", "planned"},
         {"The talks are to be [held] in May.", "planned"},
         {"The minister plans to [visit] Lima.", "planned"},
         {"The parliament is expected to [pass] the bill.", "planned"},
         {"Plans to [build] a bridge were announced.", "planned"},
         {"The country has no plans to [attack] its neighbours.", "not planned"},
         {"The planned [visit] was announced on Monday.", "planned"},
         {"The upcoming [summit] was discussed.", "planned"},
         {"Talks will [begin] on Friday.", "planned"},
         {"The leaders will take part in a [meeting] on Friday.", "planned"},
         {"The leaders will discuss the flood at the [meeting].", "planned"},
         {"The [talks] are scheduled for Friday.", "planned"},
         {"The [meeting] was postponed.", "planned"},
         {"The [trial] is scheduled to commence in May.", "planned"},
         {"The [talks] are set to resume on Friday.", "planned"},
         {"The minister will not [attend] the summit.", "not planned"},
         {"Vance will [sign] and publish the accord.", "planned"},
         {"Vance will sign and [publish] the accord.", "planned"},
         {"They agreed to [meet] again in June.", "planned"},
         {"They decided not to [meet].", "not planned"},
         {"Vance flew to Lima to [meet] the envoy.", "planned"},
         {"The [summit] on 20 June 2031 was discussed.", "planned"},
         {"The [summit] on 20 June 2030 was discussed.", "actual"},
         {"The envoy [leaves] on 20 June 2031.", "planned"},
         {"He said that the union would [help] the farmers.", "planned"},
         {"The union would [help] the farmers, he said.", "planned"}});
}

TEST(FactualityTest, LikelihoodAndDoubt) {
  Check({{"The minister is likely to [visit] Lima.", "probable planned"},
         {"The minister is unlikely to [visit] Lima.", "not probable planned"},
         {"The army may [attack] the town.", "possible hypothetical"},
         {"The army may have [attacked] the town.", "possible actual"},
         {"The guard must have [fled].", "probable actual"},
         {"The army possibly [attacked] the town.", "possible actual"},
         {"He is believed to have [escaped] to the hills.", "probable actual"},
         {"The rebels can [reach] the town.", "possible hypothetical"},
         {"It is possible that the army [attacked] the town.", "possible hypothetical"},
         {"A possible [attack] on the town was discussed.", "possible hypothetical"},
         {"The alleged [attack] took place on Monday.", "possible actual"},
         {"The town fears an [attack].", "possible hypothetical"},
         {"The threat of an [attack] remains.", "possible hypothetical"},
         {"The rebels threatened to [attack] the town.", "possible hypothetical"},
         {"The rebels tried to [cross] the river.", "possible hypothetical"},
         {"Vance was accused of [killing] a guard.", "possible actual"},
         {"It is unclear whether the envoy [left].", "possible hypothetical"}});
}

TEST(FactualityTest, RequestsAndHopes) {
  Check({{"The union urged Peru to [withdraw] its troops.", "requested"},
         {"The union urged the members to [ratify] the accord before the summer.", "requested"},
         {"The union called on Peru to [withdraw] its troops.", "requested"},
         {"The union called for [talks] with the rebels.", "requested"},
         {"The spokesman called the [raid] a crime.", "actual"},
         {"The union called for an [end] to the fighting.", "requested"},
         {"The union called for an end to the [fighting].", "actual"},
         {"He demanded that the army [leave] the town.", "requested"},
         {"The minister demanded the [release] of the miners.", "requested"},
         {"A proposal for a [ceasefire] was made.", "requested"},
         {"The army should [withdraw] from the town.", "requested"},
         {"The army must [withdraw] from the town.", "requested"},
         {"The army must not [enter] the town.", "not requested"},
         {"Vance hopes to [visit] Lima.", "requested"},
         {"Vance wants to [visit] Lima.", "requested"},
         {"Vance would like to [visit] Lima.", "requested"},
         {"The proposed [merger] was discussed.", "requested"},
         {"He asked the envoy to agree to [meet] the rebels.", "requested"},
         {"[Leave] the town at once.", "requested"}});
}

TEST(FactualityTest, ConditionsAndCounterfactuals) {
  Check({{"If the rebels [attack], the army will respond.", "conditional"},
         {"If the rebels attack, the army will [respond].", "conditional"},
         {"The army would [respond] if the rebels attacked.", "conditional"},
         {"Unless the rebels [leave], talks will end.", "conditional"},
         {"In case of an [attack], troops will be deployed.", "conditional"},
         {"He would have [resigned].", "hypothetical"},
         {"The company should have [warned] its workers.", "hypothetical"},
         {"A pledge from last year's [talks] was kept.", "actual"},
         {"They acted as if he had [resigned].", "hypothetical"}});
}

TEST(FactualityTest, Questions) {
  Check({{"Did he [meet] the envoy?", "possible hypothetical"},
         {"Why did the minister [resign]?", "actual"}});
}

TEST(FactualityTest, ImplicativeVerbs) {
  Check({{"The ministers met on Monday to [discuss] the flood.", "actual"},
         {"The ministers will meet on Friday to [discuss] the flood.", "planned"},
         {"The crew managed to [land] the plane.", "actual"},
         {"The crew did not manage to [land] the plane.", "not actual"},
         {"The storm forced the crew to [land] in Lima.", "actual"},
         {"Vance forgot to [sign] the letter.", "not actual"},
         {"The farmers were able to [return] home.", "actual"},
         {"The farmers had to [leave] their homes.", "actual"},
         {"The farmers have to [leave] their homes.", "requested"},
         {"The troops began [shelling] the town.", "actual"},
         {"The troops stopped [shelling] the town.", "actual"}});
}

TEST(FactualityTest, WhatIsTakenForGrantedStaysActual) {
  Check({{"Vance does not regret that he [resigned].", "actual"},
         {"Vance forgot that he had [signed] the letter.", "actual"},
         {"The minister did not know that the envoy had [left].", "actual"},
         {"The union did not condemn the [attack].", "actual"},
         {"The leaders will discuss the [attack] on Friday.", "actual"},
         {"The union urged Peru to free the men who [attacked] the harbour.", "actual"},
         {"After [signing] the treaty, the ministers did not speak.", "actual"},
         {"The leaders will not meet because the envoy [resigned].", "actual"},
         {"If the guard who [fled] returns, he will be charged.", "actual"},
         {"The troops [arrested] on Monday may be freed.", "actual"}});
}

TEST(FactualityTest, SpeechIsReadFromWhereItBegins) {
  Check({{"Vance did not say that the army [attacked] the town.", "actual"},
         {"The union will announce that Vance [resigned].", "actual"},
         {"Vance said the army would not [attack] the town.", "not planned"},
         {"Vance has [said] that the army will attack.", "actual"}});
}

TEST(FactualityTest, IsQuickOnLongSentences) {
  std::string text = "The army [attacked]";
  for (int i = 0; i < 3000; ++i) text += " the town and";
  text += " the harbour.";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Read(text), "actual");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace dateline::patterns
