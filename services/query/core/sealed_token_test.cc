#include "services/query/core/sealed_token.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::query {
namespace {

TEST(SealedTokenTest, GivesBackWhatWasSealed) {
  const std::string payload("a\0b\xff", 4);
  const std::string token = SealToken('P', payload);
  EXPECT_EQ(OpenToken('P', token), payload);
  EXPECT_THAT(token, testing::MatchesRegex("[A-Za-z0-9_-]+"));
}

TEST(SealedTokenTest, RefusesEveryChangedCharacter) {
  const std::string token = SealToken('P', "position of something");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    // The last character may carry bits that decode to nothing.
    if (i + 1 == token.size() && OpenToken('P', changed) == "position of something") continue;
    EXPECT_EQ(OpenToken('P', changed), std::nullopt) << i;
  }
}

TEST(SealedTokenTest, RefusesGarbageAndOtherFormats) {
  EXPECT_EQ(OpenToken('P', ""), std::nullopt);
  EXPECT_EQ(OpenToken('P', "!!!"), std::nullopt);
  EXPECT_EQ(OpenToken('P', "AAAA"), std::nullopt);
  EXPECT_EQ(OpenToken('P', std::string(100'000, 'A')), std::nullopt);
  EXPECT_EQ(OpenToken('W', SealToken('P', "x")), std::nullopt);
  const std::string token = SealToken('P', "cut off");
  EXPECT_EQ(OpenToken('P', token.substr(0, token.size() - 4)), std::nullopt);
}

TEST(SealedTokenTest, NumbersSortAsBytes) {
  std::string small, large;
  AppendUint64(255, &small);
  AppendUint64(256, &large);
  EXPECT_LT(small, large);
  std::string_view rest = large;
  uint64_t number = 0;
  EXPECT_TRUE(TakeUint64(&rest, &number));
  EXPECT_EQ(number, 256);
  EXPECT_FALSE(TakeUint64(&rest, &number));
}

TEST(SealedTokenTest, BytesKnowTheirLength) {
  std::string out;
  AppendBytes("one", &out);
  AppendBytes("", &out);
  std::string_view rest = out;
  std::string piece;
  EXPECT_TRUE(TakeBytes(&rest, &piece));
  EXPECT_EQ(piece, "one");
  EXPECT_TRUE(TakeBytes(&rest, &piece));
  EXPECT_EQ(piece, "");
  EXPECT_FALSE(TakeBytes(&rest, &piece));
  std::string lying;
  AppendUint64(1000, &lying);
  rest = lying;
  EXPECT_FALSE(TakeBytes(&rest, &piece));
}

}  // namespace
}  // namespace dateline::query
