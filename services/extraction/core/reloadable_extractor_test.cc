#include "services/extraction/core/reloadable_extractor.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/base/error.h"

namespace dateline::extraction {
namespace {

constexpr std::string_view kPattern = R"(pattern {
  id: "event.repair"
  summary: "somebody repairs something"
  trigger { lemma: "repair" upos: "VERB" }
  argument { is: KIND_SUBJECT role: "actor" filler: FILLER_PERSON }
  argument { is: KIND_OBJECT role: "thing" filler: FILLER_PHRASE }
  event { type: "craft.repair" }
  example { text: "Orlo Vance has repaired the old bridge." finds: "actor=Orlo Vance; thing=old bridge" }
})";

class ReloadableExtractorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "/patterns_of_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  void Write(std::string_view text) const { std::ofstream(folder_ + "/mine.textproto") << text; }

  static size_t Mended(const Extractor& extractor) {
    Document document;
    document.text =
        "The harbour was quiet on Monday. Orlo Vance has repaired the old bridge. Nobody came.";
    size_t found = 0;
    for (const ExtractedFact& fact : extractor.Extract(document)->facts) {
      found += fact.content.type == "craft.repair";
    }
    return found;
  }

  std::string folder_;
};

TEST_F(ReloadableExtractorTest, TakesUpWhatTheFolderHoldsNow) {
  Write("lexicon { name: \"unused\" entry: \"x\" }");
  const auto extractor = ReloadableExtractor::Create({.pattern_folder = folder_}).value();
  const std::shared_ptr<const Extractor> before = extractor->Current();
  EXPECT_EQ(Mended(*before), 0u);
  Write(kPattern);
  ASSERT_TRUE(extractor->Reload().ok());
  EXPECT_EQ(Mended(*extractor->Current()), 1u);
  EXPECT_EQ(Mended(*before), 0u) << "who holds the old one keeps it";
  EXPECT_NE(extractor->Current()->Describe().version, before->Describe().version);
  EXPECT_TRUE(extractor->Current()->CheckPatterns().empty());
}

TEST_F(ReloadableExtractorTest, AnErrorLeavesTheOldOneInUse) {
  Write(kPattern);
  const auto extractor = ReloadableExtractor::Create({.pattern_folder = folder_}).value();
  Write("pattern { id: \"event.repair\" }");
  const absl::Status status = extractor->Reload();
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kPatternInvalid);
  EXPECT_NE(status.message().find("mine.textproto"), std::string::npos) << status;
  EXPECT_EQ(Mended(*extractor->Current()), 1u);
}

TEST_F(ReloadableExtractorTest, AFolderWithoutPatternsIsRefused) {
  EXPECT_FALSE(ReloadableExtractor::Create({.pattern_folder = folder_}).ok());
  EXPECT_EQ(ReloadableExtractor::Create({.pattern_folder = folder_ + "/none"}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace dateline::extraction
