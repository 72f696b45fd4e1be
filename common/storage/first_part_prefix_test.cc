#include "common/storage/first_part_prefix.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace dateline {
namespace {

// What RocksDB asks of a prefix: it begins the key, keeps the order, and is its
// own prefix.
TEST(FirstPartPrefixTest, KeepsTheOrderOfKeys) {
  std::mt19937 random(4);
  std::vector<std::string> keys;
  for (int i = 0; i < 300; ++i) {
    std::string key;
    for (size_t n = random() % 7; n > 0; --n) key.push_back("\x00\x01z\xFF"[random() % 4]);
    keys.push_back(key);
  }
  const auto transform = FirstPartTransform();
  for (const std::string& a : keys) {
    const rocksdb::Slice part = transform->Transform(a);
    EXPECT_TRUE(rocksdb::Slice(a).starts_with(part));
    EXPECT_EQ(transform->Transform(part), part);
    for (const std::string& b : keys) {
      if (a <= b) {
        EXPECT_LE(part.compare(transform->Transform(b)), 0);
      }
    }
  }
}

}  // namespace
}  // namespace dateline
