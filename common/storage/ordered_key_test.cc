#include "common/storage/ordered_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

namespace dateline {
namespace {

using namespace std::string_literals;

std::string StringKey(std::string_view text) {
  std::string key;
  AppendKeyString(&key, text);
  return key;
}

std::string SignedKey(int64_t value) {
  std::string key;
  AppendKeyInt64(&key, value);
  return key;
}

TEST(OrderedKeyTest, GoldenBytes) {
  EXPECT_EQ(StringKey(""), "\x00\x01"s);
  EXPECT_EQ(StringKey("ab"), "ab\x00\x01"s);
  EXPECT_EQ(StringKey("a\0b"s),
            "a\x00\xFF"
            "b\x00\x01"s);
  EXPECT_EQ(SignedKey(0), "\x80\x00\x00\x00\x00\x00\x00\x00"s);
  EXPECT_EQ(SignedKey(-1), "\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s);
  std::string key;
  AppendKeyByte(&key, 7);
  AppendKeyUint32(&key, 0x01020304);
  AppendKeyUint64(&key, 0x05);
  AppendKeyDescending(&key, 1);
  EXPECT_EQ(key,
            "\x07\x01\x02\x03\x04"
            "\x00\x00\x00\x00\x00\x00\x00\x05"
            "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE"s);
}

TEST(OrderedKeyTest, OrderOfKeysIsOrderOfStrings) {
  std::mt19937 random(20210823);
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (size_t n = random() % 5; n > 0; --n) text.push_back("\x00\x01\x02\xFEz\xFF"[random() % 6]);
    texts.push_back(text);
  }
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      // A following part must not change the order.
      EXPECT_EQ(StringKey(a) + "\xFF" < StringKey(b) + "\x00"s, a < b);
    }
  }
}

TEST(OrderedKeyTest, OrderOfKeysIsOrderOfIntegers) {
  const std::vector<int64_t> ascending = {
      std::numeric_limits<int64_t>::min(), -70000, -1, 0, 1, 70000,
      std::numeric_limits<int64_t>::max()};
  for (size_t i = 0; i + 1 < ascending.size(); ++i) {
    EXPECT_LT(SignedKey(ascending[i]), SignedKey(ascending[i + 1]));
  }
  std::string newer, older;
  AppendKeyDescending(&newer, 9);
  AppendKeyDescending(&older, 8);
  EXPECT_LT(newer, older);
}

TEST(OrderedKeyTest, ReadsBackWhatWasAppended) {
  std::string key;
  AppendKeyString(&key, "x\0y"s);
  AppendKeyByte(&key, 200);
  AppendKeyUint32(&key, 4000000000u);
  AppendKeyUint64(&key, ~uint64_t{3});
  AppendKeyInt64(&key, -12);
  AppendKeyDescending(&key, 99);
  KeyReader reader(key);
  std::string text;
  uint8_t byte;
  uint32_t small;
  uint64_t large, descending;
  int64_t number;
  ASSERT_TRUE(reader.String(&text) && reader.Byte(&byte) && reader.Uint32(&small) &&
              reader.Uint64(&large) && reader.Int64(&number) && reader.Descending(&descending));
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_EQ(text, "x\0y"s);
  EXPECT_EQ(byte, 200);
  EXPECT_EQ(small, 4000000000u);
  EXPECT_EQ(large, ~uint64_t{3});
  EXPECT_EQ(number, -12);
  EXPECT_EQ(descending, 99u);
}

TEST(OrderedKeyTest, RefusesWhatIsNotThere) {
  std::string text;
  uint64_t number;
  EXPECT_FALSE(KeyReader("abc").String(&text));
  EXPECT_FALSE(KeyReader("abc\x00"s).String(&text));
  EXPECT_FALSE(KeyReader("abc\x00\x02"s).String(&text));
  EXPECT_FALSE(KeyReader("1234567").Uint64(&number));
}

TEST(OrderedKeyTest, AfterPrefix) {
  EXPECT_EQ(AfterKeyPrefix("ab"), "ac");
  EXPECT_EQ(AfterKeyPrefix("a\xFF"), "b");
  EXPECT_EQ(AfterKeyPrefix("\xFF\xFF"), "");
  EXPECT_EQ(AfterKeyPrefix(""), "");
}

TEST(OrderedKeyTest, FirstPartEndsWithTheFirstString) {
  EXPECT_EQ(FirstPartOf("fab\x00\x01\xFF\xFF"s), "fab\x00\x01"s);
  EXPECT_EQ(FirstPartOf("fa\x00\xFF"
                        "b\x00\x01z"s),
            "fa\x00\xFF"
            "b\x00\x01"s);
  EXPECT_EQ(FirstPartOf("state"), "state");
  EXPECT_EQ(FirstPartOf(""), "");
}

TEST(OrderedKeyTest, RangesWithinOneFirstPart) {
  const std::string part = "fab\x00\x01"s;
  EXPECT_TRUE(HasOneFirstPart(part, AfterKeyPrefix(part)));
  EXPECT_TRUE(HasOneFirstPart(part + "x", part + "y"));
  EXPECT_TRUE(HasOneFirstPart(part + "x", AfterKeyPrefix(part)));
  EXPECT_FALSE(HasOneFirstPart("fab", "fac"));
  EXPECT_FALSE(HasOneFirstPart(part, ""));
  EXPECT_FALSE(HasOneFirstPart(part, "fb"));
  EXPECT_FALSE(HasOneFirstPart("", ""));
}

}  // namespace
}  // namespace dateline
