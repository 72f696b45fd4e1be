// The corpus is what its README says, and its gold fits its text.
#include "tests/golden/corpus.h"

#include <gtest/gtest.h>

#include "common/text/folding.h"
#include "tests/golden/gold_fact.h"

namespace dateline::golden {
namespace {

TEST(Gold, EveryArticleHasGoldWhoseWordsAreInItsText) {
  const std::vector<std::filesystem::path> articles = CorpusArticles();
  ASSERT_GE(articles.size(), 12u);
  for (const std::filesystem::path& article : articles) {
    const absl::StatusOr<Document> document = ReadCorpusArticle(article);
    ASSERT_TRUE(document.ok()) << document.status();
    const std::string text = CollapseWhiteSpace(document->text);
    const absl::StatusOr<std::vector<GoldFact>> gold = LoadGold(GoldOf(article));
    ASSERT_TRUE(gold.ok()) << gold.status();
    EXPECT_FALSE(gold->empty()) << article;
    for (const GoldFact& fact : *gold) {
      const std::string& words = fact.kind == FactKind::kStatement ? fact.content : fact.evidence;
      EXPECT_NE(text.find(words), std::string::npos) << fact.id << ": " << words;
    }
  }
}

TEST(Corpus, IsReadAsItsReadmeSays) {
  const std::filesystem::path folder = CorpusFolder() / "articles";
  const struct {
    const char* file;
    const char* publisher;
    const char* day;
  } kArticles[] = {
      {"01-harbour-gazette.txt", "Harbour Gazette", "2024-03-05"},
      {"02-castrel-courier.txt", "Castrel Courier", "2024-03-06"},
      {"03-strait-observer.txt", "Strait Observer", "2024-03-06"},
      {"04-northern-ledger.txt", "Northern Ledger", "2024-03-07"},
      {"05-quayside-news.txt", "Quayside News", "2024-03-08"},
      {"06-blue-lantern.html", "Blue Lantern", "2024-03-09"},
      {"07-harbour-gazette.txt", "Harbour Gazette", "2024-03-11"},
      {"08-northern-ledger.txt", "Northern Ledger", "2024-03-12"},
      {"09-castrel-courier.txt", "Castrel Courier", "2024-03-13"},
      {"10-strait-observer.txt", "Strait Observer", "2024-03-13"},
      {"11-quayside-news.txt", "Quayside News", "2024-03-19"},
      {"12-blue-lantern.txt", "Blue Lantern", "2024-03-20"},
      {"13-castrel-courier.txt", "Castrel Courier", "2024-06-03"},
      {"14-northern-ledger.txt", "Northern Ledger", "2024-06-21"},
  };
  for (const auto& wanted : kArticles) {
    const absl::StatusOr<Document> document = ReadCorpusArticle(folder / wanted.file);
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->publisher, wanted.publisher) << wanted.file;
    EXPECT_FALSE(document->title.empty()) << wanted.file;
    ASSERT_TRUE(document->published_at.has_value()) << wanted.file;
    EXPECT_EQ(document->published_at->StartString().substr(0, 10), wanted.day) << wanted.file;
  }
}

}  // namespace
}  // namespace dateline::golden
