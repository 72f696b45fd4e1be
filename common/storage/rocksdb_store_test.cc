#include "common/storage/rocksdb_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/testing/temporary_folder.h"

namespace dateline {
namespace {

using ::testing::Optional;

std::unique_ptr<OrderedStore> Open(const std::string& path,
                                   const std::vector<std::string>& key_spaces) {
  auto store = OpenRocksDbStore(path, key_spaces);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

void Put(OrderedStore& store, KeySpace space, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.Put(space, key, value);
  ASSERT_TRUE(store.Commit(batch, Durability::kSynced).ok());
}

TEST(RocksDbStoreTest, KeepsDataAndFindsKeySpacesByName) {
  TemporaryFolder folder;
  {
    auto store = Open(folder.path(), {"red", "green"});
    Put(*store, 0, "k", "in red");
    Put(*store, 1, "k", "in green");
  }
  auto store = Open(folder.path(), {"blue", "green", "red"});
  ASSERT_NE(store, nullptr);
  const auto view = store->OpenView();
  EXPECT_EQ(*view->Get(0, "k"), std::nullopt);
  EXPECT_THAT(*view->Get(1, "k"), Optional(std::string("in green")));
  EXPECT_THAT(*view->Get(2, "k"), Optional(std::string("in red")));
}

TEST(RocksDbStoreTest, GivesFiguresOfMemoryFilesLogAndDisk) {
  TemporaryFolder folder;
  auto store = Open(folder.path(), {"red"});
  Put(*store, 0, "k", std::string(100'000, 'v'));
  StoreFigures figures = store->figures();
  EXPECT_GT(figures.write_buffer_bytes, 100'000u);
  EXPECT_EQ(figures.file_bytes, 0u);
  EXPECT_GT(figures.log_bytes_written, 100'000u);
  EXPECT_EQ(figures.log_syncs, 1u);
  EXPECT_EQ(figures.cache_limit_bytes, RocksDbOptions().cache_bytes);
  EXPECT_GT(figures.disk_bytes, figures.disk_free_bytes);
  EXPECT_GT(figures.disk_free_bytes, 0u);
  EXPECT_GT(figures.disk_reserve_bytes, 0u);
  // A check is a sync and no row.
  EXPECT_TRUE(store->CheckWritable().ok());
  EXPECT_EQ(store->figures().log_syncs, 2u);
  EXPECT_EQ(store->figures().rows, 1u);
  ASSERT_TRUE(store->PurgeDeleted().ok());
  figures = store->figures();
  EXPECT_GT(figures.file_bytes, 0u);
  EXPECT_EQ(figures.background_errors, 0u);
  EXPECT_EQ(figures.stops, 0u);
}

TEST(RocksDbStoreTest, OneThatIsReadOnlyCannotWrite) {
  TemporaryFolder folder;
  { Put(*Open(folder.path(), {"red"}), 0, "k", "v"); }
  const auto store = OpenRocksDbStoreReadOnly(folder.path(), {"red"});
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->CheckWritable().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_GT((*store)->figures().disk_bytes, 0u);
}

TEST(RocksDbStoreTest, RefusesAFolderWithUnknownKeySpaces) {
  TemporaryFolder folder;
  { auto store = Open(folder.path(), {"red", "green"}); }
  const auto store = OpenRocksDbStore(folder.path(), {"red"});
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(GetErrorDetail(store.status()).has_value());
  EXPECT_EQ(GetErrorDetail(store.status())->reason, reason::kStoreFormatUnsupported);
  EXPECT_EQ(GetErrorDetail(store.status())->metadata.at("found"), "green");
}

TEST(RocksDbStoreTest, SecondOpeningIsUnavailable) {
  TemporaryFolder folder;
  auto first = Open(folder.path(), {"red"});
  EXPECT_EQ(OpenRocksDbStore(folder.path(), {"red"}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(RocksDbStoreTest, MissingFolder) {
  TemporaryFolder folder;
  RocksDbOptions options;
  options.create_if_missing = false;
  EXPECT_EQ(OpenRocksDbStore(folder.path() + "/none", {"red"}, options).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(OpenRocksDbStore("/proc/none/store", {"red"}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(RocksDbStoreTest, DamagedFilesAreDataLoss) {
  TemporaryFolder folder;
  {
    auto store = Open(folder.path(), {"red"});
    for (int i = 0; i < 100; ++i) Put(*store, 0, "k" + std::to_string(i), std::string(100, 'x'));
  }
  // A second opening turns the log into a sorted file.
  { auto store = Open(folder.path(), {"red"}); }
  int damaged = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (file.path().extension() != ".sst") continue;
    std::fstream bytes(file.path(), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(20);
    bytes.write("!!!!!!!!", 8);
    ++damaged;
  }
  ASSERT_GT(damaged, 0);
  absl::Status status;
  auto store = OpenRocksDbStore(folder.path(), {"red"});
  status = store.ok() ? (*store)->OpenView()->Get(0, "k1").status() : store.status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  ASSERT_TRUE(GetErrorDetail(status).has_value());
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kStoreCorrupt);
}

// Name, size and time of change of all files of a folder.
std::string Fingerprint(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    files[file.path().filename()] =
        StrCat(file.file_size(), " ", file.last_write_time().time_since_epoch().count());
  }
  std::string all;
  for (const auto& [name, state] : files) StrAppend(&all, name, " ", state, "\n");
  return all;
}

TEST(RocksDbStoreTest, ReadingOnlyChangesNothing) {
  TemporaryFolder folder;
  {
    auto store = Open(folder.path(), {"red"});
    Put(*store, 0, "k", "v");
  }
  const std::string before = Fingerprint(folder.path());
  {
    auto store = OpenRocksDbStoreReadOnly(folder.path(), {"red"});
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_THAT(*(*store)->OpenView()->Get(0, "k"), Optional(std::string("v")));
    EXPECT_TRUE((*store)->VerifyChecksums().ok());
    WriteBatch batch;
    batch.Put(0, "k", "w");
    EXPECT_EQ((*store)->Commit(batch, Durability::kSynced).code(),
              absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(Fingerprint(folder.path()), before);
  EXPECT_EQ(OpenRocksDbStoreReadOnly(folder.path() + "/none", {"red"}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(OpenRocksDbStoreReadOnly(folder.path(), {"red", "green"}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(*ListRocksDbKeySpaces(folder.path()), ::testing::ElementsAre("red"));
}

TEST(RocksDbStoreTest, ChecksumsFindASpoiledByte) {
  TemporaryFolder folder;
  {
    auto store = Open(folder.path(), {"red"});
    for (int i = 0; i < 500; ++i) Put(*store, 0, StrCat("k", i * 7919), StrCat(i, " something"));
    ASSERT_TRUE(store->PurgeDeleted().ok());
    ASSERT_TRUE(store->VerifyChecksums().ok());
  }
  // In the middle of the largest file: rows, not the footer.
  std::filesystem::path largest;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (file.path().extension() != ".sst") continue;
    if (largest.empty() || file.file_size() > std::filesystem::file_size(largest)) {
      largest = file.path();
    }
  }
  std::fstream bytes(largest, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(static_cast<std::streamoff>(std::filesystem::file_size(largest) / 4));
  bytes.write("!", 1);
  bytes.close();
  auto store = OpenRocksDbStoreReadOnly(folder.path(), {"red"});
  ASSERT_TRUE(store.ok()) << store.status();
  const absl::Status verified = (*store)->VerifyChecksums();
  EXPECT_EQ(verified.code(), absl::StatusCode::kDataLoss) << verified;
}

// Files of `folder` that hold `word`.
std::vector<std::string> FilesWith(const std::string& folder, const std::string& word) {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream bytes(file.path(), std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(bytes)), {});
    if (all.find(word) != std::string::npos) found.push_back(file.path().filename());
  }
  return found;
}

TEST(RocksDbStoreTest, PurgingLeavesNoByteOfDeletedRows) {
  TemporaryFolder folder;
  auto store = Open(folder.path(), {"red", "green"});
  for (KeySpace space : {0, 1}) {
    Put(*store, space, "first row", "stays");
    // Smallest and largest key of a file stand in the manifest too.
    Put(*store, space, "a xylomark", "value");
    Put(*store, space, "z xylomark", "value");
    Put(*store, space, "replaced", "of xylomark");
  }
  ASSERT_TRUE(store->PurgeDeleted().ok());
  ASSERT_FALSE(FilesWith(folder.path(), "xylomark").empty());
  for (KeySpace space : {0, 1}) {
    WriteBatch batch;
    batch.Delete(space, "a xylomark");
    batch.Delete(space, "z xylomark");
    batch.Put(space, "replaced", "of nothing");
    ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  }
  ASSERT_TRUE(store->PurgeDeleted().ok());
  EXPECT_THAT(FilesWith(folder.path(), "xylomark"), ::testing::IsEmpty());
  EXPECT_THAT(*store->OpenView()->Get(0, "first row"), Optional(std::string("stays")));
}

}  // namespace
}  // namespace dateline
