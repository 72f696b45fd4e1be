#include "services/ingest/core/article_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kPlain =
    "Harbour council adopts ferry plan\n\n"
    "By Ana Brook, for Harbour Post – August 20, 2021\n\n"
    "The council of Port Alder adopted the plan on Friday, the mayor said.\n";

RawArticle Raw(std::string_view content, std::string_view media_type = "") {
  RawArticle raw;
  raw.content = std::string(content);
  raw.media_type = std::string(media_type);
  raw.uri = "https://harbour.example/ferry";
  return raw;
}

// The reason of the error, and that it is INVALID_ARGUMENT.
std::string ReasonOf(const RawArticle& raw) {
  const absl::StatusOr<Article> article = ReadArticle(raw);
  EXPECT_EQ(article.status().code(), absl::StatusCode::kInvalidArgument);
  const auto detail = GetErrorDetail(article.status());
  return detail.has_value() ? detail->reason : "no reason";
}

std::string MetadataOf(const RawArticle& raw, const std::string& key) {
  const auto detail = GetErrorDetail(ReadArticle(raw).status());
  if (!detail.has_value() || !detail->metadata.contains(key)) return "absent";
  return detail->metadata.at(key);
}

TEST(ArticleReaderTest, ReadsPlainText) {
  const absl::StatusOr<Article> article = ReadArticle(Raw(kPlain));
  ASSERT_TRUE(article.ok()) << article.status();
  const Document& document = article->document;
  EXPECT_EQ(document.id, HashedId({"https://harbour.example/ferry", kPlain}));
  EXPECT_EQ(document.uri, "https://harbour.example/ferry");
  EXPECT_EQ(document.text, kPlain);
  EXPECT_EQ(document.title, "Harbour council adopts ferry plan");
  EXPECT_THAT(document.bylines, ElementsAre("Ana Brook"));
  EXPECT_EQ(document.publisher, "Harbour Post");
  EXPECT_EQ(document.published_at->ToEdtf(), "2021-08-20");
  EXPECT_EQ(document.language, "en");
  EXPECT_EQ(article->media_type, "text/plain");
  EXPECT_TRUE(article->warnings.empty());
}

TEST(ArticleReaderTest, SameBytesSameIdAndOtherUriAnotherId) {
  RawArticle raw = Raw(kPlain);
  const std::string id = ReadArticle(raw)->document.id;
  raw.metadata.title = "Another title";
  EXPECT_EQ(ReadArticle(raw)->document.id, id) << "metadata is not part of the id";
  raw.uri = "other";
  EXPECT_NE(ReadArticle(raw)->document.id, id);
}

TEST(ArticleReaderTest, ClientMetadataWins) {
  RawArticle raw = Raw(kPlain);
  raw.metadata = {.publisher = "Alder Wire",
                  .title = "Given",
                  .bylines = {"Tom Vale"},
                  .published_at = "2021-08-21T07:00:00+02:00",
                  .language = "en-GB"};
  const Document document = ReadArticle(raw)->document;
  EXPECT_EQ(document.publisher, "Alder Wire");
  EXPECT_EQ(document.title, "Given");
  EXPECT_THAT(document.bylines, ElementsAre("Tom Vale"));
  EXPECT_EQ(document.published_at->StartString(), "2021-08-21T07:00:00");
  EXPECT_EQ(document.published_at->utc_offset_minutes, 120);
  EXPECT_EQ(document.language, "en-GB");
}

TEST(ArticleReaderTest, WarnsWhereClientAndArticleDisagreeOnTheDate) {
  RawArticle raw = Raw(kPlain);
  raw.metadata.published_at = "2021-08-21";
  EXPECT_TRUE(ReadArticle(raw)->warnings.empty()) << "one day is a matter of time zones";
  raw.metadata.published_at = "2021-08-29";
  const Article article = *ReadArticle(raw);
  ASSERT_EQ(article.warnings.size(), 1u);
  EXPECT_EQ(article.warnings[0].code, "DATES_DISAGREE");
  EXPECT_EQ(article.document.published_at->ToEdtf(), "2021-08-29");
}

TEST(ArticleReaderTest, OffsetsLeadBackToTheSubmittedBytes) {
  const std::string content =
      "\xEF\xBB\xBFThe May\xC2\xAD"
      "or\xC2\xA0spoke.\r\nHe left.";
  const Article article = *ReadArticle(Raw(content));
  EXPECT_EQ(article.document.text, "The Mayor spoke.\nHe left.");
  EXPECT_EQ(article.offsets.SourceSpan({4, 9}).In(content),
            "May\xC2\xAD"
            "or");
}

TEST(ArticleReaderTest, ReadsHtml) {
  const std::string page =
      "<!DOCTYPE html><html><head><title>Ferry plan | Harbour Post</title>"
      "<meta property=\"og:site_name\" content=\"Harbour Post\">"
      "<meta property=\"article:published_time\" content=\"2021-08-20T09:30:00+02:00\">"
      "<meta name=\"author\" content=\"Ana Brook\"></head><body><nav>Home | World</nav>"
      "<article><h1>Ferry plan adopted</h1><p>The mayor said it was &ldquo;a good "
      "day&rdquo;&nbsp;for the port.</p></article></body></html>";
  const absl::StatusOr<Article> article = ReadArticle(Raw(page));
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->media_type, "text/html");
  EXPECT_EQ(article->document.text,
            "Ferry plan adopted\n\nThe mayor said it was “a good day” for the port.");
  EXPECT_EQ(article->document.title, "Ferry plan adopted");
  EXPECT_EQ(article->document.publisher, "Harbour Post");
  EXPECT_THAT(article->document.bylines, ElementsAre("Ana Brook"));
  EXPECT_EQ(article->document.published_at->StartString(), "2021-08-20T09:30:00");
  const auto quote = static_cast<uint32_t>(article->document.text.find("“a"));
  EXPECT_EQ(article->offsets.SourceSpan({quote, quote + 4}).In(page), "&ldquo;a");
}

TEST(ArticleReaderTest, PagesInOtherCharsetsLeadBackToTheirBytes) {
  const std::string page = "<h1>Caf\xE9 plan</h1><p>The mayor said \x93good\x94 &amp; left.</p>";
  const absl::StatusOr<Article> article = ReadArticle(Raw(page, "text/html; charset=iso-8859-1"));
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->document.text, "Café plan\n\nThe mayor said “good” & left.");
  const auto quote = static_cast<uint32_t>(article->document.text.find("“good” &"));
  EXPECT_EQ(article->offsets.SourceSpan({quote, quote + 12}).In(page), "\x93good\x94 &amp;");
  EXPECT_EQ(article->document.text.substr(article->body.begin), "The mayor said “good” & left.");
}

TEST(ArticleReaderTest, BrokenBytesInAPageAreReplacedAndCounted) {
  std::string page = "<p>";
  for (int i = 0; i < 30; ++i) page += "Zoë spoke. ";
  const absl::StatusOr<Article> article = ReadArticle(Raw(page + "\xC3( and \x01 left.</p>"));
  ASSERT_TRUE(article.ok()) << article.status();
  ASSERT_EQ(article->warnings.size(), 1u);
  EXPECT_EQ(article->warnings[0].code, "BYTES_REPLACED");
  EXPECT_THAT(article->warnings[0].message, HasSubstr("1 places"));
}

TEST(ArticleReaderTest, ArticlesInOtherLanguagesAreMarked) {
  const Article article = *ReadArticle(
      Raw("Der Rat der Stadt hat am Freitag den Plan angenommen, und der Bürgermeister sagte, dass "
          "die neue Fähre vom Land bezahlt werde. Das hat die Opposition begrüßt."));
  EXPECT_EQ(article.document.language, "de");
  ASSERT_EQ(article.warnings.size(), 1u);
  EXPECT_EQ(article.warnings[0].code, "NOT_ENGLISH");
}

TEST(ArticleReaderTest, EmptyAndWhiteSpaceAreDocumentEmpty) {
  EXPECT_EQ(ReasonOf(Raw("")), "DOCUMENT_EMPTY");
  EXPECT_EQ(ReasonOf(Raw(" \n\t\r\n")), "DOCUMENT_EMPTY");
  EXPECT_EQ(ReasonOf(Raw("\xEF\xBB\xBF\xC2\xA0\xE2\x80\x8B")), "DOCUMENT_EMPTY");
  EXPECT_EQ(ReasonOf(Raw("<html><body><script>x()</script></body></html>")), "DOCUMENT_EMPTY");
}

TEST(ArticleReaderTest, SizeLimit) {
  EXPECT_TRUE(ReadArticle(Raw(std::string(kMaxContentBytes, 'a'))).ok());
  const RawArticle raw = Raw(std::string(kMaxContentBytes + 1, 'a'));
  EXPECT_EQ(ReasonOf(raw), "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(MetadataOf(raw, "size_bytes"), "10485761");
  EXPECT_EQ(MetadataOf(raw, "limit_bytes"), "10485760");
}

TEST(ArticleReaderTest, ControlBytesAreBinaryWithTheirOffset) {
  EXPECT_EQ(ReasonOf(Raw(std::string("ab\0c", 4))), "DOCUMENT_BINARY");
  EXPECT_EQ(MetadataOf(Raw(std::string("ab\0c", 4)), "offset"), "2");
  EXPECT_EQ(ReasonOf(Raw("bell\x07")), "DOCUMENT_BINARY");
}

TEST(ArticleReaderTest, InvalidUtf8WithItsOffset) {
  EXPECT_EQ(ReasonOf(Raw("caf\xE9 open", "text/plain")), "DOCUMENT_NOT_UTF8");
  EXPECT_EQ(MetadataOf(Raw("caf\xE9 open"), "offset"), "3");
  EXPECT_EQ(MetadataOf(Raw("caf\xE9 open"), "uri"), "https://harbour.example/ferry");
}

TEST(ArticleReaderTest, UnsupportedMediaTypes) {
  EXPECT_EQ(ReasonOf(Raw("x", "application/pdf")), "MEDIA_TYPE_UNSUPPORTED");
  EXPECT_EQ(MetadataOf(Raw("x", "application/pdf"), "media_type"), "application/pdf");
  EXPECT_EQ(ReasonOf(Raw("%PDF-1.7 ...")), "MEDIA_TYPE_UNSUPPORTED");
}

TEST(ArticleReaderTest, MalformedMetadata) {
  for (const char* date : {"0000-01-01", "2021-02-30", "yesterday", "2021", "2021-08",
                           "2021-08-20/2021-08-22", "2021-08-20~", "20/08/2021"}) {
    RawArticle raw = Raw(kPlain);
    raw.metadata.published_at = date;
    EXPECT_EQ(ReasonOf(raw), "TIME_INVALID") << date;
    EXPECT_EQ(MetadataOf(raw, "value"), date);
  }
  RawArticle raw = Raw(kPlain);
  raw.uri = std::string(kMaxUriBytes + 1, 'u');
  EXPECT_EQ(ReasonOf(raw), "FIELD_INVALID");
  EXPECT_EQ(MetadataOf(raw, "field"), "uri");
  raw = Raw(kPlain);
  raw.metadata.publisher = "\xFF";
  EXPECT_EQ(MetadataOf(raw, "field"), "metadata.publisher");
  for (const char* tag : {"english language", "e", "en-", "1n", "en_GB"}) {
    raw = Raw(kPlain);
    raw.metadata.language = tag;
    EXPECT_EQ(MetadataOf(raw, "field"), "metadata.language") << tag;
  }
}

bool Warns(const Article& article, std::string_view code) {
  return std::any_of(article.warnings.begin(), article.warnings.end(),
                     [&](const DocumentWarning& warning) { return warning.code == code; });
}

TEST(ArticleReaderTest, CompressedDocumentsAreReadAsWhatIsInThem) {
  const std::string page = "<html><p>The mayor spoke on the quay.</p></html>";
  for (const std::string& content : {Gzip(page), Zstd(page), Gzip(Zstd(page))}) {
    for (const char* type : {"", "text/html"}) {
      const auto article = ReadArticle(Raw(content, type));
      ASSERT_TRUE(article.ok()) << article.status();
      EXPECT_EQ(article->document.text, "The mayor spoke on the quay.");
      EXPECT_EQ(article->media_type, "text/html");
      EXPECT_EQ(article->document.id, HashedId({article->document.uri, content}));
    }
  }
  EXPECT_EQ(ReasonOf(Raw(Gzip(""))), "DOCUMENT_EMPTY");
  EXPECT_EQ(ReasonOf(Raw(Gzip(page).substr(0, 20))), "CONTENT_ENCODING_BROKEN");
  EXPECT_EQ(ReasonOf(Raw(Gzip(std::string(kMaxContentBytes + 1, 'a')))), "EXPANSION_TOO_LARGE");
}

TEST(ArticleReaderTest, CollectionsAreSentElsewhere) {
  for (const char* content : {"<?xml version=\"1.0\"?><rss><channel/></rss>",
                              "WARC/1.0\r\nWARC-Type: x\r\n", "{\"text\":\"a\"}\n"}) {
    EXPECT_EQ(ReasonOf(Raw(content)), "MEDIA_TYPE_UNSUPPORTED") << content;
  }
  EXPECT_NE(ReadArticle(Raw("x", "application/warc")).status().message().find("SubmitCollection"),
            std::string::npos);
}

TEST(ArticleReaderTest, HostileAddressesAndDates) {
  RawArticle raw = Raw(kPlain);
  raw.uri = "JavaScript:alert(1)";
  EXPECT_EQ(ReasonOf(raw), "FIELD_INVALID");
  for (const char* date : {"9999-12-31", "0001-01-01", "1599-12-31"}) {
    raw = Raw(kPlain);
    raw.metadata.published_at = date;
    EXPECT_EQ(ReasonOf(raw), "TIME_INVALID") << date;
  }
  raw = Raw("From: a@b.example\nSubject: x\nDate: Fri, 31 Dec 9999 10:00:00 GMT\n\nIt left.\n");
  const auto mail = ReadArticle(raw);
  ASSERT_TRUE(mail.ok()) << mail.status();
  EXPECT_FALSE(mail->document.published_at.has_value());
  EXPECT_TRUE(Warns(*mail, "DATE_IMPLAUSIBLE"));
  raw = Raw(kPlain);
  raw.uri = "https://harb\xD0\xBEur.example/1";
  EXPECT_TRUE(Warns(*ReadArticle(raw), "HOST_CONFUSABLE"));
  const auto page = ReadArticle(Raw(
      "<html><link rel=canonical href='https://harb\xD0\xBEur.example/1'><p>It left.</p></html>"));
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->document.canonical_url.substr(0, 12), "https://xn--");
}

}  // namespace
}  // namespace dateline::ingest
