// What every OrderedStore must do, run over each implementation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include "common/storage/ordered_key.h"
#include "common/storage/ordered_store.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/memory_store.h"
#include "common/testing/temporary_folder.h"

namespace dateline {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

constexpr KeySpace kFirst = 0;
constexpr KeySpace kSecond = 1;

class OrderedStoreConformanceTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "memory") {
      store_ = std::make_unique<MemoryStore>(2);
      return;
    }
    auto store = OpenRocksDbStore(folder_.path(), {"first", "second"});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  void Put(KeySpace space, std::string_view key, std::string_view value) {
    WriteBatch batch;
    batch.Put(space, key, value);
    ASSERT_TRUE(store_->Commit(batch, Durability::kBuffered).ok());
  }

  static std::vector<std::string> Keys(const ReadView& view, const KeyRange& range,
                                       ScanDirection direction = ScanDirection::kForward) {
    std::vector<std::string> keys;
    EXPECT_TRUE(view.ForEach(
                        kFirst, range,
                        [&](std::string_view key, std::string_view) {
                          keys.emplace_back(key);
                          return ScanStep::kContinue;
                        },
                        direction)
                    .ok());
    return keys;
  }

  TemporaryFolder folder_;
  std::unique_ptr<OrderedStore> store_;
};

TEST_P(OrderedStoreConformanceTest, SaysWhetherItCanWriteAndWhatItHolds) {
  EXPECT_EQ(store_->figures().rows, 0u);
  Put(kFirst, "a", "1");
  Put(kSecond, "b", "2");
  const auto view = store_->OpenView();
  EXPECT_TRUE(store_->CheckWritable().ok());
  EXPECT_EQ(store_->figures().rows, 2u);
  EXPECT_EQ(store_->figures().open_views, 1u);
  EXPECT_FALSE(store_->figures().writes_stopped);
  EXPECT_THAT(Keys(*store_->OpenView(), {}), ElementsAre("a"));
}

TEST_P(OrderedStoreConformanceTest, ReadsWhatWasWrittenInItsKeySpace) {
  Put(kFirst, "a", "1");
  Put(kSecond, "a", "2");
  const auto view = store_->OpenView();
  EXPECT_THAT(*view->Get(kFirst, "a"), Optional(std::string("1")));
  EXPECT_THAT(*view->Get(kSecond, "a"), Optional(std::string("2")));
  EXPECT_EQ(*view->Get(kFirst, "b"), std::nullopt);
  EXPECT_THAT(*view->MultiGet(kFirst, {"b", "a"}),
              ElementsAre(std::nullopt, Optional(std::string("1"))));
}

TEST_P(OrderedStoreConformanceTest, APointCursorFindsOneRowAfterTheOther) {
  const auto key = [](std::string_view part, uint64_t version) {
    std::string bytes;
    AppendKeyString(&bytes, part);
    AppendKeyDescending(&bytes, version);
    return bytes;
  };
  for (const std::string_view part : {"a", "b", "d"}) {
    for (const uint64_t version : {1, 3}) Put(kFirst, key(part, version), part);
  }
  const auto view = store_->OpenView();
  Put(kFirst, key("c", 9), "too late");
  const auto cursor = view->OpenPointCursor(kFirst);
  for (const std::string_view part : {"d", "a", "b", "a"}) {
    cursor->Seek(key(part, 2));
    ASSERT_TRUE(cursor->Valid());
    EXPECT_EQ(cursor->key(), key(part, 1));
    EXPECT_EQ(cursor->value(), part);
    cursor->Seek(key(part, 5));
    ASSERT_TRUE(cursor->Valid());
    EXPECT_EQ(cursor->key(), key(part, 3));
    cursor->Next();
    ASSERT_TRUE(cursor->Valid());
    EXPECT_EQ(cursor->key(), key(part, 1));
  }
  cursor->Seek(key("c", 9));
  EXPECT_TRUE(!cursor->Valid() || cursor->key() == key("d", 3));
  EXPECT_TRUE(cursor->status().ok());
}

TEST_P(OrderedStoreConformanceTest, ViewSeesOneMoment) {
  Put(kFirst, "a", "1");
  const auto before = store_->OpenView();
  WriteBatch batch;
  batch.Put(kFirst, "a", "2");
  batch.Put(kFirst, "b", "2");
  batch.Delete(kFirst, "b");
  batch.Put(kFirst, "c", "2");
  ASSERT_TRUE(store_->Commit(batch, Durability::kSynced).ok());
  EXPECT_THAT(*before->Get(kFirst, "a"), Optional(std::string("1")));
  EXPECT_THAT(Keys(*before, {}), ElementsAre("a"));
  const auto after = store_->OpenView();
  EXPECT_THAT(*after->Get(kFirst, "a"), Optional(std::string("2")));
  EXPECT_THAT(Keys(*after, {}), ElementsAre("a", "c"));
}

TEST_P(OrderedStoreConformanceTest, ScansRangesBothWays) {
  for (const char* key : {"a", "b", "ba", "bb", "c"}) Put(kFirst, key, "");
  const auto view = store_->OpenView();
  EXPECT_THAT(Keys(*view, KeyRange::Prefix("b")), ElementsAre("b", "ba", "bb"));
  EXPECT_THAT(Keys(*view, KeyRange::Prefix("b"), ScanDirection::kBackward),
              ElementsAre("bb", "ba", "b"));
  EXPECT_THAT(Keys(*view, {"ba", ""}), ElementsAre("ba", "bb", "c"));
  EXPECT_THAT(Keys(*view, {"x", ""}), ElementsAre());
  EXPECT_THAT(Keys(*view, {"", "b"}, ScanDirection::kBackward), ElementsAre("a"));
}

TEST_P(OrderedStoreConformanceTest, CursorSeeksInsideItsRange) {
  for (const char* key : {"a", "b", "d", "e"}) Put(kFirst, key, key);
  const auto view = store_->OpenView();
  auto forward = view->Scan(kFirst, {"b", "e"}, ScanDirection::kForward);
  forward->Seek("c");
  ASSERT_TRUE(forward->Valid());
  EXPECT_EQ(forward->key(), "d");
  EXPECT_EQ(forward->value(), "d");
  forward->Seek("a");
  ASSERT_TRUE(forward->Valid());
  EXPECT_EQ(forward->key(), "b");
  forward->Seek("e");
  EXPECT_FALSE(forward->Valid());
  auto backward = view->Scan(kFirst, {"b", "e"}, ScanDirection::kBackward);
  backward->Seek("c");
  ASSERT_TRUE(backward->Valid());
  EXPECT_EQ(backward->key(), "b");
  backward->Next();
  EXPECT_FALSE(backward->Valid());
  backward->Seek("z");
  ASSERT_TRUE(backward->Valid());
  EXPECT_EQ(backward->key(), "d");
  backward->Seek("a");
  EXPECT_FALSE(backward->Valid());
  EXPECT_TRUE(backward->status().ok());
}

TEST_P(OrderedStoreConformanceTest, RequirementsGuardTheWholeBatch) {
  Put(kFirst, "a", "1");
  WriteBatch stale;
  stale.Require(kFirst, "a", "0");
  stale.Put(kFirst, "b", "x");
  EXPECT_EQ(store_->Commit(stale, Durability::kBuffered).code(), absl::StatusCode::kAborted);
  WriteBatch absent;
  absent.Require(kFirst, "a", std::nullopt);
  absent.Put(kFirst, "b", "x");
  EXPECT_EQ(store_->Commit(absent, Durability::kBuffered).code(), absl::StatusCode::kAborted);
  EXPECT_EQ(*store_->OpenView()->Get(kFirst, "b"), std::nullopt);
  WriteBatch good;
  good.Require(kFirst, "a", "1");
  good.Require(kFirst, "b", std::nullopt);
  good.Put(kFirst, "b", "x");
  EXPECT_TRUE(store_->Commit(good, Durability::kSynced).ok());
  EXPECT_THAT(*store_->OpenView()->Get(kFirst, "b"), Optional(std::string("x")));
}

TEST_P(OrderedStoreConformanceTest, ConcurrentIncrementsLoseNothing) {
  Put(kFirst, "n", "0");
  const auto work = [&] {
    for (int i = 0; i < 50; ++i) {
      while (true) {
        const std::string old = **store_->OpenView()->Get(kFirst, "n");
        WriteBatch batch;
        batch.Require(kFirst, "n", old);
        batch.Put(kFirst, "n", std::to_string(std::stoi(old) + 1));
        if (store_->Commit(batch, Durability::kBuffered).ok()) break;
      }
    }
  };
  std::thread first(work), second(work);
  first.join();
  second.join();
  EXPECT_THAT(*store_->OpenView()->Get(kFirst, "n"), Optional(std::string("100")));
}

TEST_P(OrderedStoreConformanceTest, BehavesLikeASortedMap) {
  std::mt19937 random(7);
  std::map<std::string, std::string> model;
  const auto random_key = [&] {
    std::string key;
    for (size_t n = random() % 3; n > 0; --n) key.push_back("\x00\x01m\xFE\xFF"[random() % 5]);
    return "k" + key;
  };
  for (int round = 0; round < 300; ++round) {
    WriteBatch batch;
    for (size_t n = 1 + random() % 4; n > 0; --n) {
      const std::string key = random_key();
      if (random() % 3 == 0) {
        batch.Delete(kFirst, key);
        model.erase(key);
      } else {
        model[key] = std::to_string(round);
        batch.Put(kFirst, key, model[key]);
      }
    }
    ASSERT_TRUE(store_->Commit(batch, Durability::kBuffered).ok());
    std::string begin = random_key(), end = random_key();
    if (end < begin) std::swap(begin, end);
    std::vector<std::string> expected;
    for (auto it = model.lower_bound(begin); it != model.end() && it->first < end; ++it) {
      expected.push_back(it->first);
    }
    const auto view = store_->OpenView();
    ASSERT_EQ(Keys(*view, {begin, end}), expected);
    std::reverse(expected.begin(), expected.end());
    ASSERT_EQ(Keys(*view, {begin, end}, ScanDirection::kBackward), expected);
  }
}

TEST_P(OrderedStoreConformanceTest, FindsRowsByTheirFirstPart) {
  // Enough rows, deleted and flushed in between, that filters have a say.
  std::mt19937 random(17);
  std::map<std::string, std::string> model;
  const auto part_of = [](size_t number) {
    std::string part = "f";
    AppendKeyString(&part, std::to_string(number * 7919));
    return part;
  };
  for (int round = 0; round < 6; ++round) {
    WriteBatch batch;
    for (int i = 0; i < 400; ++i) {
      std::string key = part_of(random() % 300);
      AppendKeyDescending(&key, random() % 5);
      if (random() % 4 == 0) {
        batch.Delete(kFirst, key);
        model.erase(key);
      } else {
        batch.Put(kFirst, key, "v");
        model[key] = "v";
      }
    }
    ASSERT_TRUE(store_->Commit(batch, Durability::kBuffered).ok());
    ASSERT_TRUE(store_->PurgeDeleted().ok());
  }
  const auto view = store_->OpenView();
  for (size_t number = 0; number < 400; ++number) {
    const KeyRange range = KeyRange::Prefix(part_of(number));
    std::vector<std::string> expected;
    for (auto it = model.lower_bound(range.begin); it != model.end() && it->first < range.end;
         ++it) {
      expected.push_back(it->first);
    }
    ASSERT_EQ(Keys(*view, range), expected);
    std::reverse(expected.begin(), expected.end());
    ASSERT_EQ(Keys(*view, range, ScanDirection::kBackward), expected);
    std::string versioned = part_of(number);
    AppendKeyDescending(&versioned, 3);
    const auto first = model.lower_bound(versioned);
    const bool there = first != model.end() && first->first < range.end;
    ASSERT_EQ(Keys(*view, {versioned, range.end}).empty(), !there);
    ASSERT_EQ((*view->Get(kFirst, versioned)).has_value(), model.contains(versioned));
  }
}

TEST_P(OrderedStoreConformanceTest, CheckpointIsTheStoreOfThatMoment) {
  Put(kFirst, "a", "1");
  Put(kSecond, "b", "2");
  const std::string checkpoint = folder_.path() + "-checkpoint";
  ASSERT_TRUE(store_->WriteCheckpoint(checkpoint).ok());
  Put(kFirst, "a", "changed");
  Put(kFirst, "c", "new");
  EXPECT_EQ(store_->WriteCheckpoint(checkpoint).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_FALSE(store_->WriteCheckpoint("/proc/none/checkpoint").ok());
  std::unique_ptr<OrderedStore> copy;
  if (GetParam() == "memory") {
    copy = *MemoryStore::ReadCheckpoint(checkpoint);
  } else {
    copy = *OpenRocksDbStoreReadOnly(checkpoint, {"first", "second"});
  }
  const auto view = copy->OpenView();
  EXPECT_THAT(*view->Get(kFirst, "a"), Optional(std::string("1")));
  EXPECT_EQ(*view->Get(kFirst, "c"), std::nullopt);
  EXPECT_THAT(*view->Get(kSecond, "b"), Optional(std::string("2")));
  EXPECT_TRUE(copy->VerifyChecksums().ok());
  std::filesystem::remove_all(checkpoint);
}

INSTANTIATE_TEST_SUITE_P(Stores, OrderedStoreConformanceTest,
                         ::testing::Values("memory", "rocksdb"),
                         [](const auto& param_info) { return param_info.param; });

}  // namespace
}  // namespace dateline
