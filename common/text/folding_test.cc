#include "common/text/folding.h"

#include <gtest/gtest.h>

namespace dateline {
namespace {

TEST(FoldForMatching, FoldsCaseMarksAndPunctuation) {
  EXPECT_EQ(FoldForMatching("Jean-Pierre  LAMBERT’s"), "jean pierre lambert s");
  EXPECT_EQ(FoldForMatching("Zürich"), "zurich");
  EXPECT_EQ(FoldForMatching("  "), "");
  EXPECT_EQ(FoldForMatching("Straße"), "strasse");
}

TEST(FoldForMatching, JoinsAbbreviationsWithStops) {
  EXPECT_EQ(FoldForMatching("U.S."), "us");
  EXPECT_EQ(FoldForMatching("the U.N. envoy"), "the un envoy");
  EXPECT_EQ(FoldForMatching("John F. Kennedy"), "john f kennedy");
}

TEST(CollapseWhiteSpace, HandlesUnicodeSpaces) {
  EXPECT_EQ(CollapseWhiteSpace(" a\xC2\xA0\n\tb "), "a b");
}

}  // namespace
}  // namespace dateline
