#include "services/extraction/nlp/names/quoted_titles.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/pipeline/pipeline.h"

namespace dateline::nlp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Loaded once for all tests.
const Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const Pipeline> pipeline = Pipeline::Create().value();
  return *pipeline;
}

// Entities that are documents.
std::vector<std::string> Documents(std::string_view text) {
  const AnnotatedDocument document = EnglishPipeline().Annotate(text, std::nullopt);
  std::vector<std::string> out;
  for (const DocumentEntity& entity : document.entities) {
    if (entity.type == EntityType::kAgreement) out.push_back(entity.name);
  }
  return out;
}

TEST(QuotedTitles, AreDocuments) {
  EXPECT_THAT(Documents("Orlo Vance published the report “A Pier Too Far” on Monday."),
              ElementsAre("A Pier Too Far"));
  EXPECT_THAT(Documents("Peru and Chile adopted the declaration “On Friendship and Cooperation”."),
              ElementsAre("On Friendship and Cooperation"));
  EXPECT_THAT(Documents("The ministers signed the \"Clear Water\" declaration in Lima."),
              ElementsAre("Clear Water"));
}

TEST(QuotedTitles, OtherQuotedWordsAreNot) {
  EXPECT_THAT(Documents("Orlo Vance said in the report “it was a pier too far” for him."),
              IsEmpty());
  EXPECT_THAT(Documents("The ship “Clear Water” left Lima."), IsEmpty());
  EXPECT_THAT(Documents("In his letter “We will come back.” was underlined."), IsEmpty());
}

}  // namespace
}  // namespace dateline::nlp
