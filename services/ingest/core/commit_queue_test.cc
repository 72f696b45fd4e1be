#include "services/ingest/core/commit_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "common/base/status_macros.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/memory_store.h"

namespace dateline::ingest {
namespace {

// Adds one to the number under `key`.
absl::Status Increment(Transaction& transaction, const std::string& key) {
  DATELINE_ASSIGN_OR_RETURN(const auto old, transaction.Get(0, key));
  transaction.Put(0, key, std::to_string(old.has_value() ? std::stoi(*old) + 1 : 1));
  return absl::OkStatus();
}

TEST(CommitQueueTest, ChangesSeeWhatCameBefore) {
  MemoryStore store(1);
  CommitQueue queue(&store);
  constexpr int kThreads = 8, kRounds = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kRounds; ++i) {
        ASSERT_TRUE(queue.Run([](Transaction& own) { return Increment(own, "n"); }).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(**store.OpenView()->Get(0, "n"), "1600");
  EXPECT_LE(queue.commit_count(), 1600u);
}

TEST(CommitQueueTest, ARefusedChangeWritesNothingAndOthersGoOn) {
  MemoryStore store(1);
  CommitQueue queue(&store);
  bool told = false;
  const absl::Status refused = queue.Run([&](Transaction& transaction) {
    transaction.Put(0, "k", "v");
    transaction.OnCommit([&] { told = true; });
    return absl::InvalidArgumentError("no");
  });
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(store.OpenView()->Get(0, "k")->has_value());
  EXPECT_FALSE(told);
  EXPECT_EQ(queue.commit_count(), 0u);
}

TEST(CommitQueueTest, AFailedCommitFailsItsChangesAndTellsNobody) {
  MemoryStore memory(1);
  FaultInjectingStore store(&memory);
  CommitQueue queue(&store);
  store.FailCommit(1, FaultInjectingStore::Fault::kRefused);
  bool told = false;
  const auto change = [&](Transaction& transaction) {
    transaction.OnCommit([&] { told = true; });
    return Increment(transaction, "n");
  };
  EXPECT_EQ(queue.Run(change).code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(told);
  EXPECT_TRUE(queue.Run(change).ok());
  EXPECT_TRUE(told);
  EXPECT_EQ(**memory.OpenView()->Get(0, "n"), "1");
}

// While one commit is held up, others gather behind it and go in one batch.
TEST(CommitQueueTest, WaitingChangesShareACommit) {
  MemoryStore store(1);
  CommitQueue queue(&store);
  constexpr int kFollowers = 20;
  std::atomic<int> about_to_wait = 0;
  std::vector<std::thread> threads;
  ASSERT_TRUE(queue
                  .Run([&](Transaction& transaction) {
                    for (int i = 0; i < kFollowers; ++i) {
                      threads.emplace_back([&] {
                        ++about_to_wait;
                        ASSERT_TRUE(
                            queue.Run([](Transaction& own) { return Increment(own, "n"); }).ok());
                      });
                    }
                    while (about_to_wait < kFollowers) std::this_thread::yield();
                    return Increment(transaction, "n");
                  })
                  .ok());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(**store.OpenView()->Get(0, "n"), "21");
  EXPECT_LE(queue.commit_count(), 1u + kFollowers);
}

}  // namespace
}  // namespace dateline::ingest
