#include "services/ingest/core/html_metadata.h"

#include <gtest/gtest.h>

#include <string>

#include "services/ingest/core/html_article.h"

namespace dateline::ingest {
namespace {

FoundMetadata Read(std::string_view page, std::string_view uri = "") {
  return ReadHtmlArticle(page, uri).metadata;
}

bool Warns(const FoundMetadata& found, std::string_view code) {
  for (const DocumentWarning& warning : found.warnings) {
    if (warning.code == code) return true;
  }
  return false;
}

TEST(HtmlMetadataTest, TheHeadingThatTheTitleRepeatsIsTheHeadline) {
  const HtmlArticle article = ReadHtmlArticle(
      "<title>Ferry plan adopted - Harbour Post</title><meta property=og:site_name "
      "content='Harbour Post'><body><h1>Harbour Post</h1><h1>Ferry plan adopted</h1>"
      "<p>The mayor spoke.</p></body>");
  EXPECT_EQ(article.metadata.title, "Ferry plan adopted");
  EXPECT_EQ(article.metadata.publisher, "Harbour Post");
}

TEST(HtmlMetadataTest, SitesAreCutOffTitles) {
  EXPECT_EQ(Read("<title>Ferry plan adopted | World | Harbour Post</title><p>x</p>").title,
            "Ferry plan adopted");
  EXPECT_EQ(Read("<title>Ferry plan - a debate</title><p>x</p>").title, "Ferry plan - a debate");
  EXPECT_EQ(Read("<title>Harbour Post: Ferry – Harbour Post</title><p>x</p>",
                 "https://www.harbourpost.example/1")
                .title,
            "Harbour Post: Ferry");
}

TEST(HtmlMetadataTest, TheBodyBeginsBehindTheHeadline) {
  const HtmlArticle article =
      ReadHtmlArticle("<title>Ferry plan</title><h1>Ferry plan</h1><p>The mayor spoke.</p>");
  EXPECT_EQ(article.text.text, "Ferry plan\n\nThe mayor spoke.");
  EXPECT_EQ(article.text.text.substr(article.body_begin), "The mayor spoke.");
  EXPECT_EQ(ReadHtmlArticle("<p>The mayor spoke.</p>").body_begin, 0u);
}

TEST(HtmlMetadataTest, SectionLanguageAndAddress) {
  const FoundMetadata found = Read(
      "<html lang=en-GB><link rel=canonical href='https://post.example/ferry'>"
      "<meta property=article:section content=World><p>The mayor spoke.</p>");
  EXPECT_EQ(found.section, "World");
  EXPECT_EQ(found.language, "en-GB");
  EXPECT_EQ(found.canonical_url, "https://post.example/ferry");
}

TEST(HtmlMetadataTest, AddressesThatABrowserWouldRunAreNotTaken) {
  for (const char* address : {"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
                              "/ferry", "https://", "http://post.example/a b", "//post.example/x",
                              "https:///x", "https://post.example/\"><script>"}) {
    EXPECT_EQ(
        Read("<link rel=canonical href='" + std::string(address) + "'><p>x</p>").canonical_url, "")
        << address;
  }
}

TEST(HtmlMetadataTest, APaywallStubIsMarked) {
  const std::string locked =
      "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":false}"
      "</script><p>The mayor spoke.</p>";
  EXPECT_TRUE(Warns(Read(locked), "PAYWALL_STUB"));
  EXPECT_FALSE(Warns(Read("<p>The mayor spoke.</p>"), "PAYWALL_STUB"));
}

TEST(HtmlMetadataTest, OutletsInLettersThatLookAlikeAreNotBelieved) {
  // The second letter is Cyrillic.
  const FoundMetadata fake = Read("<meta property=og:site_name content='H\xD0\xB0rbour Post'><p>x");
  EXPECT_EQ(fake.publisher, "");
  EXPECT_TRUE(Warns(fake, "PUBLISHER_CONFUSABLE"));
  for (const char* honest :
       {"Harbour Post", "Вести Гавани", "Münchner Blatt", "港湾新聞", "Al-Mina الميناء"}) {
    const FoundMetadata found =
        Read("<meta property=og:site_name content='" + std::string(honest) + "'><p>x");
    EXPECT_EQ(found.publisher, honest);
  }
}

}  // namespace
}  // namespace dateline::ingest
