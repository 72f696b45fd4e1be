#include "services/ingest/collections/json_lines_parser.h"

#include <gtest/gtest.h>

#include "services/ingest/collections/testing/read_collection.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

TEST(ReadJsonDocumentTest, ReadsAllFields) {
  const auto article = ReadJsonDocument(
      R"({"uri":"u:1","publisher":"Post","title":"T","published_at":"2021-08-23","section":"World",)"
      R"("updated_at":"2021-08-24","language":"en","bylines":["A","B"],"html":"<p>x</p>"})");
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->uri, "u:1");
  EXPECT_EQ(article->media_type, "text/html");
  EXPECT_EQ(article->content, "<p>x</p>");
  EXPECT_EQ(article->metadata.publisher, "Post");
  EXPECT_EQ(article->metadata.section, "World");
  EXPECT_EQ(article->metadata.updated_at, "2021-08-24");
  EXPECT_EQ(article->metadata.bylines.size(), 2u);
}

TEST(ReadJsonDocumentTest, RefusesWhatItWouldLose) {
  for (const char* line :
       {"nonsense", R"({"uri":"u"})", R"({"text":"a","html":"b"})", R"({"text":1})",
        R"({"text":"a","publishre":"Post"})", R"({"text":"a","bylines":"A"})", "[1]", "{"}) {
    EXPECT_FALSE(ReadJsonDocument(line).ok()) << line;
  }
}

TEST(ReadJsonDocumentTest, MapsFieldsOfOthers) {
  const FieldMapping fields = {{"title", "headline"},        {"text", "article.body"},
                               {"bylines", "authors"},       {"published_at", "date"},
                               {"publisher", "source.name"}, {"uri", "link"}};
  const auto article = ReadJsonDocument(
      R"({"headline":"Ferry","article":{"body":"It left."},"authors":[{"name":"Ana Brook"},"Cy Dale"],)"
      R"("date":1629451800000,"source":{"name":"Quay News","id":7},"link":"https://quay.example/1",)"
      R"("language":"en","score":0.5})",
      fields);
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->metadata.title, "Ferry");
  EXPECT_EQ(article->content, "It left.");
  EXPECT_EQ(article->media_type, "text/plain");
  EXPECT_EQ(article->metadata.bylines, (std::vector<std::string>{"Ana Brook", "Cy Dale"}));
  EXPECT_EQ(article->metadata.published_at, "2021-08-20T09:30:00Z");
  EXPECT_EQ(article->metadata.publisher, "Quay News");
  EXPECT_EQ(article->metadata.language, "en");
  EXPECT_EQ(ReadJsonDocument(R"({"article":{"body":"x"},"date":"20 Aug 2021 09:30 GMT"})", fields)
                ->metadata.published_at,
            "2021-08-20T09:30:00Z");
  EXPECT_FALSE(ReadJsonDocument(R"({"headline":"Ferry"})", fields).ok());
  EXPECT_FALSE(ReadJsonDocument(R"({"article":{"body":["x"]}})", fields).ok());
}

TEST(JsonLinesParserTest, ABrokenLineIsReportedAndTheRestGoesOn) {
  const ReadPayload read = ReadCollection("{\"text\":\"a\"}\r\n\n{broken}\n{\"text\":\"b\"}",
                                          {.media_type = "application/jsonl"});
  ASSERT_TRUE(read.end.ok());
  ASSERT_EQ(read.items.size(), 3u);
  EXPECT_EQ(ReasonOf(read.items[1].problem), "ITEM_BROKEN");
  EXPECT_EQ(read.items[1].problem.message(), "line 3: not a JSON object");
  EXPECT_EQ(read.items[1].offset, 15u);
  EXPECT_EQ(read.items[2].article.content, "b");
}

TEST(JsonLinesParserTest, LinesBeforeDamagedCompressionAreRead) {
  const std::string lines = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
  // A zstd frame with a block of them as they are, and one of the type that none has.
  const std::string block = {static_cast<char>(lines.size() << 3), 0, 0};
  const std::string frame = std::string("\x28\xB5\x2F\xFD\0\x38", 6) + block + lines + "\x0F xx";
  for (const std::string& packed : {frame, Zstd(lines) + "damage", Gzip(lines) + "damage"}) {
    for (size_t cut : {size_t{1}, size_t{7}, size_t{1000}}) {
      const ReadPayload read = ReadCollection(packed, {.media_type = "application/jsonl"}, cut);
      EXPECT_EQ(ReasonOf(read.end), "CONTENT_ENCODING_BROKEN") << read.end;
      ASSERT_EQ(read.items.size(), 2u) << cut;
      EXPECT_EQ(read.items[1].article.content, "b");
    }
  }
}

TEST(JsonLinesParserTest, OverlongLinesAreNotKept) {
  const ReadPayload read =
      ReadCollection("{\"text\":\"" + std::string(kMaxLineBytes, 'x') + "\"}\n{\"text\":\"b\"}\n");
  ASSERT_EQ(read.items.size(), 2u);
  EXPECT_EQ(ReasonOf(read.items[0].problem), "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(read.items[1].article.content, "b");
}

TEST(JsonLinesParserTest, NestingBombsAreNotFollowed) {
  const std::string deep(1'000'000, '[');
  const ReadPayload read = ReadCollection(
      "{\"a\":" + deep + "\n{\"text\":\"b\"}\n{\"text\":\"c\",\"d\":" + std::string(100'000, '[') +
          std::string(100'000, ']') + "}\n",
      {.media_type = "application/jsonl", .fields = {{"title", "t"}}});
  ASSERT_EQ(read.items.size(), 3u);
  EXPECT_FALSE(read.items[0].problem.ok());
  EXPECT_TRUE(read.items[1].problem.ok());
  EXPECT_TRUE(read.items[2].problem.ok());
}

}  // namespace
}  // namespace dateline::ingest
