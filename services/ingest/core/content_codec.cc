#include "services/ingest/core/content_codec.h"

#include <zstd.h>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

// Higher levels save a few hundredths more and take many times as long.
constexpr int kLevel = 3;
constexpr std::string_view kZstd = "zstd";

}  // namespace

StoredContent EncodeContent(std::string_view content) {
  std::string compressed(ZSTD_compressBound(content.size()), '\0');
  const size_t size =
      ZSTD_compress(compressed.data(), compressed.size(), content.data(), content.size(), kLevel);
  if (ZSTD_isError(size) != 0 || size >= content.size()) return {std::string(content), ""};
  compressed.resize(size);
  compressed.shrink_to_fit();
  return {std::move(compressed), std::string(kZstd)};
}

absl::StatusOr<std::string> DecodeContent(std::string_view stored, std::string_view encoding,
                                          size_t size) {
  if (encoding.empty()) return std::string(stored);
  std::string content;
  if (encoding == kZstd) {
    content.resize(size);
    const size_t given =
        ZSTD_decompress(content.data(), content.size(), stored.data(), stored.size());
    if (ZSTD_isError(given) == 0 && given == size) return content;
  }
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   StrCat("stored content does not unpack (encoding '", encoding,
                          "'); restore the data folder from a backup"),
                   {});
}

}  // namespace dateline::ingest
