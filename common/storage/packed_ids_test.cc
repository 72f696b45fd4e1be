#include "common/storage/packed_ids.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "common/base/sha256.h"

namespace dateline {
namespace {

using std::string_literals::operator""s;

TEST(PackedIdsTest, AnIdTakesHalfItsDigits) {
  EXPECT_EQ(PackIds("doc 00ff0123456789abcdef0123456789ab."),
            "doc \xff\x01\x00\xff\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab."s);
}

TEST(PackedIdsTest, WhatHoldsNoIdStaysTheSame) {
  for (const std::string& text : {""s, "Emomali Rahmon"s, "00ff0123456789abcdef0123456789a"s,
                                  "00FF0123456789ABCDEF0123456789AB"s, "\x00\x01\xfe"s}) {
    EXPECT_EQ(PackIds(text), text);
    EXPECT_EQ(UnpackIds(text), text);
  }
}

TEST(PackedIdsTest, TheEscapeIsEscaped) {
  EXPECT_EQ(PackIds("\xff\x01"), "\xff\x00\x01"s);
  EXPECT_EQ(UnpackIds("\xff\x00\x01"s), "\xff\x01");
}

TEST(PackedIdsTest, RefusesWhatWasNotPacked) {
  for (const std::string& bytes : {"\xff"s, "a\xff\x02"s, "\xff\x01 fifteen bytes."s}) {
    EXPECT_EQ(UnpackIds(bytes), std::nullopt);
  }
}

TEST(PackedIdsTest, AnyBytesComeBack) {
  std::mt19937 random(7);
  // Few different bytes, so that long runs of digits and escapes come up.
  const std::string alphabet = "0a\xff\x01"s;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    const size_t used = 2 + random() % 3;
    for (size_t n = random() % 150; n > 0; --n) bytes.push_back(alphabet[random() % used]);
    EXPECT_EQ(UnpackIds(PackIds(bytes)), bytes);
  }
}

TEST(PackedIdsTest, IdsKeepTheirOrder) {
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back(HashedId({std::to_string(i)}));
  for (const std::string& a : ids) {
    EXPECT_EQ(a < ids.front(), PackIds(a) < PackIds(ids.front()));
  }
}

}  // namespace
}  // namespace dateline
