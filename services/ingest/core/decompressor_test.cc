#include "services/ingest/core/decompressor.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "services/ingest/core/testing/compressed.h"

namespace dateline::ingest {
namespace {

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail ? detail->reason : "";
}

std::string Text(size_t lines) {
  std::string text;
  for (size_t i = 0; i < lines; ++i) text += "The ferry left at " + std::to_string(i * 7919) + "\n";
  return text;
}

TEST(DecompressorTest, TellsCompressionByItsFirstBytes) {
  EXPECT_EQ(SniffCompression(Gzip("x")), Compression::kGzip);
  EXPECT_EQ(SniffCompression(Zstd("x")), Compression::kZstd);
  EXPECT_EQ(SniffCompression("text"), Compression::kNone);
  EXPECT_EQ(SniffCompression("\x1F\x8B"), Compression::kNone);
  EXPECT_EQ(SniffCompression(""), Compression::kNone);
}

TEST(DecompressorTest, UnpacksMembersAndFramesInTurn) {
  const std::string one = Text(20'000), two = Text(10);
  EXPECT_EQ(*Decompress(Gzip(one) + Gzip(two), 1 << 22), one + two);
  EXPECT_EQ(*Decompress(Zstd(one) + Zstd(two), 1 << 22), one + two);
  EXPECT_EQ(*Decompress(Gzip(Zstd(two)), 1 << 22), two);
  EXPECT_EQ(*Decompress(Gzip(two) + std::string(512, '\0'), 1 << 22), two);
  EXPECT_EQ(*Decompress("plain", 10), "plain");
}

TEST(DecompressorTest, GivesTheSameHoweverTheInputIsCut) {
  const std::string text = Text(30'000);
  for (const std::string& packed : {Gzip(text), Zstd(text)}) {
    for (size_t cut : {size_t{1}, size_t{7}, size_t{4096}}) {
      Decompressor decompressor(SniffCompression(packed));
      std::string out;
      for (size_t at = 0; at < packed.size(); at += cut) {
        std::string_view input = std::string_view(packed).substr(at, cut);
        while (*decompressor.Next(input, out)) {
        }
        EXPECT_TRUE(input.empty());
      }
      EXPECT_TRUE(decompressor.CheckEnd().ok());
      EXPECT_TRUE(out == text) << cut;
    }
  }
}

TEST(DecompressorTest, RefusesWhatEndsEarlyOrIsDamaged) {
  for (std::string packed : {Gzip(Text(1000)), Zstd(Text(1000))}) {
    EXPECT_EQ(ReasonOf(Decompress(packed.substr(0, packed.size() - 3), 1 << 20).status()),
              "CONTENT_ENCODING_BROKEN");
    packed[packed.size() / 2] ^= 0x55;
    packed[packed.size() / 2 + 1] ^= 0x55;
    EXPECT_EQ(ReasonOf(Decompress(packed, 1 << 20).status()), "CONTENT_ENCODING_BROKEN");
  }
  EXPECT_EQ(ReasonOf(Decompress(Gzip("x") + "garbage", 100).status()), "CONTENT_ENCODING_BROKEN");
}

TEST(DecompressorTest, RefusesBombs) {
  // 64 MiB of nothing: by ratio long before its size.
  const std::string nothing(64 << 20, 'a');
  EXPECT_EQ(ReasonOf(Decompress(Gzip(nothing), 1 << 30).status()), "EXPANSION_TOO_LARGE");
  EXPECT_EQ(ReasonOf(Decompress(Zstd(nothing), 1 << 30).status()), "EXPANSION_TOO_LARGE");
  EXPECT_EQ(ReasonOf(Decompress(Gzip(Text(1000)), 1000).status()), "EXPANSION_TOO_LARGE");
  EXPECT_EQ(ReasonOf(Decompress(Gzip(Gzip(Gzip("x"))), 1 << 20).status()), "EXPANSION_TOO_LARGE");
}

TEST(DecompressorTest, FindsTheNextMemberBehindDamage) {
  std::string damaged = Gzip(Text(500));
  damaged[damaged.size() / 2] ^= 0x5A;
  damaged[damaged.size() / 2 + 1] ^= 0x5A;
  const std::string packed = damaged + Gzip("whole");
  Decompressor decompressor(Compression::kGzip);
  std::string_view input = packed;
  std::string out;
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = decompressor.Next(input, out);
  ASSERT_FALSE(more.ok());
  out.clear();
  ASSERT_TRUE(decompressor.Resume(input));
  while (*decompressor.Next(input, out)) {
  }
  EXPECT_EQ(out, "whole");
  EXPECT_TRUE(decompressor.CheckEnd().ok());
}

}  // namespace
}  // namespace dateline::ingest
