#include "services/ingest/collections/collection_reader.h"

#include <gtest/gtest.h>

#include "services/ingest/collections/testing/read_collection.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

std::string Lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += R"({"uri":"u:)" + std::to_string(i) + R"(","text":"The ferry left at )" +
             std::to_string(i * 7919) + "\"}\n";
  }
  return lines;
}

TEST(CollectionReaderTest, TellsTypeAndCompressionByContent) {
  const std::string lines = Lines(100);
  for (const std::string& payload : {lines, Gzip(lines), Zstd(lines), Gzip(Zstd(lines)),
                                     Gzip(lines.substr(0, 500)) + Gzip(lines.substr(500))}) {
    for (size_t cut : {size_t{1}, size_t{3}, size_t{100'000}}) {
      const ReadPayload read = ReadCollection(payload, {}, cut);
      ASSERT_TRUE(read.end.ok()) << read.end;
      ASSERT_EQ(read.items.size(), 100u);
      EXPECT_EQ(read.items[99].index, 99u);
      EXPECT_EQ(read.items[99].article.uri, "u:99");
      EXPECT_EQ(read.items[1].offset, lines.find("{\"uri\":\"u:1\""));
    }
  }
}

TEST(CollectionReaderTest, DefaultsHoldForItemsThatDoNotSay) {
  CollectionOptions options;
  options.defaults.publisher = "Harbour Post";
  options.defaults.published_at = "2021-08-20";
  const ReadPayload read =
      ReadCollection("{\"text\":\"a\",\"publisher\":\"Quay News\"}\n{\"text\":\"b\"}\n", options);
  ASSERT_EQ(read.items.size(), 2u);
  EXPECT_EQ(read.items[0].article.metadata.publisher, "Quay News");
  EXPECT_EQ(read.items[1].article.metadata.publisher, "Harbour Post");
  EXPECT_EQ(read.items[1].article.metadata.published_at, "2021-08-20");
}

TEST(CollectionReaderTest, SaysWhatIsNoCollection) {
  EXPECT_EQ(ReasonOf(ReadCollection("The mayor spoke.").end), "MEDIA_TYPE_UNSUPPORTED");
  EXPECT_EQ(ReasonOf(ReadCollection("<html><p>x").end), "MEDIA_TYPE_UNSUPPORTED");
  EXPECT_EQ(ReasonOf(ReadCollection("").end), "DOCUMENT_EMPTY");
  EXPECT_EQ(ReasonOf(ReadCollection("x", {.media_type = "text/html"}).end),
            "MEDIA_TYPE_UNSUPPORTED");
  EXPECT_EQ(ReasonOf(ReadCollection("x", {.fields = {{"headline", "h"}}}).end), "FIELD_INVALID");
}

TEST(CollectionReaderTest, TruncatedCompressionEndsItAfterWhatIsWhole) {
  const std::string packed = Gzip(Lines(5'000));
  const ReadPayload read = ReadCollection(packed.substr(0, packed.size() / 2));
  EXPECT_EQ(ReasonOf(read.end), "CONTENT_ENCODING_BROKEN");
  EXPECT_GT(read.items.size(), 1'000u);
  EXPECT_LT(read.items.size(), 5'000u);
  for (const CollectionItem& item : read.items) EXPECT_TRUE(item.problem.ok());
}

TEST(CollectionReaderTest, BombsAreRefused) {
  const std::string bomb = Gzip("{\"text\":\"" + std::string(256 << 20, 'a') + "\"}\n");
  EXPECT_EQ(ReasonOf(ReadCollection(bomb).end), "EXPANSION_TOO_LARGE");
  EXPECT_EQ(ReasonOf(ReadCollection(Gzip(Gzip(Gzip(Lines(1))))).end), "EXPANSION_TOO_LARGE");
}

}  // namespace
}  // namespace dateline::ingest
