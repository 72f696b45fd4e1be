// Original bytes as they are kept: compressed where that saves space.
//
//   const StoredContent stored = EncodeContent(bytes);
//   DecodeContent(stored.bytes, stored.encoding, bytes.size())    // bytes
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_CONTENT_CODEC_H_
#define DATELINE_SERVICES_INGEST_CORE_CONTENT_CODEC_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace dateline::ingest {

struct StoredContent {
  std::string bytes;
  std::string encoding;  // As in DocumentRecord.content_encoding.
};

StoredContent EncodeContent(std::string_view content);

// `size` is that of the content before it was encoded; no more memory is taken.
// DATA_LOSS (STORE_CORRUPT) if the bytes do not give that.
absl::StatusOr<std::string> DecodeContent(std::string_view stored, std::string_view encoding,
                                          size_t size);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_CONTENT_CODEC_H_
