#include "services/query/factbase/word_variants.h"

#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace dateline::query {
namespace {

bool Meets(const std::string& word, const std::string& query) {
  const std::set<std::string> kept = RestsOfWord(word);
  for (const std::string& rest : RestsToLookUp(query)) {
    if (kept.contains(rest)) return true;
  }
  return false;
}

TEST(WordVariantsTest, CountsEdits) {
  EXPECT_EQ(EditsBetween("tolvan", "tolvan", 2), 0);
  EXPECT_EQ(EditsBetween("tolvan", "tolwan", 2), 1);
  EXPECT_EQ(EditsBetween("tolvan", "tovlan", 2), 1);
  EXPECT_EQ(EditsBetween("tolvan", "tolan", 2), 1);
  EXPECT_EQ(EditsBetween("tolvan", "ttolvane", 2), 2);
  EXPECT_EQ(EditsBetween("tolvan", "marek", 2), std::nullopt);
  // A letter is a code point, not a byte.
  EXPECT_EQ(EditsBetween("жанна", "шанна", 1), 1);
}

TEST(WordVariantsTest, ShortWordsHaveNoVariants) {
  EXPECT_TRUE(RestsOfWord("eva").empty());
  EXPECT_EQ(AllowedEdits("eva"), 0);
  EXPECT_EQ(AllowedEdits("evan"), 1);
  EXPECT_EQ(AllowedEdits("norvanian"), 2);
}

TEST(WordVariantsTest, TheTableIsSmall) {
  EXPECT_LE(RestsOfWord("tolvanov").size(), 21);
  EXPECT_LE(RestsOfWord("intercontinental").size(), 21);
  EXPECT_LE(RestsToLookUp("tolvanov").size(), 30);
}

// Whatever is within the allowed number of edits is met.
TEST(WordVariantsTest, MeetsEveryWordWithinReach) {
  std::mt19937 random(7);
  const std::string letters = "abcdeno";
  const auto any = [&](size_t below) {
    return std::uniform_int_distribution<size_t>(0, below - 1)(random);
  };
  int reached = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string word;
    for (size_t length = 4 + any(8); word.size() < length;) word += letters[any(letters.size())];
    std::string query = word;
    for (size_t edit = any(3); edit > 0; --edit) {
      const size_t at = any(query.size());
      switch (any(4)) {
        case 0:
          query.erase(at, 1);
          break;
        case 1:
          query.insert(at, 1, letters[any(letters.size())]);
          break;
        case 2:
          query[at] = letters[any(letters.size())];
          break;
        default:
          if (at + 1 < query.size()) std::swap(query[at], query[at + 1]);
      }
    }
    if (query.empty() || !EditsBetween(word, query, AllowedEdits(word))) continue;
    ++reached;
    EXPECT_TRUE(Meets(word, query)) << word << " " << query;
  }
  EXPECT_GT(reached, 10'000);
}

}  // namespace
}  // namespace dateline::query
