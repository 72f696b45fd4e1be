#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "tools/dateline/input_files.h"
#include "tools/dateline/progress.h"

namespace dateline::cli {
namespace {

namespace fs = std::filesystem;

class InputFilesTest : public ::testing::Test {
 protected:
  InputFilesTest() {
    std::string pattern = (fs::temp_directory_path() / "dateline_inputs_XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~InputFilesTest() override { fs::remove_all(root_); }

  std::string Path(std::string_view name) const { return (root_ / name).string(); }

  fs::path root_;
};

TEST_F(InputFilesTest, WalksFoldersInOrderAndLeavesOutWhatIsNoArticle) {
  for (const char* name : {"b/2.HTML", "b/1.txt", "a.jsonl", "b/picture.png", ".hidden/x.txt"}) {
    ASSERT_TRUE(WriteOutput(Path(name), "x").ok());
  }
  const auto files = CollectInputFiles({root_.string() + "/./"});
  ASSERT_TRUE(files.ok()) << files.status();
  ASSERT_EQ(files->size(), 3u);
  EXPECT_EQ((*files)[0].path, Path("a.jsonl"));
  EXPECT_EQ((*files)[0].media_type, "application/jsonl");
  EXPECT_EQ((*files)[1].path, Path("b/1.txt"));
  EXPECT_EQ((*files)[2].media_type, "text/html");
}

TEST_F(InputFilesTest, TakesAnyFileThatIsNamed) {
  ASSERT_TRUE(WriteOutput(Path("README"), "x").ok());
  const auto files = CollectInputFiles({Path("README"), "-"});
  ASSERT_TRUE(files.ok());
  EXPECT_EQ((*files)[0].media_type, "");
  EXPECT_EQ((*files)[1].path, "-");
}

TEST_F(InputFilesTest, SaysWhatIsMissing) {
  EXPECT_EQ(CollectInputFiles({Path("nope")}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(CollectInputFiles({root_.string()}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadInput(Path("nope")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(ReadInput(root_.string()).ok());
}

TEST_F(InputFilesTest, ReadsAndWritesBytes) {
  const std::string bytes("a\0\r\n\xFF", 5);
  ASSERT_TRUE(WriteOutput(Path("deep/er/f"), bytes).ok());
  EXPECT_EQ(*ReadInput(Path("deep/er/f")), bytes);
}

TEST(MediaTypeOfPathTest, ByExtensionUnderCompression) {
  EXPECT_EQ(MediaTypeOfPath("a/b.HTM"), "text/html");
  EXPECT_EQ(MediaTypeOfPath("a/b.html.gz"), "text/html");
  EXPECT_EQ(MediaTypeOfPath("b.warc.gz"), "application/warc");
  EXPECT_EQ(MediaTypeOfPath("b.jsonl.zst"), "application/jsonl");
  EXPECT_EQ(MediaTypeOfPath("b.eml"), "message/rfc822");
  EXPECT_EQ(MediaTypeOfPath("b.gz"), "");
  EXPECT_EQ(MediaTypeOfPath("README"), "");
}

TEST(ProgressBarTest, DrawsABarOnATerminal) {
  EXPECT_EQ(ProgressBar::Line("Sending", 6, 12, "1 refused", Terminal::kUnlimited),
            "Sending [████████████············] 6/12  1 refused");
  EXPECT_EQ(DisplayWidth(ProgressBar::Line("Sending", 6, 12, "1 refused", 20)), 20u);
}

TEST(ProgressBarTest, WritesFewPlainLinesOtherwise) {
  std::ostringstream out;
  {
    ProgressBar progress(Terminal(), out, "Sending", 100);
    for (uint64_t done = 1; done <= 100; ++done) progress.Update(done);
    progress.Update(100);
  }
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_NE(text.find("Sending 100/100\n"), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace dateline::cli
