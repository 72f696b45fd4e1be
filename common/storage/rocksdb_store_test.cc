#include "common/storage/rocksdb_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/error.h"
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

}  // namespace
}  // namespace dateline
