#include "services/ingest/core/text_canonicalizer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

TEST(TextCanonicalizerTest, LineEndsBecomeLineFeeds) {
  EXPECT_EQ(CanonicalizePlainText("a\r\nb\rc\nd\r\n\r\ne").text, "a\nb\nc\nd\n\ne");
  EXPECT_EQ(CanonicalizePlainText("a\xE2\x80\xA8"
                                  "b\xC2\x85"
                                  "c")
                .text,
            "a\nb\nc");
}

TEST(TextCanonicalizerTest, SpacesBecomeOneKindAndInvisiblesVanish) {
  EXPECT_EQ(CanonicalizePlainText("\xEF\xBB\xBF"
                                  "10\xC2\xA0"
                                  "km\tnorth\xE3\x80\x80x")
                .text,
            "10 km north x");
  EXPECT_EQ(CanonicalizePlainText("co\xC2\xAD"
                                  "operate\xE2\x80\x8B!")
                .text,
            "cooperate!");
}

TEST(TextCanonicalizerTest, QuotesDashesAndDecomposedLettersStay) {
  const std::string text = "“So it is” – he said… cafe\xCC\x81";
  EXPECT_EQ(CanonicalizePlainText(text).text, text);
}

TEST(TextCanonicalizerTest, UnchangedTextIsOneRun) {
  EXPECT_EQ(CanonicalizePlainText("Plain ASCII\nand “more” of it.").offsets.run_count(), 1u);
}

TEST(TextCanonicalizerTest, SpansLeadBackToTheSource) {
  const std::string source =
      "\xEF\xBB\xBF"
      "A\r\nminis\xC2\xAD"
      "ter\xC2\xA0said";
  const CanonicalText canonical = CanonicalizePlainText(source);
  ASSERT_EQ(canonical.text, "A\nminister said");
  const auto begin = static_cast<uint32_t>(canonical.text.find("minister"));
  EXPECT_EQ(canonical.offsets.SourceSpan({begin, begin + 8}).In(source),
            "minis\xC2\xAD"
            "ter");
  EXPECT_EQ(canonical.offsets.SourceSpan({1, 2}).In(source), "\r\n");
  EXPECT_EQ(canonical.offsets.SourceSpan({begin + 8, begin + 9}).In(source), "\xC2\xA0");
  EXPECT_TRUE(canonical.offsets.SourceSpan({3, 3}).empty());
}

// Every canonical character maps to source bytes that canonicalize to exactly
// that character, and the source positions never run backwards.
TEST(TextCanonicalizerTest, PropertyEveryCharacterMapsToItsSource) {
  const std::vector<std::string> pieces = {"a",
                                           "Z",
                                           " ",
                                           "\n",
                                           "\r",
                                           "\r\n",
                                           "\t",
                                           "é",
                                           "中",
                                           "😀",
                                           "“",
                                           "–",
                                           "\xC2\xA0",
                                           "\xC2\xAD",
                                           "\xE2\x80\x8B",
                                           "\xE2\x80\xAF",
                                           "\xEF\xBB\xBF",
                                           "\xE2\x80\xA8",
                                           "\x0C",
                                           "\x7F"};
  std::mt19937 random(20210823);
  for (int round = 0; round < 500; ++round) {
    std::string source;
    const size_t length = random() % 60;
    for (size_t i = 0; i < length; ++i) source += pieces[random() % pieces.size()];
    const CanonicalText canonical = CanonicalizePlainText(source);
    ASSERT_FALSE(FindInvalidUtf8(canonical.text).has_value());
    uint32_t last_end = 0;
    for (uint32_t begin = 0; begin < canonical.text.size();) {
      uint32_t end = begin + 1;
      while (!IsCharacterBoundary(canonical.text, end)) ++end;
      const ByteSpan from = canonical.offsets.SourceSpan({begin, end});
      ASSERT_GE(from.begin, last_end);
      ASSERT_LE(from.end, source.size());
      ASSERT_EQ(CanonicalizePlainText(from.In(source)).text,
                canonical.text.substr(begin, end - begin));
      last_end = from.end;
      begin = end;
    }
    ASSERT_EQ(CanonicalizePlainText(canonical.text).text, canonical.text) << "is idempotent";
  }
}

TEST(TextCanonicalizerTest, MapsLeadThroughOtherMaps) {
  // "é|–|x" was decoded from three bytes; canonical text then dropped nothing.
  OffsetMapBuilder decoded;
  decoded.Add("é", {0, 1}, false);
  decoded.Add("x", {1, 2});
  decoded.Add("y", {2, 3});
  const OffsetMap inner = std::move(decoded).Finish();
  const CanonicalText text = CanonicalizePlainText("éxy");
  const OffsetMap through = text.offsets.Through(inner);
  EXPECT_EQ(through.SourceSpan({0, 2}), (ByteSpan{0, 1}));
  EXPECT_EQ(through.SourceSpan({2, 4}), (ByteSpan{1, 3}));
  EXPECT_EQ(through.SourceSpan({0, 4}), (ByteSpan{0, 3}));
}

}  // namespace
}  // namespace dateline::ingest
