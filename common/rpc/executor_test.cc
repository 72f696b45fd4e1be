#include "common/rpc/executor.h"

#include <atomic>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

TEST(ExecutorTest, RunsAsManyTasksAtOnceAsItHasThreads) {
  Executor executor({.threads = 3});
  absl::Barrier* const meeting = new absl::Barrier(4);
  for (int i = 0; i < 3; ++i) {
    // Block() returns only once all three tasks and the test are there.
    ASSERT_TRUE(executor.TryRun([meeting] {
      if (meeting->Block()) delete meeting;
    }));
  }
  if (meeting->Block()) delete meeting;
}

TEST(ExecutorTest, RefusesNewWorkWhenTooMuchWaitsButNeverAdmittedWork) {
  std::atomic<int> ran = 0;
  {
    Executor executor({.threads = 1, .max_waiting = 2});
    absl::Notification running, release;
    ASSERT_TRUE(executor.TryRun([&] {
      running.Notify();
      release.WaitForNotification();
    }));
    running.WaitForNotification();
    EXPECT_TRUE(executor.TryRun([&] { ++ran; }));
    EXPECT_TRUE(executor.TryRun([&] { ++ran; }));
    EXPECT_FALSE(executor.TryRun([&] { ran += 100; }));
    executor.Run([&] { ++ran; });
    release.Notify();
  }
  // The destructor ran what waited.
  EXPECT_EQ(ran, 3);
}

TEST(ExecutorTest, TellsEachListenerOnceThatItDrains) {
  Executor executor({.threads = 1});
  int early = 0, dropped = 0, late = 0;
  const auto early_handle = executor.AddDrainListener([&] { ++early; });
  executor.AddDrainListener([&] { ++dropped; }).reset();
  EXPECT_FALSE(executor.draining());
  executor.BeginDrain();
  executor.BeginDrain();
  EXPECT_TRUE(executor.draining());
  const auto late_handle = executor.AddDrainListener([&] { ++late; });
  EXPECT_EQ(early, 1);
  EXPECT_EQ(dropped, 0);
  EXPECT_EQ(late, 1);
}

TEST(ExecutorTest, AHandleMayOutliveTheExecutor) {
  std::shared_ptr<void> handle;
  {
    Executor executor({.threads = 1});
    handle = executor.AddDrainListener([] {});
  }
  handle.reset();
}

}  // namespace
}  // namespace dateline
