#include "services/query/factbase/search_terms.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SearchTermsTest, EndingsCaseAndAccentsDoNotMatter) {
  EXPECT_EQ(StemsOf("Crossings"), StemsOf("crossing"));
  EXPECT_EQ(StemsOf("re-opened"), StemsOf("RE OPENING"));
  EXPECT_EQ(StemsOf("Café"), StemsOf("cafes"));
  EXPECT_NE(StemsOf("border"), StemsOf("boarder"));
}

TEST(SearchTermsTest, WordsComeInOrderWithTheirPlaces) {
  const std::string text = "“Mill-towns,” she said (twice).";
  std::vector<std::string> pieces;
  std::vector<std::string> stems;
  for (const StemmedWord& word : StemmedWordsOf(text)) {
    pieces.push_back(text.substr(word.begin, word.end - word.begin));
    stems.push_back(word.stem);
  }
  EXPECT_THAT(pieces, ElementsAre("Mill-towns", "Mill-towns", "she", "said", "twice"));
  EXPECT_THAT(stems, ElementsAre("mill", "town", "she", "said", "twice"));
}

TEST(SearchTermsTest, AbbreviationsAndCompoundsFoldAsInNames) {
  EXPECT_THAT(StemsOf("(U.S.), 1990s!"), ElementsAre("us", "1990s"));
  EXPECT_THAT(StemsOf("Tolvan’s"), ElementsAre("tolvan", "s"));
}

TEST(SearchTermsTest, NothingInNothing) {
  EXPECT_THAT(StemsOf(""), IsEmpty());
  EXPECT_THAT(StemsOf(" ... — \t"), IsEmpty());
}

TEST(SearchTermsTest, StopStems) {
  EXPECT_TRUE(IsStopStem("the"));
  EXPECT_TRUE(IsStopStem("which"));
  EXPECT_FALSE(IsStopStem("border"));
  EXPECT_FALSE(IsStopStem(""));
}

}  // namespace
}  // namespace dateline::query
