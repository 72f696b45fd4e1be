#include "common/text/utf8.h"

#include <gtest/gtest.h>

namespace dateline {
namespace {

TEST(FindInvalidUtf8, AcceptsWellFormed) {
  EXPECT_FALSE(FindInvalidUtf8("").has_value());
  EXPECT_FALSE(FindInvalidUtf8("Kыргыз “quoted” 🙂").has_value());
}

TEST(FindInvalidUtf8, FindsTheFirstBadByte) {
  EXPECT_EQ(FindInvalidUtf8("ab\xff"), 2u);
  EXPECT_EQ(FindInvalidUtf8("a\xc3"), 1u);              // truncated
  EXPECT_EQ(FindInvalidUtf8("\xc0\xaf"), 0u);           // overlong
  EXPECT_EQ(FindInvalidUtf8("x\xed\xa0\x80"), 1u);      // surrogate
  EXPECT_EQ(FindInvalidUtf8("x\xf4\x90\x80\x80"), 1u);  // above U+10FFFF
}

TEST(TruncateUtf8, CutsOnBoundaries) {
  EXPECT_EQ(TruncateUtf8("aé", 2), "a");
  EXPECT_EQ(TruncateUtf8("aé", 3), "aé");
  EXPECT_FALSE(IsCharacterBoundary("é", 1));
  EXPECT_TRUE(IsCharacterBoundary("é", 2));
  EXPECT_FALSE(IsCharacterBoundary("é", 3));
}

}  // namespace
}  // namespace dateline
