// Golden bytes: a change here is a change of the format (docs/formats/ingest_keys.md).
#include "services/ingest/core/document_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(AbslView(bytes)); }

TEST(DocumentKeysTest, KeySpacesByName) {
  EXPECT_THAT(IngestKeySpaceNames(),
              ::testing::ElementsAre("meta", "documents", "texts", "contents", "deliveries",
                                     "queue", "received", "dead_letters", "uncompared",
                                     "resemblances", "resembled_by", "copy_index"));
}

TEST(DocumentKeysTest, GoldenBytes) {
  EXPECT_EQ(Hex(MetaKey("format")), "666f726d61740001");
  EXPECT_EQ(Hex(ReprocessingKey(3)), "726570726f63657373696e6700010000000000000003");
  EXPECT_EQ(Hex(DocumentKey("00ff")), "303066660001");
  EXPECT_EQ(Hex(TimedKey{1'000'000, 7}.Encode()), "80000000000f42400000000000000007");
  EXPECT_EQ(Hex(TimedKey{-1, 0x0102030405060708}.Encode()), "7fffffffffffffff0102030405060708");
  EXPECT_EQ(Hex(EncodeSequence(258)), "0000000000000102");
  EXPECT_EQ(Hex(ResembledByKey("00ff", 258)), "3030666600010000000000000102");
  EXPECT_EQ(Hex(CopyIndexKey(CopyIndexTag::kAddress, 1)), "610000000000000001");
  EXPECT_EQ(Hex(CopyIndexKey(CopyIndexTag::kBand, 0x0102030405060708)), "620102030405060708");
  EXPECT_EQ(Hex(CopyIndexKey(CopyIndexTag::kWords, ~uint64_t{0})), "77ffffffffffffffff");
}

TEST(DocumentKeysTest, KeysOrderAsTheirPartsDo) {
  EXPECT_LT((TimedKey{-5, 9}.Encode()), (TimedKey{-4, 1}.Encode()));
  EXPECT_LT((TimedKey{-1, 9}.Encode()), (TimedKey{0, 1}.Encode()));
  EXPECT_LT((TimedKey{3, 255}.Encode()), (TimedKey{3, 256}.Encode()));
}

TEST(DocumentKeysTest, DecodesWhatItEncodesAndNothingElse) {
  const TimedKey key{1'629'705'600'000'000, 42};
  EXPECT_EQ(TimedKey::Decode(key.Encode()), key);
  EXPECT_EQ(TimedKey::Decode("short"), std::nullopt);
  EXPECT_EQ(TimedKey::Decode(key.Encode() + "x"), std::nullopt);
  EXPECT_EQ(DecodeSequence(EncodeSequence(77)), 77u);
  EXPECT_EQ(DecodeSequence(""), std::nullopt);
}

}  // namespace
}  // namespace dateline::ingest
