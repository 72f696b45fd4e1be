#include "common/access/token.h"

#include <set>

#include "gtest/gtest.h"

namespace dateline {
namespace {

TEST(TokenTest, DrawsTokensThatDiffer) {
  std::set<std::string> tokens;
  std::set<std::string_view> ids;
  for (int i = 0; i < 100; ++i) {
    const absl::StatusOr<std::string> token = DrawToken();
    ASSERT_TRUE(token.ok()) << token.status();
    const auto [at, added] = tokens.insert(*token);
    ASSERT_TRUE(added);
    const std::optional<std::string_view> id = TokenIdOf(*at);
    ASSERT_TRUE(id.has_value()) << *token;
    EXPECT_TRUE(ids.insert(*id).second);
  }
}

TEST(TokenTest, KnowsTheFormOfATokenFromAnyOther) {
  const std::string token = DrawToken().value();
  EXPECT_FALSE(TokenIdOf("").has_value());
  EXPECT_FALSE(TokenIdOf(token.substr(1)).has_value());
  EXPECT_FALSE(TokenIdOf(token.substr(0, token.size() - 1)).has_value());
  EXPECT_FALSE(TokenIdOf(token + "a").has_value());
  EXPECT_FALSE(TokenIdOf("DL" + token.substr(2)).has_value());
  std::string other = token;
  other[3] = 'G';
  EXPECT_FALSE(TokenIdOf(other).has_value()) << "no hexadecimal digit in the id";
  other = token;
  other[19] = '-';
  EXPECT_FALSE(TokenIdOf(other).has_value()) << "no line between id and secret";
  other = token;
  other[25] = '=';
  EXPECT_FALSE(TokenIdOf(other).has_value()) << "no letter of base64url";
  other = token;
  other[25] = '\0';
  EXPECT_FALSE(TokenIdOf(other).has_value());
}

TEST(TokenTest, ComparesAllLetters) {
  EXPECT_TRUE(SameInConstantTime("", ""));
  EXPECT_TRUE(SameInConstantTime("salt", "salt"));
  EXPECT_FALSE(SameInConstantTime("salt", "salv"));
  EXPECT_FALSE(SameInConstantTime("salt", "malt"));
  EXPECT_FALSE(SameInConstantTime("salt", "sal"));
}

}  // namespace
}  // namespace dateline
