#include "common/admin/store_watch.h"

#include <string>
#include <vector>

#include "common/admin/store_metrics.h"
#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/memory_store.h"
#include "common/testing/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace dateline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void Crash(FaultInjectingStore& store) {
  store.FailCommit(1, FaultInjectingStore::Fault::kCrashed);
  WriteBatch batch;
  batch.Put(0, "k", "v");
  EXPECT_FALSE(store.Commit(batch, Durability::kSynced).ok());
}

// What a watch says, in order; told from its own thread.
class Heard {
 public:
  void Add(bool writable) {
    absl::MutexLock lock(&mutex_);
    said_.push_back(writable);
  }
  // Once so much was said.
  std::vector<bool> Await(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return said_.size() >= count; };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(60));
    return said_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<bool> said_ ABSL_GUARDED_BY(mutex_);
};

// Never looks by itself within a test.
StoreWatchOptions Options(Heard& heard) {
  StoreWatchOptions options;
  options.name = "shelf";
  options.period = options.period_while_failing = absl::Hours(1);
  options.on_change = [&heard](bool writable) { heard.Add(writable); };
  return options;
}

TEST(StoreWatchTest, SaysAtOnceHowItIs) {
  MemoryStore memory(1);
  FaultInjectingStore store(&memory);
  Heard heard;
  {
    const StoreWatch watch(store, Options(heard));
    EXPECT_TRUE(watch.writable());
    EXPECT_THAT(heard.Await(1), ElementsAre(true));
  }
  Crash(store);
  const StoreWatch watch(store, Options(heard));
  EXPECT_FALSE(watch.writable());
  EXPECT_THAT(heard.Await(2), ElementsAre(true, false));
}

TEST(StoreWatchTest, SaysWhenTheStoreCannotWriteAndWhenItCanAgain) {
  MemoryStore memory(1);
  FaultInjectingStore store(&memory);
  Heard heard;
  Metrics metrics;
  std::vector<std::string> lines;
  const EventLog log([&](std::string_view line) { lines.emplace_back(line); });
  StoreWatchOptions options = Options(heard);
  options.metrics = &metrics;
  options.log = &log;
  StoreWatch watch(store, options);
  EXPECT_THAT(metrics.Text(), HasSubstr("\ndateline_store_writable{store=\"shelf\"} 1\n"));
  Crash(store);
  watch.LookNow();
  EXPECT_THAT(heard.Await(2), ElementsAre(true, false));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ndateline_store_writable{store=\"shelf\"} 0\n"));
  store.Restart();
  watch.LookNow();
  EXPECT_THAT(heard.Await(3), ElementsAre(true, false, true));
  ASSERT_EQ(lines.size(), 2u);
  const auto failed = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(failed.at("event"), "store_not_writable");
  EXPECT_EQ(failed.at("level"), "error");
  EXPECT_THAT(failed.at("message").get<std::string>(), HasSubstr("the store has crashed"));
  EXPECT_EQ(nlohmann::json::parse(lines[1]).at("event"), "store_writable");
}

TEST(StoreWatchTest, LooksByItself) {
  MemoryStore memory(1);
  FaultInjectingStore store(&memory);
  Heard heard;
  StoreWatchOptions options = Options(heard);
  options.period = options.period_while_failing = absl::Milliseconds(1);
  const StoreWatch watch(store, options);
  Crash(store);
  EXPECT_THAT(heard.Await(2), ElementsAre(true, false));
  store.Restart();
  EXPECT_THAT(heard.Await(3), ElementsAre(true, false, true));
}

TEST(StoreMetricsTest, GiveEveryFigureOfTheStore) {
  TemporaryFolder folder;
  const auto store = OpenRocksDbStore(folder.path(), {"red"});
  ASSERT_TRUE(store.ok()) << store.status();
  WriteBatch batch;
  batch.Put(0, "k", std::string(10'000, 'v'));
  ASSERT_TRUE((*store)->Commit(batch, Durability::kSynced).ok());
  Metrics metrics;
  const auto handle = AddStoreMetrics(metrics, "shelf", **store);
  const std::string page = metrics.Text();
  EXPECT_THAT(page, HasSubstr("\ndateline_store_rows{store=\"shelf\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("\ndateline_store_log_syncs_total{store=\"shelf\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("\ndateline_store_writes_stopped{store=\"shelf\"} 0\n"));
  EXPECT_THAT(page, HasSubstr("\ndateline_store_background_errors_total{store=\"shelf\"} 0\n"));
}

}  // namespace
}  // namespace dateline
