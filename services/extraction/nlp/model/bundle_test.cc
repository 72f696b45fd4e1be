#include "services/extraction/nlp/model/bundle.h"

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/model/english_bundle.h"
#include "services/extraction/nlp/model/testing/bundle_builder.h"

namespace dateline::nlp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace testing;  // NOLINT: the bundle builder.

// Sections in the file's order: floats (0), labels (1), matrix (2).
BundleBuilder Example() {
  BundleBuilder builder;
  builder.AddInt8("matrix", 2, 3, {1, -2, 3, 127, -128, 0});
  builder.AddFloats("floats", {0.5f, -1e5f, 1e-40f});
  builder.AddLines("labels", {"one", "zwei", "três"});
  return builder;
}

constexpr size_t kFloats = 0;
constexpr size_t kLabels = 1;
constexpr size_t kMatrix = 2;

std::string WhyRefused(std::string_view bytes) {
  const auto bundle = Bundle::FromBytes(bytes);
  if (bundle.ok()) return "accepted";
  EXPECT_EQ(bundle.status().code(), absl::StatusCode::kFailedPrecondition);
  return std::string(bundle.status().message());
}

// Why an example is refused in which the number at `at` is `value`, with size
// and checksum made right again.
template <typename T>
std::string WhyRefusedWith(size_t at, T value) {
  std::string bytes = Example().Build();
  PutNumber<T>(bytes, at, value);
  Seal(bytes);
  return WhyRefused(bytes);
}

TEST(Bundle, ReadsWhatWasWritten) {
  const std::string bytes = Example().Build();
  const auto bundle = Bundle::FromBytes(bytes).value();
  const Int8Section matrix = bundle->Int8("matrix", 2, 3).value();
  EXPECT_THAT(std::vector<int>(matrix.data, matrix.data + 6), ElementsAre(1, -2, 3, 127, -128, 0));
  EXPECT_EQ(matrix.rows, 2u);
  EXPECT_EQ(matrix.columns, 3u);
  const FloatSection floats = bundle->Floats("floats").value();
  EXPECT_THAT(std::vector<float>(floats.data, floats.data + floats.size),
              ElementsAre(0.5f, -1e5f, 1e-40f));
  EXPECT_EQ(reinterpret_cast<uintptr_t>(matrix.data) % 64, 0u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(floats.data) % 64, 0u);
  EXPECT_THAT(bundle->Lines("labels").value(), ElementsAre("one", "zwei", "três"));
  EXPECT_EQ(bundle->checksum(), bytes.substr(kChecksumAt, 64));
}

TEST(Bundle, EmptyLinesAreLines) {
  BundleBuilder builder;
  builder.AddLines("none", {});
  builder.AddLines("some", {"a", "", "b", ""});
  const auto bundle = Bundle::FromBytes(builder.Build()).value();
  EXPECT_THAT(bundle->Lines("none").value(), ElementsAre());
  EXPECT_THAT(bundle->Lines("some").value(), ElementsAre("a", "", "b", ""));
}

TEST(Bundle, NoSectionsAreABundle) {
  const auto bundle = Bundle::FromBytes(BundleBuilder().Build()).value();
  EXPECT_THAT(bundle->Lines("labels").status().message(), HasSubstr("'labels' is missing"));
}

TEST(Bundle, LoadsFilesAndSaysWhichCannotBeRead) {
  const std::string path = ::testing::TempDir() + "/bundle_test.bundle";
  std::ofstream(path, std::ios::binary) << Example().Build();
  const auto loaded = Bundle::Load(path);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_TRUE((*loaded)->Int8("matrix").ok());
  std::ofstream(path, std::ios::binary) << Example().Build().substr(0, 400);
  EXPECT_EQ(Bundle::Load(path).status().code(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path);
  EXPECT_EQ(Bundle::Load(path).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(Bundle::Load(::testing::TempDir()).ok());
}

TEST(Bundle, TheOneThatIsLinkedInIsWhole) {
  const auto bundle = Bundle::FromStaticBytes(EnglishBundleBytes());
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ((*bundle)->checksum().size(), 64u);
}

TEST(Bundle, StaticBytesMustBeAligned) {
  const std::string bytes = Example().Build();
  std::vector<char> room(bytes.size() + 128);
  const auto address = reinterpret_cast<uintptr_t>(room.data());
  char* aligned = room.data() + (64 - address % 64) % 64;
  std::copy(bytes.begin(), bytes.end(), aligned);
  EXPECT_TRUE(Bundle::FromStaticBytes({aligned, bytes.size()}).ok());
  std::copy(bytes.begin(), bytes.end(), aligned + 4);
  EXPECT_THAT(Bundle::FromStaticBytes({aligned + 4, bytes.size()}).status().message(),
              HasSubstr("multiple of 64"));
}

TEST(BundleSections, MissingOtherTypeOtherShape) {
  const auto bundle = Bundle::FromBytes(Example().Build()).value();
  const auto why = [](const auto& result) { return std::string(result.status().message()); };
  EXPECT_THAT(why(bundle->Int8("nothing")), HasSubstr("'nothing' is missing"));
  EXPECT_THAT(why(bundle->Int8("floats")), HasSubstr("'floats' is of another type"));
  EXPECT_THAT(why(bundle->Floats("labels")), HasSubstr("'labels' is of another type"));
  EXPECT_THAT(why(bundle->Lines("matrix")), HasSubstr("'matrix' is of another type"));
  EXPECT_THAT(why(bundle->Int8("matrix", 3, 2)), HasSubstr("is 2 x 3, wanted 3 x 2"));
  EXPECT_THAT(why(bundle->Int8("matrix", 2, 4)), HasSubstr("is 2 x 3, wanted 2 x 4"));
  EXPECT_THAT(why(bundle->Floats("floats", 4)), HasSubstr("has 3 values, wanted 4"));
  // A size that would be 3 if cut to 32 bits.
  EXPECT_THAT(why(bundle->Floats("floats", (1ull << 32) + 3)), HasSubstr("wanted 4294967299"));
  EXPECT_TRUE(bundle->Int8("matrix", 2).ok());
  EXPECT_EQ(bundle->Int8("nothing").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(DamagedBundle, CutAnywhere) {
  const std::string bytes = Example().Build();
  for (size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_THAT(WhyRefused(bytes.substr(0, size)),
                HasSubstr(size < kHeaderBytes ? "not a bundle" : "cut short"))
        << size;
  }
}

TEST(DamagedBundle, CutAnywhereWithARightSizeAndChecksum) {
  const std::string bytes = Example().Build();
  for (size_t size = kHeaderBytes; size < bytes.size(); ++size) {
    std::string cut = bytes.substr(0, size);
    Seal(cut);
    ASSERT_NE(WhyRefused(cut), "accepted") << size;
  }
}

TEST(DamagedBundle, EveryBitOfTheHeader) {
  const std::string whole = Example().Build();
  for (size_t at = 0; at < kHeaderBytes; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      ASSERT_NE(WhyRefused(bytes), "accepted") << at << "." << bit;
    }
  }
}

TEST(DamagedBundle, EveryByteBehindTheHeader) {
  const std::string whole = Example().Build();
  for (size_t at = kHeaderBytes; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    ASSERT_THAT(WhyRefused(bytes), HasSubstr("checksum does not match")) << at;
  }
}

TEST(DamagedBundle, HeaderFieldsSayWhatIsWrong) {
  EXPECT_THAT(WhyRefusedWith<char>(0, 'd'), HasSubstr("not a bundle"));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(kVersionAt, 2),
              HasSubstr("format version 2, this program reads 1"));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(kCountAt, 0xFFFFFFFF), HasSubstr("table of sections"));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(kCountAt, 8), HasSubstr("table of sections"));
  EXPECT_THAT(WhyRefusedWith<char>(100, 'x'), HasSubstr("header holds something unknown"));
  std::string long_tail = Example().Build() + "more";
  EXPECT_THAT(WhyRefused(long_tail), HasSubstr("bytes too many"));
  Seal(long_tail);
  EXPECT_THAT(WhyRefused(long_tail), HasSubstr("belong to no section"));
}

TEST(DamagedBundle, CountsThatHideOrInventSections) {
  EXPECT_NE(WhyRefusedWith<uint32_t>(kCountAt, 2), "accepted");
  EXPECT_NE(WhyRefusedWith<uint32_t>(kCountAt, 0), "accepted");
  EXPECT_NE(WhyRefusedWith<uint32_t>(kCountAt, 4), "accepted");
}

TEST(DamagedBundle, SectionsOutsideTheFile) {
  const size_t offset = EntryOffset(kMatrix) + kOffsetInEntry;
  const size_t size = EntryOffset(kMatrix) + kSizeInEntry;
  const auto file = static_cast<uint64_t>(Example().Build().size());
  for (const uint64_t value : {file + 64, uint64_t{1} << 40, ~uint64_t{63}, ~uint64_t{0}}) {
    EXPECT_THAT(WhyRefusedWith(offset, value), HasSubstr("'matrix' lies outside")) << value;
    EXPECT_THAT(WhyRefusedWith(size, value), HasSubstr("'matrix' lies outside")) << value;
  }
  // Offset and size that meet again beyond 2^64.
  std::string bytes = Example().Build();
  PutNumber<uint64_t>(bytes, offset, ~uint64_t{63});
  PutNumber<uint64_t>(bytes, size, 64 + NumberAt<uint64_t>(Example().Build(), offset));
  Seal(bytes);
  EXPECT_THAT(WhyRefused(bytes), HasSubstr("'matrix' lies outside"));
}

TEST(DamagedBundle, SectionsOverTheTableOrEachOther) {
  const size_t offset = EntryOffset(kMatrix) + kOffsetInEntry;
  const auto right = NumberAt<uint64_t>(Example().Build(), offset);
  for (const uint64_t value : {uint64_t{0}, uint64_t{128}, right - 64, right + 1, right - 1}) {
    EXPECT_THAT(WhyRefusedWith(offset, value), HasSubstr("'matrix' lies in the wrong place"))
        << value;
  }
}

TEST(DamagedBundle, SizesUnlikeTheShape) {
  const char* why = "has a size unlike its shape";
  EXPECT_THAT(WhyRefusedWith<uint64_t>(EntryOffset(kMatrix) + kSizeInEntry, 5), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint64_t>(EntryOffset(kMatrix) + kSizeInEntry, 7), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(EntryOffset(kMatrix) + kRowsInEntry, 3), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(EntryOffset(kMatrix) + kColumnsInEntry, 2), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint64_t>(EntryOffset(kFloats) + kSizeInEntry, 11), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint64_t>(EntryOffset(kFloats) + kSizeInEntry, 13), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(EntryOffset(kFloats) + kRowsInEntry, 4), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(EntryOffset(kLabels) + kRowsInEntry, 2), HasSubstr(why));
  EXPECT_THAT(WhyRefusedWith<uint32_t>(EntryOffset(kLabels) + kColumnsInEntry, 0), HasSubstr(why));
}

TEST(DamagedBundle, ShapesWhoseBytesWrapAround) {
  // 2^31 x 2^31 floats take 2^64 bytes, which is 0 in 64 bits.
  std::string bytes = Example().Build();
  PutNumber<uint32_t>(bytes, EntryOffset(kFloats) + kRowsInEntry, 1u << 31);
  PutNumber<uint32_t>(bytes, EntryOffset(kFloats) + kColumnsInEntry, 1u << 31);
  PutNumber<uint64_t>(bytes, EntryOffset(kFloats) + kSizeInEntry, 0);
  Seal(bytes);
  EXPECT_THAT(WhyRefused(bytes), HasSubstr("'floats' has a size unlike its shape"));
}

TEST(DamagedBundle, EmptyMatricesAndVectors) {
  BundleBuilder builder = Example();
  builder.AddFloats("floats", {});
  EXPECT_THAT(WhyRefused(builder.Build()), HasSubstr("'floats' has a size unlike its shape"));
  for (const auto& [rows, columns] : {std::pair(0u, 3u), std::pair(3u, 0u), std::pair(0u, 0u)}) {
    builder = Example();
    builder.AddInt8("matrix", rows, columns, {});
    EXPECT_THAT(WhyRefused(builder.Build()), HasSubstr("'matrix' has a size unlike its shape"));
  }
}

TEST(DamagedBundle, MatricesTooWideForExactSums) {
  BundleBuilder builder;
  builder.AddInt8("wide", 1, 4096, std::vector<int8_t>(4096, 1));
  EXPECT_TRUE(Bundle::FromBytes(builder.Build()).ok());
  builder.AddInt8("wide", 1, 4097, std::vector<int8_t>(4097, 1));
  EXPECT_THAT(WhyRefused(builder.Build()), HasSubstr("'wide' has a size unlike its shape"));
}

TEST(DamagedBundle, FloatsThatNoModelHolds) {
  using Limits = std::numeric_limits<float>;
  for (const float value : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), 1.01e5f,
                            -1.01e5f, Limits::max()}) {
    BundleBuilder builder = Example();
    builder.AddFloats("floats", {0.0f, value, 0.0f});
    EXPECT_THAT(WhyRefused(builder.Build()), HasSubstr("'floats' holds what no model holds"));
  }
}

TEST(DamagedBundle, TextThatIsNotUtf8) {
  BundleBuilder builder = Example();
  builder.AddLines("labels", {"one", "tw\xC3", "three"});
  EXPECT_THAT(WhyRefused(builder.Build()), HasSubstr("'labels' holds what no model holds"));
}

TEST(DamagedBundle, UnknownTypesAndFields) {
  for (const uint32_t type : {0u, 4u, 0xFFFFFFFFu}) {
    EXPECT_THAT(WhyRefusedWith(EntryOffset(kMatrix) + kTypeInEntry, type),
                HasSubstr("'matrix' is of an unknown type"));
  }
  EXPECT_THAT(WhyRefusedWith<uint32_t>(EntryOffset(kMatrix) + kReservedInEntry, 1),
              HasSubstr("'matrix' holds something unknown"));
}

TEST(DamagedBundle, NamesThatAreNone) {
  const auto why = [](std::string_view padded_name) {
    std::string bytes = Example().Build();
    bytes.replace(EntryOffset(kMatrix), padded_name.size(), padded_name);
    Seal(bytes);
    return WhyRefused(bytes);
  };
  EXPECT_THAT(why(std::string(64, 'n')), HasSubstr("name of a section"));  // No end.
  EXPECT_THAT(why(std::string(64, '\0')), HasSubstr("name of a section"));
  EXPECT_THAT(why(std::string_view("matrix\0x", 8)), HasSubstr("name of a section"));
  EXPECT_THAT(why("mat\nix"), HasSubstr("name of a section"));
  EXPECT_EQ(why(std::string(63, 'n')), "accepted");
  EXPECT_THAT(why(std::string_view("labels\0", 7)), HasSubstr("'labels' is there twice"));
}

}  // namespace
}  // namespace dateline::nlp
