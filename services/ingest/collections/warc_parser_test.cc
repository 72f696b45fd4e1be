#include "services/ingest/collections/warc_parser.h"

#include <gtest/gtest.h>

#include "services/ingest/collections/testing/read_collection.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

std::string Record(const std::string& type, const std::string& uri, const std::string& content_type,
                   const std::string& block) {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Target-URI: " + uri +
         "\r\nWARC-Date: 2021-08-21T00:00:00Z\r\nContent-Type: " + content_type +
         "\r\nContent-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}

std::string Page(int i) {
  return "<html><p>The ferry number " + std::to_string(i) + " left the quay.</p></html>";
}

std::string Response(int i, const std::string& extra = "", int status = 200,
                     const std::string& type = "text/html; charset=utf-8") {
  return Record("response", "https://quay.example/" + std::to_string(i),
                "application/http; msgtype=response",
                "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + type + "\r\n" +
                    extra + "\r\n" + Page(i));
}

TEST(WarcParserTest, TakesPagesAndPassesOverTheRest) {
  const std::string warc =
      Record("warcinfo", "", "application/warc-fields", "software: x\r\n") + Response(1) +
      Response(2, "", 301) + Response(3, "", 200, "image/png") +
      Record("request", "https://quay.example/4", "application/http; msgtype=request",
             "GET / HTTP/1.1\r\n\r\n") +
      Record("resource", "<https://quay.example/5>", "text/html", Page(5)) +
      Record("conversion", "https://quay.example/6", "text/plain", "Text of six.") +
      Record("resource", "https://quay.example/robots.txt", "text/plain", "User-agent: *");
  for (size_t cut : {size_t{1}, size_t{13}, size_t{100'000}}) {
    const ReadPayload read = ReadCollection(warc, {}, cut);
    ASSERT_TRUE(read.end.ok()) << read.end;
    ASSERT_EQ(read.items.size(), 3u);
    EXPECT_EQ(read.passed_over, 5u);
    EXPECT_EQ(read.items[0].article.uri, "https://quay.example/1");
    EXPECT_EQ(read.items[0].article.media_type, "text/html; charset=utf-8");
    EXPECT_EQ(read.items[0].article.content, Page(1));
    EXPECT_EQ(read.items[0].article.metadata.published_at, "");
    EXPECT_EQ(read.items[0].offset, warc.find("WARC/1.0", 1));
    EXPECT_EQ(read.items[1].article.uri, "https://quay.example/5");
    EXPECT_EQ(read.items[2].article.content, "Text of six.");
  }
}

TEST(WarcParserTest, JoinsChunksAndLeavesCompressedBodies) {
  const std::string body = Page(1);
  const std::string chunked = "8;x=1\r\n" + body.substr(0, 8) + "\r\n" + "0\r\n\r\n";
  const std::string warc =
      Record("response", "https://quay.example/1", "application/http",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n" +
                 chunked) +
      Record("response", "https://quay.example/2", "application/http",
             "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n" +
                 Gzip(body)) +
      Record("response", "https://quay.example/3", "application/http",
             std::string(
                 "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Type: text/html\r\n\r\n") +
                 "\x0b\x05\x80\x01\x02\x03");
  const ReadPayload read = ReadCollection(warc);
  ASSERT_EQ(read.items.size(), 3u);
  EXPECT_EQ(read.items[0].article.content, body.substr(0, 8));
  EXPECT_EQ(ReadArticle(read.items[1].article)->document.text, "The ferry number 1 left the quay.");
  EXPECT_EQ(ReasonOf(read.items[2].problem), "ITEM_BROKEN");
  EXPECT_NE(read.items[2].problem.message().find("'br'"), std::string::npos);
}

TEST(WarcParserTest, FindsItsWayBehindABrokenRecord) {
  const std::string warc = Response(1) + "garbage without a head\r\n\r\n" + Response(2) +
                           "WARC/1.0\r\nWARC-Type: response\r\n\r\nno length\r\n\r\n" + Response(3);
  for (size_t cut : {size_t{1}, size_t{5}, size_t{100'000}}) {
    const ReadPayload read = ReadCollection(warc, {}, cut);
    ASSERT_TRUE(read.end.ok()) << read.end;
    ASSERT_EQ(read.items.size(), 5u) << cut;
    EXPECT_EQ(ReasonOf(read.items[1].problem), "ITEM_BROKEN");
    EXPECT_EQ(read.items[2].article.uri, "https://quay.example/2");
    EXPECT_EQ(read.items[2].offset, warc.find("WARC/1.0", warc.find("garbage")));
    EXPECT_EQ(ReasonOf(read.items[3].problem), "ITEM_BROKEN");
    EXPECT_EQ(read.items[4].article.uri, "https://quay.example/3");
    EXPECT_EQ(read.items[4].offset, warc.rfind("WARC/1.0"));
  }
}

TEST(WarcParserTest, ADamagedMemberCostsItsRecordOnly) {
  std::string damaged = Gzip(Response(2));
  for (size_t i = damaged.size() / 2; i < damaged.size() / 2 + 8; ++i) damaged[i] ^= 0x5A;
  const std::string warc = Gzip(Response(1)) + damaged + Gzip(Response(3));
  for (size_t cut : {size_t{1}, size_t{50}, size_t{100'000}}) {
    const ReadPayload read = ReadCollection(warc, {}, cut);
    ASSERT_TRUE(read.end.ok()) << read.end;
    ASSERT_EQ(read.items.size(), 3u) << cut;
    EXPECT_TRUE(read.items[0].problem.ok());
    EXPECT_EQ(ReasonOf(read.items[1].problem), "ITEM_BROKEN");
    EXPECT_EQ(read.items[2].article.uri, "https://quay.example/3");
  }
}

TEST(WarcParserTest, SaysWhenItWasCutOff) {
  const std::string warc = Response(1) + Response(2);
  const ReadPayload read = ReadCollection(warc.substr(0, warc.size() - 30));
  EXPECT_EQ(read.items.size(), 1u);
  EXPECT_EQ(ReasonOf(read.end), "COLLECTION_BROKEN");
  const std::string packed = Gzip(Response(1)) + Gzip(Response(2));
  const ReadPayload short_member = ReadCollection(packed.substr(0, packed.size() - 30));
  EXPECT_EQ(short_member.items.size(), 1u);
  EXPECT_EQ(ReasonOf(short_member.end), "CONTENT_ENCODING_BROKEN");
}

TEST(WarcParserTest, LargeRecordsAreRefusedAndNotKept) {
  const std::string warc =
      Record("resource", "https://quay.example/1", "text/html", std::string(30 << 20, 'x')) +
      Response(2);
  const ReadPayload read = ReadCollection(warc);
  ASSERT_EQ(read.items.size(), 2u);
  EXPECT_EQ(ReasonOf(read.items[0].problem), "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(read.items[0].article.uri, "https://quay.example/1");
  EXPECT_TRUE(read.items[1].problem.ok());
}

TEST(WarcParserTest, RecordsWithoutASoundAddressAreBroken) {
  const std::string zero = "https://quay.example/" + std::string(1, '\0');
  const std::string latin1 = "https://quay.example/caf\xE9";
  const ReadPayload read = ReadCollection(
      Record("resource", zero, "text/html", Page(1)) +
      Record("resource", "javascript:alert(1)", "text/html", Page(2)) +
      Record("response", latin1, "application/http", "HTTP/1.1 200 OK\r\n\r\n" + Page(3)) +
      Record("request", latin1, "application/http", "GET / HTTP/1.1\r\n\r\n") +
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + zero + "\r\n\r\nno length\r\n" +
      Response(4));
  ASSERT_TRUE(read.end.ok()) << read.end;
  ASSERT_EQ(read.items.size(), 5u);
  EXPECT_EQ(read.passed_over, 1u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(ReasonOf(read.items[i].problem), "ITEM_BROKEN") << i;
    EXPECT_EQ(read.items[i].article.uri, "") << i;
    EXPECT_EQ(read.items[i].article.content, "") << i;
  }
  EXPECT_NE(read.items[2].problem.message().find("is not UTF-8"), std::string::npos);
  EXPECT_EQ(read.items[4].article.uri, "https://quay.example/4");
}

TEST(WarcParserTest, AddressesThatRunNameNoDocument) {
  const ReadPayload read = ReadCollection(
      Record("response", "javascript:alert(1)", "application/http", "x") + Response(2));
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].article.uri, "https://quay.example/2");
}

}  // namespace
}  // namespace dateline::ingest
