// What a RocksDB store keeps when the power fails at any write.
#include "common/storage/testing/crashing_disk.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "common/base/strings.h"
#include "common/testing/temporary_folder.h"

namespace dateline {
namespace {

using Rows = std::map<std::string, std::string>;

Rows RowsOf(const OrderedStore& store) {
  Rows rows;
  const absl::Status read =
      store.OpenView()->ForEach(0, {}, [&](std::string_view key, std::string_view value) {
        rows[std::string(key)] = value;
        return ScanStep::kContinue;
      });
  EXPECT_TRUE(read.ok()) << read;
  return rows;
}

// Small buffers, so that a few hundred writes already make and merge files.
RocksDbOptions SmallBuffers() {
  RocksDbOptions options;
  options.write_buffer_bytes = 64 << 10;
  return options;
}

// Commits until the disk crashes; returns what the store may hold afterwards:
// the state after each commit from the last synced one on.
std::vector<Rows> CommitUntilCrash(OrderedStore& store, std::mt19937& random, Rows rows) {
  std::vector<Rows> possible = {rows};
  while (true) {
    WriteBatch batch;
    for (size_t n = 1 + random() % 3; n > 0; --n) {
      const std::string key = StrCat("k", random() % 40);
      const std::string value(random() % 3000, static_cast<char>('a' + random() % 26));
      batch.Put(0, key, value);
      rows[key] = value;
    }
    const bool synced = random() % 2 == 0;
    const absl::Status committed =
        store.Commit(batch, synced ? Durability::kSynced : Durability::kBuffered);
    if (committed.ok() && synced) possible.clear();
    // A commit that failed may have reached the disk all the same.
    possible.push_back(rows);
    if (!committed.ok()) return possible;
  }
}

TEST(CrashingDiskTest, SyncedCommitsSurviveAndNoneIsHalf) {
  std::mt19937 random(11);
  int crashes_at_open = 0;
  for (uint32_t round = 0; round < 15; ++round) {
    SCOPED_TRACE(round);
    TemporaryFolder folder(TemporaryFolder::Place::kMemory);
    CrashingDisk disk(round);
    std::vector<Rows> possible = {{}};
    for (int crash = 0; crash < 12; ++crash) {
      disk.CrashAfter(1 + random() % (crash % 3 == 0 ? 40 : 400));
      auto store = disk.OpenStore(folder.path(), {"rows"}, SmallBuffers());
      if (!store.ok()) {
        ASSERT_TRUE(disk.crashed()) << store.status();
        ++crashes_at_open;
      } else {
        const Rows rows = RowsOf(**store);
        ASSERT_NE(std::find(possible.begin(), possible.end(), rows), possible.end())
            << "the store holds a state that no commit left";
        possible = CommitUntilCrash(**store, random, rows);
        ASSERT_TRUE(disk.crashed());
        store->reset();
      }
      disk.Restart();
    }
    const auto store = disk.OpenStore(folder.path(), {"rows"});
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE((*store)->VerifyChecksums().ok());
  }
  // Openings write too: recovery itself must survive a crash.
  EXPECT_GT(crashes_at_open, 10);
}

TEST(CrashingDiskTest, UnsyncedWritesMayBeLost) {
  int lost = 0;
  for (uint32_t seed = 0; seed < 10; ++seed) {
    TemporaryFolder folder(TemporaryFolder::Place::kMemory);
    CrashingDisk disk(seed);
    {
      auto store = disk.OpenStore(folder.path(), {"rows"});
      ASSERT_TRUE(store.ok());
      WriteBatch batch;
      batch.Put(0, "k", std::string(100, 'v'));
      ASSERT_TRUE((*store)->Commit(batch, Durability::kBuffered).ok());
      disk.CrashAfter(1);
    }
    disk.Restart();
    auto store = disk.OpenStore(folder.path(), {"rows"});
    ASSERT_TRUE(store.ok()) << store.status();
    lost += RowsOf(**store).empty();
  }
  EXPECT_GT(lost, 0) << "the disk does not lose anything, so it tests nothing";
}

}  // namespace
}  // namespace dateline
