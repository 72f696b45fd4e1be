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

struct Unpacked {
  std::string bytes;
  std::string reason;  // Of the damage that ended it; empty for none.
};

Unpacked UnpackInPieces(std::string_view packed, size_t cut) {
  Decompressor decompressor(SniffCompression(packed));
  Unpacked unpacked;
  for (size_t at = 0; at < packed.size(); at += cut) {
    std::string_view input = packed.substr(at, cut);
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = decompressor.Next(input, unpacked.bytes);
    if (!more.ok()) {
      unpacked.reason = ReasonOf(more.status());
      EXPECT_EQ(ReasonOf(decompressor.Next(input, unpacked.bytes).status()), unpacked.reason);
      EXPECT_TRUE(decompressor.CheckEnd().ok());
      return unpacked;
    }
  }
  unpacked.reason = ReasonOf(decompressor.CheckEnd());
  return unpacked;
}

// A zstd frame whose header says that it unpacks to `size` bytes.
std::string FrameOf(char size, const std::string& blocks) {
  return std::string("\x28\xB5\x2F\xFD\x20", 5) + size + blocks;
}

std::string BlockHeader(size_t size, int type, bool last) {
  const size_t bits = size << 3 | static_cast<size_t>(type) << 1 | (last ? 1 : 0);
  return {static_cast<char>(bits), static_cast<char>(bits >> 8), static_cast<char>(bits >> 16)};
}

TEST(DecompressorTest, GivesWhatComesBeforeDamageHoweverTheInputIsCut) {
  constexpr int kRaw = 0, kRunLength = 1, kReserved = 3;
  const std::string quay = BlockHeader(5, kRaw, false) + "quay ";
  const std::string broken_block = FrameOf(40, quay + BlockHeader(2, kReserved, true) + "xx");
  const std::string other_frame = Zstd("The ferry left.") + "no frame";
  const std::string more_than_it_says =
      FrameOf(8, quay + BlockHeader(40, kRaw, true) + std::string(40, 'x'));
  const std::string long_run = BlockHeader(100'000, kRunLength, false) + "a";
  const std::string filled_window =
      std::string("\x28\xB5\x2F\xFD\x00\x38", 6) + long_run + BlockHeader(2, kReserved, true);
  for (size_t cut : {size_t{1}, size_t{3}, size_t{7}, size_t{1000}}) {
    for (const auto& [packed, bytes] : {std::pair(broken_block, std::string("quay ")),
                                        std::pair(more_than_it_says, std::string("quay ")),
                                        std::pair(other_frame, std::string("The ferry left.")),
                                        std::pair(filled_window, std::string(100'000, 'a'))}) {
      const Unpacked unpacked = UnpackInPieces(packed, cut);
      EXPECT_EQ(unpacked.reason, "CONTENT_ENCODING_BROKEN") << cut;
      EXPECT_TRUE(unpacked.bytes == bytes) << cut << " " << unpacked.bytes.size();
    }
  }
}

TEST(DecompressorTest, RefusesFramesOfAnotherSizeThanTheySay) {
  const std::string empty_last = BlockHeader(0, 0, true);
  const std::string quay = BlockHeader(5, 0, false) + "quay ";
  for (size_t cut : {size_t{1}, size_t{3}, size_t{1000}}) {
    EXPECT_EQ(UnpackInPieces(FrameOf(64, empty_last), cut).reason, "CONTENT_ENCODING_BROKEN");
    EXPECT_EQ(UnpackInPieces(FrameOf(6, quay + empty_last), cut).reason, "CONTENT_ENCODING_BROKEN");
    EXPECT_EQ(UnpackInPieces(FrameOf(5, quay + empty_last), cut).reason, "");
    EXPECT_EQ(UnpackInPieces(FrameOf(0, empty_last), cut).reason, "");
  }
}

TEST(DecompressorTest, UnpacksFramesThatFillTheSpaceExactly) {
  for (size_t size : {kDecompressedPiece - 1, kDecompressedPiece, 2 * kDecompressedPiece,
                      2 * kDecompressedPiece + 1, 5 * kDecompressedPiece}) {
    const std::string bytes(size, 'q');
    const std::string packed = Zstd(bytes) + Zstd("") + Zstd(bytes) + Zstd("end");
    for (size_t cut : {size_t{1}, size_t{3}, size_t{100'000}}) {
      const Unpacked unpacked = UnpackInPieces(packed, cut);
      EXPECT_EQ(unpacked.reason, "") << cut;
      EXPECT_TRUE(unpacked.bytes == bytes + bytes + "end") << size << " " << cut;
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
