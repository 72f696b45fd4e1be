#include "tools/dateline/ingest_sources.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "services/ingest/core/testing/compressed.h"

namespace dateline::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kFeed[] =
    "<rss><channel><title>Quay News</title><item><title>Ferry</title>"
    "<link>https://quay.example/1</link><pubDate>Fri, 31 Dec 9999 00:00:00 GMT</pubDate></item>"
    "<item></item></channel></rss>";

class IngestSourceTest : public ::testing::Test {
 protected:
  IngestSourceTest() {
    std::string pattern = (fs::temp_directory_path() / "dateline_sources_XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~IngestSourceTest() override { fs::remove_all(root_); }

  std::string Write(std::string_view name, std::string_view content) {
    const std::string path = (root_ / name).string();
    EXPECT_TRUE(WriteOutput(path, content).ok());
    return path;
  }

  // All submissions of these files, as they are named.
  std::vector<Submission> Read(const std::vector<std::string>& paths,
                               const IngestSourceOptions& options = {}) {
    std::vector<InputFile> files;
    for (const std::string& path : paths) files.push_back({path, MediaTypeOfPath(path)});
    IngestSource source(
        std::move(files), options,
        [&](std::string_view, std::string_view reason, std::string_view) {
          refused_.emplace_back(reason);
        },
        [&](std::string_view, std::string_view reason, std::string_view) {
          odd_.emplace_back(reason);
        });
    std::vector<Submission> submissions;
    while (std::optional<Submission> next = source.Next()) submissions.push_back(*std::move(next));
    return submissions;
  }

  fs::path root_;
  std::vector<std::string> refused_;
  std::vector<std::string> odd_;
};

using Strings = std::vector<std::string>;

TEST_F(IngestSourceTest, FilesAndCollectionsInOneRun) {
  const std::string page = Write("a.html", "<p>x</p>");
  const std::string feed = Write("feed", ingest::Gzip(kFeed));
  const std::string lines = Write("b.jsonl.zst", ingest::Zstd("{\"text\":\"a\"}\nbroken\n"));
  const auto read = Read({page, feed, lines}, {.publisher = "Harbour Post"});
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0].document.uri(), page);
  EXPECT_EQ(read[0].document.media_type(), "text/html");
  EXPECT_EQ(read[0].document.metadata().publisher(), "Harbour Post");
  EXPECT_EQ(read[1].document.uri(), "https://quay.example/1");
  EXPECT_EQ(read[1].label, feed + " item 1 (https://quay.example/1)");
  EXPECT_EQ(read[1].document.metadata().publisher(), "Quay News");
  EXPECT_TRUE(read[1].document.metadata().summary_only());
  EXPECT_EQ(read[2].document.content(), "a");
  EXPECT_EQ(refused_, (Strings{"ITEM_BROKEN", "ITEM_BROKEN"}));
  EXPECT_EQ(odd_, Strings{"DATE_IMPLAUSIBLE"});
}

TEST_F(IngestSourceTest, FormatAndFieldsAreAsTheUserSays) {
  const std::string odd = Write("export.dat", "{\"headline\":\"T\",\"body\":\"It left.\"}\n");
  const auto read = Read({odd}, {.media_type = *MediaTypeOfFormat("jsonl"),
                                 .fields = *ParseFieldMapping("title=headline,text=body")});
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].document.metadata().title(), "T");
  EXPECT_EQ(Read({odd}, {.media_type = "text/plain"}).at(0).document.media_type(), "text/plain");
  EXPECT_FALSE(MediaTypeOfFormat("pdf").ok());
  EXPECT_FALSE(ParseFieldMapping("title").ok());
  EXPECT_FALSE(ParseFieldMapping("headline=title").ok());
}

TEST_F(IngestSourceTest, WhatCannotBeSentIsRefusedAndTheRestGoesOn) {
  const std::string huge = Write("huge.html", std::string(100 << 20, 'x'));
  const std::string cut = Write("cut.warc.gz", ingest::Gzip("WARC/1.0\r\n").substr(0, 15));
  const std::string good = Write("good.txt", "x");
  const auto read = Read({huge, (root_ / "missing.txt").string(), cut, good});
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(refused_, (Strings{"DOCUMENT_TOO_LARGE", "", "CONTENT_ENCODING_BROKEN"}));
}

}  // namespace
}  // namespace dateline::cli
