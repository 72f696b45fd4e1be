#include "services/extraction/nlp/names/surname_places.h"

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

// Every name of a person (":P") or place (":L").
std::vector<std::string> Names(std::string_view text) {
  const AnnotatedDocument document = EnglishPipeline().Annotate(text, std::nullopt);
  std::vector<std::string> out;
  for (const NameMention& name : document.names) {
    const bool person = name.type == NameType::kPerson;
    if (!person && name.type != NameType::kLocation) continue;
    out.push_back(std::string(document.Text(name.span)) + (person ? ":P" : ":L"));
  }
  return out;
}

using Words = std::vector<std::string>;

TEST(SurnamePlaces, SurnameOfAPersonNamedInFull) {
  EXPECT_EQ(Names("Ewa Geneva met Tom Brook in Oslo. Geneva told reporters that she was glad."),
            (Words{"Ewa Geneva:P", "Tom Brook:P", "Oslo:L", "Geneva:P"}));
  EXPECT_EQ(Names("Tom Brook opened the pier. Geneva paid for it."),
            (Words{"Tom Brook:P", "Geneva:L"}));
}

TEST(SurnamePlaces, WhereOnlyAPlaceCanStand) {
  EXPECT_EQ(Names("Ewa Geneva spoke. She lives in Geneva."), (Words{"Ewa Geneva:P", "Geneva:L"}));
  EXPECT_EQ(Names("Ewa Geneva spoke. Trains link Oslo, Geneva and Rome."),
            (Words{"Ewa Geneva:P", "Oslo:L", "Geneva:L", "Rome:L"}));
  EXPECT_EQ(Names("Ewa Geneva spoke. The ship sank, according to Geneva."),
            (Words{"Ewa Geneva:P", "Geneva:P"}));
}

TEST(SurnamePlaces, CountryThatTheTextIsAbout) {
  EXPECT_EQ(Names("Tom Jordan spoke in Jordan. Jordan closed its border."),
            (Words{"Tom Jordan:P", "Jordan:L", "Jordan:L"}));
}

TEST(SurnamePlaces, GivenNameThatIsATown) {
  EXPECT_EQ(Names("Rui Pine and Clara Brook will meet."), (Words{"Rui Pine:P", "Clara Brook:P"}));
}

}  // namespace
}  // namespace dateline::nlp
