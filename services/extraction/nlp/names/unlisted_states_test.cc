#include "services/extraction/nlp/names/unlisted_states.h"

#include <gtest/gtest.h>

#include <memory>

#include "services/extraction/nlp/pipeline/pipeline.h"

namespace dateline::nlp {
namespace {

// Loaded once for all tests.
const Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const Pipeline> pipeline = Pipeline::Create().value();
  return *pipeline;
}

// "Word/Canonical" of every name that refers to a state, adjectives with "~".
std::vector<std::string> States(std::string_view text) {
  const AnnotatedDocument document = EnglishPipeline().Annotate(text, std::nullopt);
  std::vector<std::string> out;
  for (const NameMention& name : document.names) {
    if (name.entity_type != EntityType::kGpe) continue;
    out.push_back(std::string(document.Text(name.span)) + (name.adjectival ? "~" : "/") +
                  name.canonical);
  }
  return out;
}

using Words = std::vector<std::string>;

TEST(UnlistedStates, OfficesOfStateSayWhoseTheyAre) {
  EXPECT_EQ(States("Talks went on. Ana Brook, the prime minister of Sudravia, left."),
            Words{"Sudravia/Sudravia"});
  EXPECT_EQ(States("It was said that Sudravia's foreign minister, Ana Brook, left."),
            Words{"Sudravia/Sudravia"});
}

TEST(UnlistedStates, AdjectiveAndNameSpeakForEachOther) {
  EXPECT_EQ(States("On Monday Sudravian President Ana Brook left. Nobody in Sudravia knew why."),
            (Words{"Sudravian~Sudravia", "Sudravia/Sudravia"}));
}

TEST(UnlistedStates, AdjectiveMayStartTheSentence) {
  EXPECT_EQ(States("Sudravian President Ana Brook left. They denied that Sudravia knew."),
            (Words{"Sudravian~Sudravia", "Sudravia/Sudravia"}));
  EXPECT_EQ(States("Sudravia's transport minister, Ana Brook, left."), Words{"Sudravia/Sudravia"});
  EXPECT_EQ(States("Yesterday President Ana Brook left. Former President Rui Pine stayed."),
            Words{});
}

TEST(UnlistedStates, NeighboursInAListOfCountries) {
  EXPECT_EQ(States("The treaty binds Chile, Peru and Sudravia."),
            (Words{"Chile/Chile", "Peru/Peru", "Sudravia/Sudravia"}));
}

TEST(UnlistedStates, BodiesAndTopicsAreNone) {
  EXPECT_EQ(States("The president of Harborbank spoke. Minister of Trade Ana Brook listened."),
            Words{});
  EXPECT_EQ(States("The talks took place in Lowhaven, a village."), Words{});
}

TEST(MayBeAdjectiveOf, ByTheirEndings) {
  EXPECT_TRUE(MayBeAdjectiveOf("sudravian", "sudravia"));
  EXPECT_TRUE(MayBeAdjectiveOf("norlandic", "norland"));
  EXPECT_TRUE(MayBeAdjectiveOf("velosian", "velos"));
  EXPECT_FALSE(MayBeAdjectiveOf("sudravia", "sudravia"));
  EXPECT_FALSE(MayBeAdjectiveOf("northern", "norland"));
}

}  // namespace
}  // namespace dateline::nlp
