#include "services/ingest/core/text_decoder.h"

#include <gtest/gtest.h>

#include <string>

#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

std::string Utf16(std::string_view ascii) {
  std::string bytes = "\xFF\xFE";
  for (char c : ascii) bytes += std::string{c, '\0'};
  return bytes;
}

TEST(TextDecoderTest, Utf8IsTakenAsItIs) {
  const DecodedText text = DecodeHtml("<p>Zoë", "");
  EXPECT_TRUE(text.verbatim);
  EXPECT_EQ(text.text, "<p>Zoë");
  EXPECT_EQ(DecodeHtml("<p>Zoë", "iso-8859-1").text, "<p>Zoë") << "no chance makes UTF-8";
}

TEST(TextDecoderTest, MarkHeaderMetaThenLooks) {
  EXPECT_EQ(DecodeHtml(Utf16("<p>Ferry"), "").charset, "UTF-16LE");
  const DecodedText header = DecodeHtml("<p>caf\xE9", "ISO-8859-1");
  EXPECT_EQ(header.text, "<p>café");
  EXPECT_EQ(header.charset, "windows-1252");
  EXPECT_EQ(header.replaced, 0u);
  EXPECT_EQ(DecodeHtml("<meta charset='windows-1251'><p>\xCF\xE0\xF0\xEE\xEC", "").text,
            "<meta charset='windows-1251'><p>Паром");
  const DecodedText japanese = DecodeHtml(
      "<META http-equiv=Content-Type content='text/html; charset=shift_jis'>"
      "\x83\x74\x83\x46\x83\x8A\x81\x5B",
      "");
  EXPECT_TRUE(japanese.text.ends_with(">フェリー"));
  EXPECT_EQ(DecodeHtml("<p>caf\xE9 and \x93quoted\x94 text", "").text, "<p>café and “quoted” text");
}

TEST(TextDecoderTest, BrokenBytesAreReplacedAndCounted) {
  std::string page = "<meta charset=utf-8><p>";
  for (int i = 0; i < 20; ++i) page += "Zoë ";
  const DecodedText text = DecodeHtml(page + "\xFF end", "");
  EXPECT_EQ(text.charset, "UTF-8");
  EXPECT_EQ(text.replaced, 1u);
  EXPECT_NE(text.text.find("\xEF\xBF\xBD end"), std::string::npos);
  EXPECT_EQ(DecodeHtml("<meta charset=no-such-set><p>\xE9", "neither").replaced, 0u);
}

TEST(TextDecoderTest, OffsetsLeadBackToTheBytes) {
  const std::string page = "<p>caf\xE9 \x93so\x94";
  const DecodedText text = DecodeHtml(page, "latin1");
  EXPECT_EQ(text.text, "<p>café “so”");
  const auto at = static_cast<uint32_t>(text.text.find("“so”"));
  const ByteSpan whole = {at, at + 8};
  EXPECT_EQ(text.offsets.SourceSpan(whole).In(page), "\x93so\x94");
}

TEST(TextDecoderTest, PlainTextIsNotGuessedAt) {
  EXPECT_EQ(DecodePlainText("caf\xE9", "").replaced, 1u);
  EXPECT_EQ(DecodePlainText("caf\xE9", "latin1").text, "café");
  EXPECT_EQ(DecodePlainText("Zoë", "us-ascii").text, "Zoë");
  EXPECT_EQ(DecodePlainText(Utf16("Ferry"), "").text.find("Ferry"), 3u) << "behind the mark";
}

TEST(TextDecoderTest, SetsThatHideLettersAreNotKnown) {
  EXPECT_TRUE(IsKnownCharset("Windows-1252"));
  EXPECT_TRUE(IsKnownCharset("\"koi8-r\""));
  for (const char* name : {"", "utf-7", "hz-gb-2312", "iso-2022-cn", "no such set"}) {
    EXPECT_FALSE(IsKnownCharset(name)) << name;
  }
}

// Whatever the bytes and the set, what comes out is UTF-8 and leads back in order.
TEST(TextDecoderTest, PropertyEveryByteInEverySet) {
  std::string bytes;
  for (int i = 1; i < 256; ++i)
    bytes += std::string{static_cast<char>(i), static_cast<char>(i * 7)};
  for (const char* charset : {"utf-8", "latin1", "koi8-r", "shift_jis", "gb2312", "big5", "euc-kr",
                              "iso-2022-jp", "utf-16", "utf-16be", "utf-32", "windows-874"}) {
    for (const DecodedText& text : {DecodeHtml(bytes, charset), DecodePlainText(bytes, charset)}) {
      EXPECT_FALSE(FindInvalidUtf8(text.text).has_value()) << charset;
      if (text.verbatim) continue;
      uint32_t last = 0;
      for (uint32_t i = 0; i < text.text.size(); ++i) {
        const ByteSpan source = text.offsets.SourceOf(i);
        ASSERT_LE(source.end, bytes.size()) << charset;
        if ((static_cast<unsigned char>(text.text[i]) & 0xC0) == 0x80) continue;
        ASSERT_GE(source.begin, last) << charset << " at " << i;
        last = source.begin;
      }
    }
  }
}

}  // namespace
}  // namespace dateline::ingest
