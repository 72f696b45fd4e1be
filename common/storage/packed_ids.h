// Ids in half the bytes: wherever thirty-two lower-case hexadecimal digits stand
// in a row (HashedId in common/base/sha256.h), their sixteen bytes are written.
//
//   PackIds("doc 0123456789abcdef0123456789abcdef")   // "doc " ff 01 and 16 bytes
//
// The byte ff is written as ff 00, all else as it is; so text without ids stays
// the same, and equally long ids keep their order. Any bytes can be packed.
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_COMMON_STORAGE_PACKED_IDS_H_
#define DATELINE_COMMON_STORAGE_PACKED_IDS_H_

#include <optional>
#include <string>
#include <string_view>

namespace dateline {

std::string PackIds(std::string_view bytes);

// What was packed; nothing if `packed` is not what PackIds gives.
std::optional<std::string> UnpackIds(std::string_view packed);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_PACKED_IDS_H_
