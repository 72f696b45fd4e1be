#include "services/ingest/collections/feed_parser.h"

#include <gtest/gtest.h>
#include <libxml/xmlmemory.h>

#include <cstdlib>
#include <cstring>

#include "services/ingest/collections/feed_item.h"
#include "services/ingest/collections/testing/read_collection.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

constexpr char kRss[] = R"(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Harbour Post - World</title><link>https://www.harbourpost.example/</link>
  <language>en-gb</language><image><title>Logo</title><link>https://x.example/</link></image>
  <item>
    <title>Ferry &amp;amp; quay &lt;b&gt;reopen&lt;/b&gt;</title>
    <link>https://www.harbourpost.example/ferry</link>
    <guid isPermaLink="false">id-1</guid>
    <dc:creator>Ana Brook</dc:creator>
    <category>Transport</category><category>Sea</category>
    <pubDate>Fri, 20 Aug 2021 09:30:00 +0200</pubDate>
    <description>The ferry is back.</description>
    <content:encoded><![CDATA[<p>The ferry between Lazar and Omsund is back, the harbour office said.</p>
      <p>It had been in the dock since <a href="/old">March</a>&nbsp;2021.</p>]]></content:encoded>
  </item>
  <item>
    <title>Council meets</title>
    <link>/council</link>
    <guid>https://www.harbourpost.example/?p=2</guid>
    <author>desk@harbourpost.example (Cy Dale)</author>
    <description>The council of Omsund met on Friday and put the vote off&nbsp;&hellip; Read more</description>
  </item>
</channel></rss>)";

constexpr char kAtom[] = R"(<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://quay.example/news/">
  <title type="text">Quay News</title>
  <link rel="self" href="feed.xml"/><link href="https://quay.example/"/>
  <author><name>The desk</name></author>
  <entry>
    <title type="html">Dock &amp;amp; crane</title>
    <id>tag:quay.example,2021:1</id>
    <link rel="enclosure" href="a.mp3"/><link rel="alternate" href="dock"/>
    <published>2021-08-20T09:30:00Z</published><updated>2021-08-21T10:00:00Z</updated>
    <category term="port" label="Port"/>
    <content type="xhtml" xml:base="https://other.example/">
      <div xmlns="http://www.w3.org/1999/xhtml"><p>The crane &lt;No. 4&gt; was moved on Monday by <i>the</i> dock office.</p></div>
    </content>
  </entry>
  <entry xml:lang="de">
    <title>Kurz</title><id>tag:quay.example,2021:2</id>
    <author><name>Ana Brook</name><email>a@quay.example</email></author>
    <source><title>Omsund Wire</title><id>x</id><updated>2020-01-01</updated></source>
    <updated>2021-08-22</updated><summary>Der Kran steht wieder.</summary>
  </entry>
</feed>)";

TEST(FeedParserTest, RssItemsWithTheirMetadata) {
  for (size_t cut : {size_t{1}, size_t{17}, size_t{100'000}}) {
    const ReadPayload read =
        ReadCollection(kRss, {.uri = "https://www.harbourpost.example/rss"}, cut);
    ASSERT_TRUE(read.end.ok()) << read.end;
    ASSERT_EQ(read.items.size(), 2u);
    const RawArticle& first = read.items[0].article;
    EXPECT_EQ(first.uri, "https://www.harbourpost.example/ferry");
    EXPECT_EQ(first.metadata.title, "Ferry & quay reopen");
    EXPECT_EQ(first.metadata.publisher, "Harbour Post");
    EXPECT_EQ(first.metadata.bylines, std::vector<std::string>{"Ana Brook"});
    EXPECT_EQ(first.metadata.published_at, "2021-08-20T09:30:00+02:00");
    EXPECT_EQ(first.metadata.section, "Transport");
    EXPECT_EQ(first.metadata.language, "en-gb");
    EXPECT_FALSE(first.metadata.summary_only);
    const RawArticle& second = read.items[1].article;
    EXPECT_EQ(second.uri, "https://www.harbourpost.example/council");
    EXPECT_EQ(second.metadata.bylines, std::vector<std::string>{"Cy Dale"});
    EXPECT_TRUE(second.metadata.summary_only);
  }
}

TEST(FeedParserTest, ItemsAreArticlesLikeAnyOther) {
  const ReadPayload read = ReadCollection(kRss);
  const auto first = ReadArticle(read.items[0].article);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->document.text,
            "Ferry & quay reopen\n\nThe ferry between Lazar and Omsund is back, the harbour office "
            "said.\n\nIt had been in the dock since March 2021.");
  const auto second = ReadArticle(read.items[1].article);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(second->document.text.find("put the vote off"), std::string::npos);
  ASSERT_FALSE(second->warnings.empty());
  EXPECT_EQ(second->warnings.back().code, "SUMMARY_ONLY");
}

TEST(FeedParserTest, AtomEntriesWithTheirMetadata) {
  const ReadPayload read = ReadCollection(kAtom);
  ASSERT_TRUE(read.end.ok()) << read.end;
  ASSERT_EQ(read.items.size(), 2u);
  const RawArticle& first = read.items[0].article;
  EXPECT_EQ(first.uri, "https://quay.example/news/dock");
  EXPECT_EQ(first.metadata.title, "Dock & crane");
  EXPECT_EQ(first.metadata.publisher, "Quay News");
  EXPECT_EQ(first.metadata.bylines, std::vector<std::string>{"The desk"});
  EXPECT_EQ(first.metadata.published_at, "2021-08-20T09:30:00Z");
  EXPECT_EQ(first.metadata.updated_at, "2021-08-21T10:00:00Z");
  EXPECT_EQ(first.metadata.section, "Port");
  EXPECT_FALSE(first.metadata.summary_only);
  EXPECT_NE(ReadArticle(first)->document.text.find("The crane <No. 4> was moved on Monday by the"),
            std::string::npos);
  const RawArticle& second = read.items[1].article;
  EXPECT_EQ(second.uri, "tag:quay.example,2021:2");
  EXPECT_EQ(second.metadata.language, "de");
  EXPECT_EQ(second.metadata.publisher, "Omsund Wire");
  EXPECT_EQ(second.metadata.bylines, std::vector<std::string>{"Ana Brook"});
  EXPECT_EQ(second.metadata.published_at, "2021-08-22");
  EXPECT_EQ(second.metadata.updated_at, "");
  EXPECT_TRUE(second.metadata.summary_only);
}

TEST(FeedParserTest, RssOfTheRdfKindAndOtherCharsets) {
  const ReadPayload read = ReadCollection(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
      "xmlns=\"http://purl.org/rss/1.0/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Caf\xE9</title></channel>"
      "<item "
      "rdf:about=\"https://cafe.example/1\"><title>Th\xE9</title><dc:date>2021-08-20</dc:date>"
      "<description>Tea.</description></item></rdf:RDF>");
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].article.uri, "https://cafe.example/1");
  EXPECT_EQ(read.items[0].article.metadata.title, "Thé");
  EXPECT_EQ(read.items[0].article.metadata.publisher, "Café");
  EXPECT_EQ(read.items[0].article.metadata.published_at, "2021-08-20");
}

TEST(FeedParserTest, BrokenItemsAreReportedAndTheRestGoesOn) {
  const ReadPayload read = ReadCollection(
      "<rss><channel><title>P</title><item><title>AT&T & more</title></item>"
      "<item><description></description></item>"
      "<item><title>Unclosed</item><item><title>Last</title></item></channel></rss>");
  ASSERT_EQ(read.items.size(), 4u) << read.end;
  EXPECT_EQ(read.items[0].notes[0].code, "FEED_MALFORMED");
  EXPECT_NE(read.items[0].article.metadata.title.find("more"), std::string::npos);
  EXPECT_EQ(ReasonOf(read.items[1].problem), "ITEM_BROKEN");
  EXPECT_FALSE(read.items[2].notes.empty());
  EXPECT_EQ(read.items[3].article.metadata.title, "Last");
}

TEST(FeedParserTest, SaysWhenItWasCutOffOrIsNoFeed) {
  const std::string rss = kRss;
  const ReadPayload read = ReadCollection(rss.substr(0, rss.size() - 200));
  EXPECT_EQ(read.items.size(), 1u);
  EXPECT_EQ(ReasonOf(read.end), "COLLECTION_BROKEN");
  EXPECT_EQ(ReasonOf(ReadCollection("<opml/>", {.media_type = "application/xml"}).end),
            "COLLECTION_BROKEN");
  EXPECT_EQ(ReasonOf(ReadCollection("no XML", {.media_type = "application/rss+xml"}).end),
            "COLLECTION_BROKEN");
}

TEST(FeedParserTest, EntityFloodsAreRefused) {
  std::string flood = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 20; ++i) {
    flood += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int j = 0; j < 10; ++j) flood += "&a" + std::to_string(i - 1) + ";";
    flood += "\">";
  }
  flood += "]><rss><channel><item><title>&a19;</title></item></channel></rss>";
  const ReadPayload read = ReadCollection(flood);
  EXPECT_EQ(ReasonOf(read.end), "COLLECTION_BROKEN");
  EXPECT_TRUE(read.items.empty());
  // One that would read a file.
  const ReadPayload file = ReadCollection(
      "<!DOCTYPE rss [<!ENTITY f SYSTEM "
      "\"file:///etc/passwd\">]><rss><channel><item><title>&f;</title>"
      "</item></channel></rss>");
  EXPECT_EQ(ReasonOf(file.end), "COLLECTION_BROKEN");
}

TEST(FeedParserTest, MendsTheSameHoweverTheFeedIsCut) {
  std::string feed = "<rss><channel>";
  for (int i = 0; i < 300; ++i) {
    feed += "<item><title>Ferry " + std::to_string(i) +
            " caf\xE9 \xE3\xE3\xE3</titl\x87><p>A & b &" + "\xFF\xFE</title><link>x" +
            std::to_string(i) + "</link><description>It left &quot" +
            std::string(static_cast<size_t>(i % 7), '\xC3') + "</item>";
  }
  for (const std::string& broken : {feed, std::string("<RDF\x87></")}) {
    const CollectionOptions options = {.media_type = "application/xml"};
    const ReadPayload whole = ReadCollection(broken, options, broken.size());
    for (size_t cut : {size_t{1}, size_t{7}, size_t{1000}}) {
      const ReadPayload read = ReadCollection(broken, options, cut);
      EXPECT_EQ(read.end, whole.end) << cut;
      ASSERT_EQ(read.items.size(), whole.items.size()) << cut;
      for (size_t i = 0; i < whole.items.size(); ++i) {
        EXPECT_EQ(read.items[i].article.content, whole.items[i].article.content) << i;
        EXPECT_EQ(read.items[i].offset, whole.items[i].offset) << i;
      }
    }
  }
  EXPECT_GT(ReadCollection(feed).items.size(), 200u);
}

TEST(FeedParserTest, OffsetsAreThoseInThePayloadWhateverItsEncoding) {
  const std::string feed =
      "<rss><channel><item><title>T</title></item>\n<item><title>U</title></item></channel></rss>";
  std::string wide = "\xFF\xFE";
  for (char c : feed) wide += {c, '\0'};
  const ReadPayload read = ReadCollection(feed), read_wide = ReadCollection(wide);
  ASSERT_EQ(read.items.size(), 2u);
  ASSERT_EQ(read_wide.items.size(), 2u) << read_wide.end;
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(read_wide.items[i].offset, 2 + 2 * read.items[i].offset) << i;
  }
}

TEST(FeedParserTest, ItemsBeforeDamagedCompressionAreRead) {
  const std::string feed =
      "<rss><channel><item><title>T</title></item><item><title>U</title></item>";
  for (std::string packed : {Zstd(feed) + "damage", Gzip(feed).substr(0, Gzip(feed).size() - 4)}) {
    for (size_t cut : {size_t{1}, size_t{1000}}) {
      const ReadPayload read = ReadCollection(packed, {}, cut);
      EXPECT_EQ(ReasonOf(read.end), "CONTENT_ENCODING_BROKEN") << read.end;
      EXPECT_EQ(read.items.size(), 2u);
    }
  }
}

// Blocks of memory that libxml2 has taken and not given back.
int blocks_of_libxml2 = 0;

void CountBlocksOfLibxml2() {
  xmlMemSetup(
      [](void* block) {
        if (block != nullptr) --blocks_of_libxml2;
        std::free(block);
      },
      [](size_t size) {
        ++blocks_of_libxml2;
        return std::malloc(size);
      },
      [](void* block, size_t size) {
        if (block == nullptr) ++blocks_of_libxml2;
        return std::realloc(block, size);
      },
      [](const char* text) {
        ++blocks_of_libxml2;
        return strdup(text);
      });
}

TEST(FeedParserTest, GivesBackTheMemoryOfFeedsThatItRefuses) {
  const std::string rest = "<rss><channel><item><title>&a;</title></item></channel></rss>";
  for (const std::string& feed :
       {"<!DOCTYPE rss [<!ENTITY a \"b\">]>" + rest,
        "<!DOCTYPE rss [<!ENTITY a SYSTEM \"b\">]>" + rest,
        "<!DOCTYPE rss [<!ENTITY % a \"b\"> %a;]>" + rest,
        "<!DOCTYPE rss [<!ATTLIST rss a CDATA \"b\"><!ELEMENT rss ANY>]>" + rest,
        "<!DOCTYPE rss SYSTEM \"b\">" + rest, rest + rest, "<rss><channel><item" + rest}) {
    // What it makes once and keeps.
    ReadCollection(feed, {.media_type = "application/xml"});
    CountBlocksOfLibxml2();
    const int before = blocks_of_libxml2;
    ReadCollection(feed, {.media_type = "application/xml"});
    EXPECT_EQ(blocks_of_libxml2, before) << feed;
  }
}

TEST(FeedParserTest, NestingBombsEnd) {
  std::string bomb = "<rss><channel><item><description>";
  for (int i = 0; i < 100'000; ++i) bomb += "<div>";
  const ReadPayload read = ReadCollection(bomb);
  EXPECT_EQ(ReasonOf(read.end), "COLLECTION_BROKEN");
}

TEST(FeedParserTest, OverlongItemsAreRefused) {
  const ReadPayload read = ReadCollection("<rss><channel><item><title>T</title><description>" +
                                          std::string(kMaxContentBytes + 100, 'x') +
                                          "</description></item><item><title>U</title></item>"
                                          "</channel></rss>");
  ASSERT_EQ(read.items.size(), 2u) << read.end;
  EXPECT_EQ(ReasonOf(read.items[0].problem), "DOCUMENT_TOO_LARGE");
  EXPECT_TRUE(read.items[1].problem.ok());
}

TEST(FeedParserTest, HostileAddressesDatesAndNames) {
  const ReadPayload read = ReadCollection(
      "<rss><channel><title>Harb\xD0\xBEur Post</title><item><title>T</title>"
      "<link>javascript:alert(1)</link><guid>data:text/html,x</guid>"
      "<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate></item></channel></rss>");
  ASSERT_EQ(read.items.size(), 1u);
  const CollectionItem& item = read.items[0];
  EXPECT_TRUE(ReadArticle(item.article).ok());
  EXPECT_EQ(item.article.uri.find(':'), std::string::npos);
  EXPECT_EQ(item.article.metadata.published_at, "");
  EXPECT_EQ(item.article.metadata.publisher, "");
  ASSERT_EQ(item.notes.size(), 2u);
  EXPECT_EQ(item.notes[0].code, "PUBLISHER_CONFUSABLE");
  EXPECT_EQ(item.notes[1].code, "DATE_IMPLAUSIBLE");
}

TEST(OutletOfTest, ThePartThatTheAddressBearsOut) {
  EXPECT_EQ(OutletOf("World | Harbour Post", "https://harbourpost.example/"), "Harbour Post");
  EXPECT_EQ(OutletOf("Quay News - Home", "https://www.quaynews.example/"), "Quay News");
  EXPECT_EQ(OutletOf("Quay News: Sea", ""), "Quay News");
  EXPECT_EQ(OutletOf("Post-Tribune", "https://pt.example/"), "Post-Tribune");
}

}  // namespace
}  // namespace dateline::ingest
