#include "services/ingest/core/media_type.h"

#include <gtest/gtest.h>

namespace dateline::ingest {
namespace {

TEST(MediaTypeTest, DeclaredTypesWithParameters) {
  EXPECT_EQ(*ResolveMediaType("text/plain", "<html>"), MediaType::kPlainText);
  EXPECT_EQ(*ResolveMediaType(" Text/HTML ; charset=\"UTF-8\"", "x"), MediaType::kHtml);
  EXPECT_EQ(*ResolveMediaType("application/xhtml+xml", "x"), MediaType::kHtml);
  EXPECT_EQ(*ResolveMediaType("text/plain; format=flowed; charset=us-ascii", "x"),
            MediaType::kPlainText);
}

TEST(MediaTypeTest, OtherTypesAndCharsetsAreRefused) {
  for (const char* type :
       {"text", "image/png", "text/markdown", "text/plain; charset=no-such-set"}) {
    EXPECT_FALSE(ResolveMediaType(type, "x").ok()) << type;
  }
}

TEST(MediaTypeTest, CharsetsOfEverySpelling) {
  EXPECT_EQ(CharsetParameter("text/html; Charset=\"ISO-8859-1\""), "iso-8859-1");
  EXPECT_EQ(CharsetParameter("text/html"), "");
  EXPECT_TRUE(ResolveMediaType("text/plain; charset=koi8-r", "x").ok());
  EXPECT_TRUE(ResolveMediaType("text/html; charset=Shift_JIS", "x").ok());
}

TEST(MediaTypeTest, ToldByContent) {
  EXPECT_EQ(*ResolveMediaType("", "The mayor spoke."), MediaType::kPlainText);
  EXPECT_EQ(*ResolveMediaType("", "\xEF\xBB\xBF \n<!DOCTYPE HTML>"), MediaType::kHtml);
  EXPECT_EQ(*ResolveMediaType("", "<?xml version=\"1.0\"?>\n<html>"), MediaType::kHtml);
  EXPECT_EQ(*ResolveMediaType("", "<p>Short"), MediaType::kHtml);
  EXPECT_EQ(*ResolveMediaType("", std::string("\xFF\xFE<\0h\0t\0m\0l\0>\0", 14)), MediaType::kHtml);
  EXPECT_EQ(*ResolveMediaType("", "< 5 people came"), MediaType::kPlainText);
  EXPECT_FALSE(ResolveMediaType("", "<?xml version=\"1.0\"?><rss/>").ok());
  EXPECT_FALSE(ResolveMediaType("", "PK\x03\x04rest").ok());
}

}  // namespace
}  // namespace dateline::ingest
