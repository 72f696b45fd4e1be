// A disk that is full for a while: nothing fails for it, nothing is lost, and it
// is used again as soon as it has room.
#include "common/storage/waiting_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <atomic>
#include <future>
#include <limits>
#include <string>
#include <thread>

#include "common/base/strings.h"
#include "common/storage/rocksdb_opening.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/temporary_folder.h"

namespace dateline {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;
using ::testing::HasSubstr;

// What a full disk does: half of what is written arrives, then there is an error.
class FullDiskFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FullDiskFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::atomic<bool>* full,
               std::atomic<int>* refused)
      : FSWritableFileOwnerWrapper(std::move(file)), full_(full), refused_(refused) {}

  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    if (!*full_) return target()->PositionedAppend(data, offset, options, debug);
    const Slice half(data.data(), data.size() / 2);
    target()->PositionedAppend(half, offset, options, debug).PermitUncheckedError();
    ++*refused_;
    return IOStatus::NoSpace("the disk is full");
  }

 private:
  std::atomic<bool>* const full_;
  std::atomic<int>* const refused_;
};

class FullDisk final : public rocksdb::FileSystemWrapper {
 public:
  FullDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "dateline.FullDisk"; }
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    if (full) {
      ++refused;
      return IOStatus::NoSpace("the disk is full");
    }
    std::unique_ptr<rocksdb::FSWritableFile> file;
    IOStatus status = target()->NewWritableFile(path, options, &file, debug);
    if (status.ok()) *result = std::make_unique<FullDiskFile>(std::move(file), &full, &refused);
    return status;
  }

  std::atomic<bool> full{false};
  std::atomic<int> refused{0};
};

absl::Status Put(OrderedStore& store, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.Put(0, key, value);
  return store.Commit(batch, Durability::kSynced);
}

class WaitingFileSystemTest : public ::testing::Test {
 protected:
  std::unique_ptr<OrderedStore> Open() {
    RocksDbOptions options;
    options.write_buffer_bytes = 2 << 20;
    auto store =
        OpenRocksDbStoreOn(env_.get(), folder_.path(), {"red"}, options, StoreAccess::kReadWrite);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  TemporaryFolder folder_;
  const std::shared_ptr<FullDisk> disk_ = std::make_shared<FullDisk>();
  const std::unique_ptr<rocksdb::Env> env_ = MakeWaitingEnv(disk_);
};

TEST_F(WaitingFileSystemTest, ACommitGoesOnWhenThereIsRoom) {
  std::unique_ptr<OrderedStore> store = Open();
  ASSERT_TRUE(Put(*store, "before", "1").ok());
  disk_->full = true;
  const std::string large(300'000, 'x');
  std::future<absl::Status> commit =
      std::async(std::launch::async, [&] { return Put(*store, "during", large); });
  while (disk_->refused < 2) std::this_thread::yield();
  // Reads do not wait, and see nothing of it.
  EXPECT_EQ(*store->OpenView()->Get(0, "before"), "1");
  EXPECT_EQ(*store->OpenView()->Get(0, "during"), std::nullopt);
  disk_->full = false;
  EXPECT_TRUE(commit.get().ok());
  EXPECT_TRUE(store->CheckWritable().ok());
  EXPECT_TRUE(Put(*store, "after", "2").ok());
  store.reset();
  store = Open();
  EXPECT_EQ(*store->OpenView()->Get(0, "before"), "1");
  EXPECT_EQ(*store->OpenView()->Get(0, "during"), large);
  EXPECT_EQ(*store->OpenView()->Get(0, "after"), "2");
}

TEST_F(WaitingFileSystemTest, BackgroundWorkGoesOnWhenThereIsRoom) {
  std::unique_ptr<OrderedStore> store = Open();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(Put(*store, StrCat("row ", i), std::string(50'000, 'x')).ok());
  }
  disk_->full = true;
  // Writes sorted files of everything.
  std::future<absl::Status> purge =
      std::async(std::launch::async, [&] { return store->PurgeDeleted(); });
  while (disk_->refused < 2) std::this_thread::yield();
  EXPECT_EQ(*store->OpenView()->Get(0, "row 7"), std::string(50'000, 'x'));
  disk_->full = false;
  EXPECT_TRUE(purge.get().ok());
  EXPECT_EQ(store->figures().background_errors, 0u);
  EXPECT_TRUE(store->VerifyChecksums().ok());
  EXPECT_TRUE(Put(*store, "after", "2").ok());
  store.reset();
  store = Open();
  EXPECT_EQ(*store->OpenView()->Get(0, "row 19"), std::string(50'000, 'x'));
  EXPECT_EQ(*store->OpenView()->Get(0, "after"), "2");
}

TEST(DiskReserveTest, CommitsAreRefusedBeforeTheDiskIsFull) {
  TemporaryFolder folder;
  {
    const auto store = OpenRocksDbStore(folder.path(), {"red"});
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE(Put(**store, "k", "v").ok());
    EXPECT_TRUE((*store)->CheckWritable().ok());
  }
  RocksDbOptions options;
  options.reserve_bytes = std::numeric_limits<uint64_t>::max();
  const auto store = OpenRocksDbStore(folder.path(), {"red"}, options);
  ASSERT_TRUE(store.ok()) << store.status();
  for (const absl::Status& status : {Put(**store, "k", "new"), (*store)->CheckWritable()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("make room"));
  }
  EXPECT_EQ(*(*store)->OpenView()->Get(0, "k"), "v");
}

}  // namespace
}  // namespace dateline
