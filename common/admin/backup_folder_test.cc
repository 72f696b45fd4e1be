#include "common/admin/backup_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/temporary_folder.h"

namespace dateline {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

class BackupFolderTest : public ::testing::Test {
 protected:
  BackupFolderTest() : store_(*OpenRocksDbStore(folder_.path() + "/data", {"rows"})) {
    Put("first", "1");
  }

  void Put(std::string_view key, std::string_view value) {
    WriteBatch batch;
    batch.Put(0, key, value);
    ASSERT_TRUE(store_->Commit(batch, Durability::kSynced).ok());
  }

  absl::StatusOr<WrittenBackup> Write(const std::string& name) {
    return WriteBackup(*store_, BackupPath(name), "query", kNow, kNow - absl::Seconds(5));
  }
  std::string BackupPath(const std::string& name) const {
    return StrCat(folder_.path(), "/backups/", name);
  }

  TemporaryFolder folder_;
  std::unique_ptr<OrderedStore> store_;
};

TEST_F(BackupFolderTest, WritesWhatCanBeReadBack) {
  const auto written = Write("one");
  ASSERT_TRUE(written.ok()) << written.status();
  Put("second", "2");
  const auto manifest = ReadBackupManifest(BackupPath("one"), "query");
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->SerializeAsString(), written->manifest.SerializeAsString());
  EXPECT_EQ(manifest->started_at().seconds(), 1'700'000'000);
  EXPECT_EQ(manifest->agrees_since().seconds(), 1'699'999'995);
  EXPECT_TRUE(CheckBackupFiles(BackupPath("one"), *manifest).ok());
  const auto copy = OpenRocksDbStoreReadOnly(BackupPath("one") + "/query", {"rows"});
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(*(*copy)->OpenView()->Get(0, "first"), "1");
  EXPECT_EQ(*(*copy)->OpenView()->Get(0, "second"), std::nullopt);
}

TEST_F(BackupFolderTest, NeverReplaces) {
  ASSERT_TRUE(Write("one").ok());
  EXPECT_EQ(Write("one").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(Write("two").ok());
}

TEST_F(BackupFolderTest, SharesWhatDoesNotChange) {
  Put("large", std::string(1 << 20, 'x'));
  ASSERT_TRUE(Write("one").ok());
  const auto second = Write("two");
  ASSERT_TRUE(second.ok());
  EXPECT_GT(second->linked_bytes, 1000u);
}

TEST_F(BackupFolderTest, FindsDamage) {
  ASSERT_TRUE(Write("one").ok());
  const auto manifest = ReadBackupManifest(BackupPath("one"), "query");
  const std::string store = BackupPath("one") + "/query";
  std::ofstream(store + "/extra") << "x";
  EXPECT_EQ(CheckBackupFiles(BackupPath("one"), *manifest).code(), absl::StatusCode::kDataLoss);
  std::filesystem::remove(store + "/extra");
  EXPECT_TRUE(CheckBackupFiles(BackupPath("one"), *manifest).ok());
  std::ofstream(store + "/CURRENT", std::ios::app) << "x";
  EXPECT_EQ(CheckBackupFiles(BackupPath("one"), *manifest).code(), absl::StatusCode::kDataLoss);
  std::filesystem::remove(store + "/CURRENT");
  EXPECT_EQ(CheckBackupFiles(BackupPath("one"), *manifest).code(), absl::StatusCode::kDataLoss);
  std::ofstream(BackupPath("one") + "/query.json") << "{";
  EXPECT_EQ(ReadBackupManifest(BackupPath("one"), "query").status().code(),
            absl::StatusCode::kDataLoss);
  std::filesystem::remove(BackupPath("one") + "/query.json");
  EXPECT_EQ(ReadBackupManifest(BackupPath("one"), "query").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(BackupFolderTest, RemovesTheOldestOfOneStore) {
  int day = 0;
  for (const char* name : {"wednesday", "monday", "tuesday"}) {
    const absl::Time then = kNow + absl::Hours(24 * ++day);
    ASSERT_TRUE(WriteBackup(*store_, BackupPath(name), "query", then, then).ok());
  }
  ASSERT_TRUE(WriteBackup(*store_, BackupPath("wednesday"), "ingest", kNow, kNow).ok());
  ASSERT_TRUE(Write("unfinished").ok());
  std::filesystem::remove(BackupPath("unfinished") + "/query.json");

  const std::string backups = folder_.path() + "/backups";
  const auto none = RemoveOldBackups(backups, "query", 3);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_TRUE(none->empty());
  const auto removed = RemoveOldBackups(backups, "query", 1);
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_EQ(*removed, (std::vector<std::string>{"wednesday", "monday"}));
  EXPECT_FALSE(std::filesystem::exists(BackupPath("monday")));
  EXPECT_FALSE(std::filesystem::exists(BackupPath("wednesday") + "/query"));
  EXPECT_TRUE(std::filesystem::exists(BackupPath("unfinished") + "/query"));
  for (const auto& [name, store] : {std::pair("tuesday", "query"), {"wednesday", "ingest"}}) {
    const auto manifest = ReadBackupManifest(BackupPath(name), store);
    ASSERT_TRUE(manifest.ok()) << manifest.status();
    EXPECT_TRUE(CheckBackupFiles(BackupPath(name), *manifest).ok());
  }
}

TEST(BackupNameTest, IsOnePlainFolder) {
  EXPECT_TRUE(IsBackupName("2024-03-04T10-00-00Z"));
  EXPECT_TRUE(IsBackupName("a"));
  for (const char* name : {"", ".", "..", ".hidden", "a/b", "../a", "a b", "a\n"}) {
    EXPECT_FALSE(IsBackupName(name)) << name;
  }
  EXPECT_FALSE(IsBackupName(std::string(129, 'a')));
}

}  // namespace
}  // namespace dateline
