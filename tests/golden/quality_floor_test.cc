// How well the extractor reads the project's own articles. Fails when quality
// drops below its floors; raise them when you have raised the quality.
#include <gtest/gtest.h>

#include <iostream>

#include "services/extraction/core/extractor.h"
#include "tests/golden/corpus.h"
#include "tests/golden/gold_fact.h"
#include "tests/golden/quality.h"

namespace dateline::golden {
namespace {

TEST(Quality, StaysAboveItsFloors) {
  const auto extractor = extraction::Extractor::Create();
  ASSERT_TRUE(extractor.ok()) << extractor.status();
  Quality quality;
  for (const std::filesystem::path& article : CorpusArticles()) {
    const absl::StatusOr<Document> document = ReadCorpusArticle(article);
    ASSERT_TRUE(document.ok()) << document.status();
    const absl::StatusOr<std::vector<GoldFact>> gold = LoadGold(GoldOf(article));
    ASSERT_TRUE(gold.ok()) << gold.status();
    const absl::StatusOr<Extraction> extraction = (*extractor)->Extract(*document);
    ASSERT_TRUE(extraction.ok()) << extraction.status();
    quality.Add(*gold, *extraction, document->text);
  }
  std::cout << quality.Describe() << "not found:";
  for (const std::string& id : quality.missed) std::cout << ' ' << id;
  std::cout << "\nnot in the gold:\n";
  for (const std::string& words : quality.unknown) std::cout << "  " << words << '\n';
  std::cout << std::flush;
  EXPECT_GE(quality.relations.Precision(), 0.80);
  EXPECT_GE(quality.relations.Recall(), 0.60);
  EXPECT_GE(quality.statements.Precision(), 0.90);
  EXPECT_GE(quality.statements.Recall(), 0.78);
  EXPECT_GE(quality.events.Recall(), 0.70);
  EXPECT_GE(quality.event_times.Recall(), 0.70);
}

}  // namespace
}  // namespace dateline::golden
