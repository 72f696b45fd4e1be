#include "services/query/factbase/spelling.h"

#include <gtest/gtest.h>

namespace dateline::query {
namespace {

bool OneName(bool person, std::string_view a, std::string_view b) {
  const std::string block = SpellingBlock(person, a);
  const bool forth =
      !block.empty() && block == SpellingBlock(person, b) && SameSpelling(person, a, b);
  const bool back =
      !block.empty() && block == SpellingBlock(person, b) && SameSpelling(person, b, a);
  EXPECT_EQ(forth, back) << a << " / " << b;
  return forth;
}

TEST(SpellingTest, TransliterationsOfPersonsAreOne) {
  EXPECT_TRUE(OneName(true, "zhanna kirayeva", "janna kiraeva"));
  EXPECT_TRUE(OneName(true, "aleksandr tovich", "alexandr tovich"));
  EXPECT_TRUE(OneName(true, "aleksandr tovich", "alexander tovich"));
  EXPECT_TRUE(OneName(true, "rakhim dostanov", "rahim dostanov"));
  EXPECT_TRUE(OneName(true, "sergei volny", "sergey volnyy"));
  EXPECT_TRUE(OneName(true, "ilya tovich", "iliya tovich"));
  EXPECT_TRUE(OneName(true, "ilia tovich", "iliya tovich"));
}

TEST(SpellingTest, OtherPersonsStayApart) {
  EXPECT_FALSE(OneName(true, "mario petran", "maria petran"));
  EXPECT_FALSE(OneName(true, "dan brown", "dean brown"));
  EXPECT_FALSE(OneName(true, "ulla tovich", "aleksandr tovich"));
  EXPECT_FALSE(OneName(true, "ivan petranov", "ivan petranova"));
  EXPECT_FALSE(OneName(true, "tovich", "tovich")) << "a single word never has variants";
}

TEST(SpellingTest, NationalSpellingsOfBodiesAreOne) {
  EXPECT_TRUE(OneName(false, "northern harbour organization", "northern harbor organisation"));
  EXPECT_TRUE(OneName(false, "defence research centre", "defense research center"));
  EXPECT_FALSE(OneName(false, "mill guild", "mall guild"));
}

TEST(SpellingTest, WordsAreSplitAtSpaces) {
  EXPECT_EQ(WordsOf("a bc d").size(), 3u);
  EXPECT_TRUE(WordsOf("").empty());
}

}  // namespace
}  // namespace dateline::query
