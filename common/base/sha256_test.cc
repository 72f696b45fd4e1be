#include "common/base/sha256.h"

#include <gtest/gtest.h>

namespace dateline {
namespace {

TEST(Sha256, KnownDigest) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HashedId, SeparatesParts) {
  EXPECT_EQ(HashedId({"abc"}), "ba7816bf8f01cfea414140de5dae2223");
  EXPECT_NE(HashedId({"ab", "c"}), HashedId({"a", "bc"}));
  EXPECT_TRUE(IsHashedId(HashedId({"", ""})));
  EXPECT_FALSE(IsHashedId("BA7816BF8F01CFEA414140DE5DAE2223"));
  EXPECT_FALSE(IsHashedId("ba78"));
}

}  // namespace
}  // namespace dateline
