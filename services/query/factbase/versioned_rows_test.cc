#include "services/query/factbase/versioned_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "common/storage/ordered_key.h"
#include "common/testing/memory_store.h"

namespace dateline::query {
namespace {

using ::testing::Optional;

std::string Key(std::string_view text) {
  std::string key;
  AppendKeyString(&key, text);
  return key;
}

TEST(VersionedRowsTest, KeyAndValueRoundTrip) {
  const std::string stored = VersionedKey("abc", 42);
  std::string_view key;
  uint64_t version = 0;
  ASSERT_TRUE(SplitVersionedKey(stored, &key, &version));
  EXPECT_EQ(key, "abc");
  EXPECT_EQ(version, 42u);
  EXPECT_FALSE(SplitVersionedKey("short", &key, &version));
  const std::string id = "00112233445566778899aabbccddeeff";
  for (const std::string& payload : {std::string(), std::string("told"), "of " + id}) {
    EXPECT_THAT(*PayloadOf(VersionedValue(payload)), Optional(payload));
  }
  EXPECT_EQ(VersionedValue(id).size(), 1 + 2 + 16);
  EXPECT_EQ(*PayloadOf(VersionedValue(std::nullopt)), std::nullopt);
  for (const std::string_view damaged : {"",
                                         "\x03"
                                         "told",
                                         "\x02\xff"}) {
    EXPECT_EQ(PayloadOf(damaged).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(VersionedRowsTest, ReadsTheVersionOfTheMoment) {
  MemoryStore store(1);
  WriteBatch batch;
  batch.Put(0, VersionedKey(Key("k"), 10), VersionedValue("ten"));
  batch.Put(0, VersionedKey(Key("k"), 20), VersionedValue(std::nullopt));
  batch.Put(0, VersionedKey(Key("k"), 30), VersionedValue("thirty"));
  ASSERT_TRUE(store.Commit(batch, Durability::kBuffered).ok());
  const auto view = store.OpenView();
  EXPECT_EQ(*VersionedReader(view.get(), 9).Get(0, Key("k")), std::nullopt);
  EXPECT_THAT(*VersionedReader(view.get(), 10).Get(0, Key("k")), Optional(std::string("ten")));
  EXPECT_THAT(*VersionedReader(view.get(), 19).Get(0, Key("k")), Optional(std::string("ten")));
  EXPECT_EQ(*VersionedReader(view.get(), 25).Get(0, Key("k")), std::nullopt);
  EXPECT_THAT(*VersionedReader(view.get(), kNewestVersion).Get(0, Key("k")),
              Optional(std::string("thirty")));
}

TEST(VersionedRowsTest, ScansAgreeWithAModelAtEveryMoment) {
  std::mt19937 random(11);
  MemoryStore store(1);
  std::map<uint64_t, std::map<std::string, std::string>> model;  // By moment.
  std::map<std::string, std::string> now;
  for (uint64_t version = 1; version <= 60; ++version) {
    WriteBatch batch;
    for (int n = 0; n < 3; ++n) {
      const std::string key = Key(std::string(1 + random() % 2, "ab\xFF"[random() % 3]));
      if (random() % 3 == 0) {
        now.erase(key);
        batch.Put(0, VersionedKey(key, version), VersionedValue(std::nullopt));
      } else {
        now[key] = std::to_string(version);
        batch.Put(0, VersionedKey(key, version), VersionedValue(now[key]));
      }
    }
    ASSERT_TRUE(store.Commit(batch, Durability::kBuffered).ok());
    model[version] = now;
  }
  const auto view = store.OpenView();
  for (const auto& [version, rows] : model) {
    for (const auto direction : {ScanDirection::kForward, ScanDirection::kBackward}) {
      std::vector<std::pair<std::string, std::string>> expected(rows.begin(), rows.end()), seen;
      if (direction == ScanDirection::kBackward) std::reverse(expected.begin(), expected.end());
      std::string after;
      // Two rows at a time, resuming: as pages do.
      while (true) {
        int taken = 0;
        ASSERT_TRUE(VersionedReader(view.get(), version)
                        .ForEach(
                            0, ResumeAfter({}, after, direction),
                            [&](std::string_view key, std::string_view value) {
                              seen.emplace_back(key, value);
                              after = key;
                              return ++taken == 2 ? ScanStep::kStop : ScanStep::kContinue;
                            },
                            direction)
                        .ok());
        if (taken < 2) break;
      }
      ASSERT_EQ(seen, expected) << "version " << version;
    }
  }
}

}  // namespace
}  // namespace dateline::query
