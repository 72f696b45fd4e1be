#include "services/extraction/nlp/gazetteer/gazetteer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace dateline::nlp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Words = std::vector<std::string_view>;

std::optional<GazetteerMatch> Lookup(const Words& words) {
  return Gazetteer::Default().Lookup(words);
}

// "canonical/kind/tokens" of the preferred reading, or "none".
std::string Best(const Words& words) {
  const auto match = Lookup(words);
  if (!match.has_value()) return "none";
  return match->best().canonical + "/" + std::string(NameOf(match->best().kind)) + "/" +
         std::to_string(match->tokens);
}

TEST(GazetteerTest, CountryByItsNames) {
  EXPECT_EQ(Best({"Peru", "said"}), "Peru/country/1");
  EXPECT_EQ(Best({"Republic", "of", "Peru"}), "Peru/country/3");
  EXPECT_EQ(Best({"United", "States", "of", "America", "and"}), "United States/country/4");
  EXPECT_EQ(Best({"United", "States", "of", "mind"}), "United States/country/2");
  EXPECT_EQ(Best({"PERU"}), "Peru/country/1");
  EXPECT_EQ(Best({"Great", "Britain"}), "United Kingdom/country/2");
  EXPECT_EQ(Best({"Turkey"}), "Turkey/country/1");
  EXPECT_EQ(Best({"Türkiye"}), "Turkey/country/1");
}

TEST(GazetteerTest, CarriesIsoCode) {
  const auto match = Lookup({"Sri", "Lankan", "officials"});
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->tokens, 2u);
  EXPECT_EQ(match->best().canonical, "Sri Lanka");
  EXPECT_TRUE(match->best().adjectival);
  EXPECT_EQ(match->best().type, EntityType::kGpe);
  EXPECT_THAT(match->best().external_ids, ElementsAre("iso3166:LK"));
}

TEST(GazetteerTest, AcronymsInCapitalsOnly) {
  EXPECT_EQ(Best({"US", "troops"}), "United States/country/1");
  EXPECT_EQ(Best({"U.S.", "troops"}), "United States/country/1");
  EXPECT_EQ(Best({"U.S", ".", "troops"}), "United States/country/1");
  EXPECT_EQ(Best({"USA"}), "United States/country/1");
  EXPECT_EQ(Best({"UK"}), "United Kingdom/country/1");
  EXPECT_EQ(Best({"DRC"}), "Democratic Republic of the Congo/country/1");
  EXPECT_EQ(Best({"UAE"}), "United Arab Emirates/country/1");
  EXPECT_EQ(Best({"us"}), "none");
  EXPECT_EQ(Best({"Us"}), "none");
}

TEST(GazetteerTest, LowerCaseWordsAreNoNames) {
  for (std::string_view word : {"turkey", "chad", "nice", "reading", "polish", "china", "may"}) {
    EXPECT_EQ(Best({word}), "none") << word;
  }
}

TEST(GazetteerTest, HyphensAccentsAndApostrophes) {
  EXPECT_EQ(Best({"Guinea-Bissau"}), "Guinea-Bissau/country/1");
  EXPECT_EQ(Best({"Guinea", "-", "Bissau"}), "Guinea-Bissau/country/3");
  EXPECT_EQ(Best({"Cote", "d'Ivoire"}), "Ivory Coast/country/2");
  EXPECT_EQ(Best({"Côte", "d", "’", "Ivoire"}), "Ivory Coast/country/4");
  EXPECT_EQ(Best({"São", "Paulo"}), "São Paulo/city/2");
  EXPECT_EQ(Best({"Sao", "Paulo"}), "São Paulo/city/2");
}

TEST(GazetteerTest, PunctuationEndsAName) {
  EXPECT_EQ(Best({"Guinea", ",", "Bissau"}), "Guinea/country/1");
  EXPECT_EQ(Best({"Guinea", ".", "Bissau"}), "Guinea/country/1");
  EXPECT_EQ(Best({"Washington", ",", "D.C.", ","}), "Washington, D.C./capital/3");
}

TEST(GazetteerTest, AdjectivesAndDemonyms) {
  EXPECT_EQ(Best({"Bolivian"}), "Bolivia/adjective/1");
  EXPECT_EQ(Best({"Bolivians"}), "Bolivia/demonym/1");
  EXPECT_EQ(Best({"Spaniards"}), "Spain/demonym/1");
  EXPECT_EQ(Best({"South", "Korean", "exports"}), "South Korea/adjective/2");
  EXPECT_EQ(Best({"Kyrgyz"}), "Kyrgyzstan/adjective/1");
}

TEST(GazetteerTest, CapitalsAndCitiesHaveGeoNamesIds) {
  const auto match = Lookup({"Kiev"});
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->best().canonical, "Kyiv");
  EXPECT_EQ(match->best().kind, GazetteerKind::kCapital);
  EXPECT_THAT(match->best().external_ids, ElementsAre("geonames:703448"));
  EXPECT_GT(match->best().population, 1'000'000);
}

TEST(GazetteerTest, AmbiguousPlacesSaySo) {
  for (std::string_view name : {"Victoria", "Charlotte", "Georgia", "Jordan", "Nelson"}) {
    const auto match = Lookup({name});
    ASSERT_TRUE(match.has_value()) << name;
    EXPECT_TRUE(match->best().ambiguous) << name;
  }
  EXPECT_FALSE(Lookup({"Nairobi"})->best().ambiguous);
  EXPECT_FALSE(Lookup({"Peru"})->best().ambiguous);
}

TEST(GazetteerTest, AllReadingsPreferredFirst) {
  const auto match = Lookup({"Georgia"});
  ASSERT_TRUE(match.has_value());
  ASSERT_GE(match->readings.size(), 2u);
  EXPECT_EQ(match->readings[0]->kind, GazetteerKind::kCountry);
  EXPECT_EQ(match->readings[1]->kind, GazetteerKind::kState);
  EXPECT_EQ(Best({"New", "York"}), "New York/city/2");
  EXPECT_EQ(Best({"Victoria"}), "Victoria/capital/1");
}

TEST(GazetteerTest, RegionsAndGroups) {
  const auto region = Lookup({"Central", "America"});
  ASSERT_TRUE(region.has_value());
  EXPECT_EQ(region->best().type, EntityType::kLocation);
  const auto group = Lookup({"Buddhist", "monks"});
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(group->best().type, EntityType::kGroup);
  EXPECT_EQ(group->best().canonical, "Buddhists");
  EXPECT_EQ(Best({"the", "West"}), "the West/region/2");
  EXPECT_EQ(Best({"the", "Hague"}), "none");
  EXPECT_EQ(Best({"The", "Hague"}), "The Hague/city/2");
}

TEST(GazetteerTest, FindByWholeName) {
  const auto& gazetteer = Gazetteer::Default();
  ASSERT_FALSE(gazetteer.Find("the United States").empty());
  EXPECT_EQ(gazetteer.Find("the United States")[0]->canonical, "United States");
  EXPECT_EQ(gazetteer.Find("peru")[0]->canonical, "Peru");
  EXPECT_THAT(gazetteer.Find("us"), IsEmpty());
  EXPECT_THAT(gazetteer.Find(""), IsEmpty());
  EXPECT_THAT(gazetteer.Find("Peru and Chile"), IsEmpty());
}

TEST(GazetteerTest, EmptyAndOddTokens) {
  EXPECT_EQ(Best({}), "none");
  EXPECT_EQ(Best({""}), "none");
  EXPECT_EQ(Best({"-"}), "none");
  EXPECT_EQ(Best({",", "Peru"}), "none");
}

// Every country of the United Nations can be found by its short name, and
// every entry by its own form.
TEST(GazetteerTest, EveryEntryIsFoundByItsForm) {
  const auto& gazetteer = Gazetteer::Default();
  std::set<std::string> countries;
  for (const GazetteerEntry& entry : gazetteer.entries()) {
    const auto found = gazetteer.Find(entry.form);
    EXPECT_THAT(found, testing::Contains(&entry)) << entry.form;
    Words words;
    std::string_view rest = entry.form;
    while (!rest.empty()) {
      const size_t gap = rest.find(' ');
      std::string_view word = rest.substr(0, gap);
      rest = gap == std::string_view::npos ? "" : rest.substr(gap + 1);
      const bool comma = word.ends_with(',');
      if (comma) word.remove_suffix(1);
      words.push_back(word);
      if (comma) words.push_back(",");
    }
    const auto match = gazetteer.Lookup(words);
    ASSERT_TRUE(match.has_value()) << entry.form;
    EXPECT_EQ(match->tokens, words.size()) << entry.form;
    EXPECT_THAT(match->readings, testing::Contains(&entry)) << entry.form;
    if (entry.kind == GazetteerKind::kCountry) countries.insert(entry.canonical);
  }
  EXPECT_GT(countries.size(), 245u);
  EXPECT_GT(gazetteer.entries().size(), 5000u);
}

TEST(GazetteerTest, MalformedDataNamesTheLine) {
  const auto message = [](std::string_view data) {
    return std::string(Gazetteer::Create(data).status().message());
  };
  EXPECT_THAT(message("# ok\ncountry\tRuritania\n"), HasSubstr("line 2: wants six columns"));
  EXPECT_THAT(message("planet\tMars\t\t\t\t\n"), HasSubstr("unknown kind"));
  EXPECT_THAT(message("city\t--\t\t\t\t\n"), HasSubstr("no letters"));
  EXPECT_THAT(message("city\tStreslau\t\t\tmany\t\n"), HasSubstr("not a number"));
  EXPECT_THAT(message("city\tStreslau\t\t\t\tpretty\n"), HasSubstr("unknown flag"));
  EXPECT_EQ(message("city\tStreslau\t\tx:1,y:2\t7\tambiguous\n"), "");
}

}  // namespace
}  // namespace dateline::nlp
