#include "services/ingest/core/content_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/error.h"

namespace dateline::ingest {
namespace {

TEST(ContentCodecTest, ComesBackAsItWas) {
  std::string page;
  for (int i = 0; i < 1000; ++i) page += "<p>The ferry sails again.</p>\n" + std::to_string(i);
  const StoredContent stored = EncodeContent(page);
  EXPECT_EQ(stored.encoding, "zstd");
  EXPECT_LT(stored.bytes.size(), page.size() / 5);
  EXPECT_EQ(*DecodeContent(stored.bytes, stored.encoding, page.size()), page);
}

TEST(ContentCodecTest, WhatDoesNotShrinkStaysAsItIs) {
  const StoredContent stored = EncodeContent("Ferry");
  EXPECT_EQ(stored.encoding, "");
  EXPECT_EQ(stored.bytes, "Ferry");
  EXPECT_EQ(*DecodeContent("Ferry", "", 5), "Ferry");
}

TEST(ContentCodecTest, BrokenBytesAreDataLoss) {
  const std::string page(10'000, 'a');
  const StoredContent stored = EncodeContent(page);
  for (const auto& broken : {DecodeContent(stored.bytes.substr(1), "zstd", page.size()),
                             DecodeContent(stored.bytes, "zstd", page.size() - 1),
                             DecodeContent(stored.bytes, "zstd", page.size() + 1),
                             DecodeContent(stored.bytes, "lzma", page.size())}) {
    EXPECT_EQ(broken.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(GetErrorDetail(broken.status())->reason, "STORE_CORRUPT");
  }
}

}  // namespace
}  // namespace dateline::ingest
