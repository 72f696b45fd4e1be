#include "common/storage/first_part_prefix.h"

#include <gtest/gtest.h>

#include <random>

#include "common/storage/ordered_key.h"

namespace dateline {
namespace {

using namespace std::string_literals;

TEST(FirstPartPrefixTest, EndsWithTheFirstString) {
  EXPECT_EQ(FirstPartOf("fab\x00\x01\xFF\xFF"s), "fab\x00\x01"s);
  EXPECT_EQ(FirstPartOf("fa\x00\xFF"
                        "b\x00\x01z"s),
            "fa\x00\xFF"
            "b\x00\x01"s);
  EXPECT_EQ(FirstPartOf("state"), "state");
  EXPECT_EQ(FirstPartOf(""), "");
}

TEST(FirstPartPrefixTest, OnlyRangesWithinOnePart) {
  const std::string part = "fab\x00\x01"s;
  EXPECT_TRUE(HasOneFirstPart(KeyRange::Prefix(part)));
  EXPECT_TRUE(HasOneFirstPart(KeyRange::Prefix(part + "x")));
  EXPECT_TRUE(HasOneFirstPart({part + "x", AfterKeyPrefix(part)}));
  EXPECT_FALSE(HasOneFirstPart(KeyRange::Prefix("fab")));
  EXPECT_FALSE(HasOneFirstPart({part, ""}));
  EXPECT_FALSE(HasOneFirstPart({part, "fb"}));
  EXPECT_FALSE(HasOneFirstPart({}));
}

// What RocksDB asks of a prefix: it begins the key, keeps the order, and is its
// own prefix.
TEST(FirstPartPrefixTest, KeepsTheOrderOfKeys) {
  std::mt19937 random(4);
  std::vector<std::string> keys;
  for (int i = 0; i < 300; ++i) {
    std::string key;
    for (size_t n = random() % 7; n > 0; --n) key.push_back("\x00\x01z\xFF"[random() % 4]);
    keys.push_back(key);
  }
  for (const std::string& a : keys) {
    const std::string_view part = FirstPartOf(a);
    EXPECT_TRUE(std::string_view(a).starts_with(part));
    EXPECT_EQ(FirstPartOf(part), part);
    for (const std::string& b : keys) {
      if (a <= b) {
        EXPECT_LE(FirstPartOf(a), FirstPartOf(b));
      }
    }
  }
}

}  // namespace
}  // namespace dateline
