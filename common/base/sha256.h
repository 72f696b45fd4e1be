// SHA-256, for identifiers that follow from content.
//
//   std::string id = HashedId({uri, content});   // 32 hexadecimal digits
//
// Thread-safe: only functions of their arguments.
#ifndef DATELINE_COMMON_BASE_SHA256_H_
#define DATELINE_COMMON_BASE_SHA256_H_

#include <initializer_list>
#include <string>
#include <string_view>

namespace dateline {

// The digest of `bytes` as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

// The first 16 bytes of SHA-256 over the parts with one zero byte between them,
// as 32 lower-case hexadecimal digits: the form of every id in Dateline.
std::string HashedId(std::initializer_list<std::string_view> parts);

// True if `id` has the form that HashedId gives.
bool IsHashedId(std::string_view id);

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_SHA256_H_
