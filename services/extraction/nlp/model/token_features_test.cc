#include "services/extraction/nlp/model/token_features.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/model/testing/bundle_builder.h"

namespace dateline::nlp {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kUnknown = 1;

struct Words {
  std::shared_ptr<const Bundle> bundle;
  WordTable table;
};

// Rows 2, 3, 4 ...
Words WordsOf(const std::vector<std::string>& words) {
  testing::BundleBuilder builder;
  builder.AddLines("words", words);
  auto bundle = Bundle::FromBytes(builder.Build()).value();
  WordTable table = WordTable::Load(*bundle).value();
  return {std::move(bundle), std::move(table)};
}

Words Example() {
  return WordsOf({"harbour", "0000", "00th", "\"", "...", "-", "'s", "ı", "2031"});
}

TEST(WordTable, FindsWordsAndFallsBackToZerosForDigits) {
  const Words words = Example();
  EXPECT_EQ(words.table.rows(), 11u);
  EXPECT_EQ(words.table.Row("harbour"), 2u);
  EXPECT_EQ(words.table.Row("2031"), 10u) << "the number itself before the zeros";
  EXPECT_EQ(words.table.Row("1987"), 3u);
  EXPECT_EQ(words.table.Row("19th"), 4u);
  EXPECT_EQ(words.table.Row("٣٤٥٦"), 3u) << "digits of any script";
  EXPECT_EQ(words.table.Row("12345"), kUnknown);
  EXPECT_EQ(words.table.Row("unheard"), kUnknown);
  EXPECT_EQ(words.table.Row(""), kUnknown);
}

TEST(WordTable, RefusesAWordThatIsThereTwice) {
  testing::BundleBuilder builder;
  builder.AddLines("words", {"a", "b", "a"});
  const auto bundle = Bundle::FromBytes(builder.Build()).value();
  const auto table = WordTable::Load(*bundle);
  EXPECT_EQ(table.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(table.status().message()), HasSubstr("twice"));
}

TEST(Features, CaseAndTypographicMarksDoNotHideAWord) {
  const Words words = Example();
  const auto row = [&](std::string_view form) { return FeaturesOf(form, words.table)[0]; };
  EXPECT_EQ(row("Harbour"), 2u);
  EXPECT_EQ(row("HARBOUR"), 2u);
  for (const char* quote : {"“", "”", "„", "``", "''", "\""}) EXPECT_EQ(row(quote), 5u) << quote;
  EXPECT_EQ(row("…"), 6u);
  EXPECT_EQ(row("–"), 7u);
  EXPECT_EQ(row("—"), 7u);
  EXPECT_EQ(row("’s"), 8u);
  EXPECT_EQ(row("‘S"), 8u);
}

TEST(Features, PartsOfTheWordHaveTheirOwnRows) {
  const Words words = Example();
  const FeatureRows parked = FeaturesOf("parked", words.table);
  const FeatureRows walked = FeaturesOf("walked", words.table);
  const FeatureRows upper = FeaturesOf("PARKED", words.table);
  EXPECT_NE(parked[1], walked[1]);  // The word.
  EXPECT_NE(parked[2], walked[2]);  // "par", "wal".
  EXPECT_EQ(parked[3], walked[3]);  // "ed".
  EXPECT_EQ(parked[4], walked[4]);  // "ked".
  EXPECT_NE(parked[5], walked[5]);  // "rked", "lked".
  EXPECT_EQ(parked[6], walked[6]);  // The shape.
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(parked[i], upper[i]) << i;
  EXPECT_NE(parked[6], upper[6]);
}

// The same numbers as tools/train/features.py gives: a change here makes every
// trained bundle worthless.
TEST(Features, HashesNeverChange) {
  const Words words = Example();
  EXPECT_EQ(FeaturesOf("Kabul", words.table), (FeatureRows{1, 4622, 95, 582, 919, 7725, 93}));
  EXPECT_EQ(FeaturesOf("Öl–2021", words.table), (FeatureRows{1, 9950, 2229, 114, 2699, 5817, 154}));
}

TEST(Features, RowsAreInRangeForAnyBytes) {
  const Words words = Example();
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string form(random() % 20, '\0');
    for (char& c : form) {
      // Mostly bytes of which UTF-8 is made, in an order that it is not.
      c = static_cast<char>(random() % 4 == 0 ? random() : 0x80 + random() % 0x80);
    }
    const FeatureRows rows = FeaturesOf(form, words.table);
    ASSERT_GE(rows[0], kUnknown);
    ASSERT_LT(rows[0], words.table.rows());
    for (size_t i = 0; i < kHashedTableRows.size(); ++i) {
      ASSERT_GE(rows[i + 1], 1u);
      ASSERT_LT(rows[i + 1], kHashedTableRows[i]);
    }
  }
}

TEST(Features, OfNothingAndOfVeryMuch) {
  const Words words = Example();
  EXPECT_EQ(FeaturesOf("", words.table)[0], kUnknown);
  std::string endless;
  for (int i = 0; i < 300'000; ++i) endless += "öß1";
  EXPECT_EQ(FeaturesOf(endless, words.table)[0], kUnknown);
}

TEST(LowerCased, CodePointByCodePoint) {
  EXPECT_EQ(LowerCased("ÖLTANKER"), "öltanker");
  EXPECT_EQ(LowerCased("ΣΊΣΥΦΟΣ"), "σίσυφοσ") << "no final sigma: one character at a time";
  EXPECT_EQ(LowerCased("İzmir"), "İzmir") << "its lower case is two characters";
  EXPECT_EQ(LowerCased("DŽ"), "dž");
  EXPECT_EQ(LowerCased("日本 42"), "日本 42");
  EXPECT_EQ(LowerCased("A\xC3"), "a\xEF\xBF\xBD") << "U+FFFD for what is not UTF-8";
  EXPECT_EQ(LowerCased(""), "");
}

TEST(ShapeOf, ClassesInRunsOfTwo) {
  EXPECT_EQ(ShapeOf("Kabul"), "Xxx");
  EXPECT_EQ(ShapeOf("2021-09"), "dd-dd");
  EXPECT_EQ(ShapeOf("U.S."), "X.X.");
  EXPECT_EQ(ShapeOf("ЛИМА"), "XX");
  EXPECT_EQ(ShapeOf("$1,200.50"), "$d,dd.dd");
  EXPECT_EQ(ShapeOf("McCall's"), "XxXxx'x");
  EXPECT_EQ(ShapeOf("日本"), "xx");
  EXPECT_EQ(ShapeOf("......"), "..");
  EXPECT_EQ(ShapeOf(""), "");
  EXPECT_EQ(ShapeOf("a1b2c3d4e5f6g7h8"), "xdxdxdxdxdxd") << "at most 12";
}

}  // namespace
}  // namespace dateline::nlp
