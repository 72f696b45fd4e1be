#include "tools/dateline/folder_watch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace dateline::cli {
namespace {

namespace fs = std::filesystem;

class FolderWatchTest : public ::testing::Test {
 protected:
  FolderWatchTest() {
    std::string pattern = (fs::temp_directory_path() / "dateline_watch_XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~FolderWatchTest() override { fs::remove_all(root_); }

  std::string Path(std::string_view name) const { return (root_ / name).string(); }

  static std::vector<std::string> Paths(FolderWatch& watch) {
    std::vector<std::string> paths;
    const auto files = watch.Next();
    EXPECT_TRUE(files.ok()) << files.status();
    if (files.ok()) {
      for (const InputFile& file : *files) paths.push_back(file.path);
    }
    return paths;
  }

  fs::path root_;
};

using Strings = std::vector<std::string>;

TEST_F(FolderWatchTest, GivesWhatIsThereAndThenWhatBecomesWhole) {
  ASSERT_TRUE(WriteOutput(Path("old/a.html"), "x").ok());
  ASSERT_TRUE(WriteOutput(Path("old/picture.png"), "x").ok());
  const auto watch = FolderWatch::Open(root_.string() + "/", {});
  ASSERT_TRUE(watch.ok()) << watch.status();
  EXPECT_EQ(Paths(**watch), Strings{Path("old/a.html")});
  {
    // Not before it is closed.
    std::ofstream open(Path("b.txt"));
    open << "first half" << std::flush;
    ASSERT_TRUE(WriteOutput(Path("c.eml"), "x").ok());
    EXPECT_EQ(Paths(**watch), Strings{Path("c.eml")});
  }
  EXPECT_EQ(Paths(**watch), Strings{Path("b.txt")});
}

TEST_F(FolderWatchTest, FilesMovedInAndFoldersMadeLater) {
  ASSERT_TRUE(WriteOutput(Path("in/.hidden"), "x").ok());
  const auto watch = FolderWatch::Open(Path("in"), {});
  ASSERT_TRUE(watch.ok()) << watch.status();
  ASSERT_TRUE(WriteOutput(Path("in/d.txt.part"), "x").ok());
  fs::rename(Path("in/d.txt.part"), Path("in/d.txt"));
  EXPECT_EQ(Paths(**watch), Strings{Path("in/d.txt")});
  ASSERT_TRUE(WriteOutput(Path("other/deep/e.txt"), "x").ok());
  fs::rename(Path("other"), Path("in/other"));
  EXPECT_EQ(Paths(**watch), Strings{Path("in/other/deep/e.txt")});
  // The folder made is watched from now on.
  ASSERT_TRUE(WriteOutput(Path("in/other/deep/f.txt"), "x").ok());
  EXPECT_EQ(Paths(**watch), Strings{Path("in/other/deep/f.txt")});
}

TEST_F(FolderWatchTest, AChangedFileComesAgain) {
  ASSERT_TRUE(WriteOutput(Path("a.txt"), "x").ok());
  const auto watch = FolderWatch::Open(root_.string(), {.all_files = true});
  EXPECT_EQ(Paths(**watch), Strings{Path("a.txt")});
  ASSERT_TRUE(WriteOutput(Path("a.txt"), "longer").ok());
  ASSERT_TRUE(WriteOutput(Path("any name"), "x").ok());
  EXPECT_EQ(Paths(**watch), (Strings{Path("a.txt"), Path("any name")}));
}

TEST_F(FolderWatchTest, InterruptEndsTheWait) {
  const auto watch = FolderWatch::Open(root_.string(), {});
  std::thread other([&] { (*watch)->Interrupt(); });
  EXPECT_EQ(Paths(**watch), Strings{});
  other.join();
  EXPECT_TRUE((*watch)->interrupted());
}

TEST_F(FolderWatchTest, SaysWhenTheFolderIsMissingOrGoes) {
  EXPECT_EQ(FolderWatch::Open(Path("nope"), {}).status().code(), absl::StatusCode::kNotFound);
  fs::create_directories(Path("in"));
  const auto watch = FolderWatch::Open(Path("in"), {});
  fs::remove_all(Path("in"));
  EXPECT_EQ((*watch)->Next().status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace dateline::cli
