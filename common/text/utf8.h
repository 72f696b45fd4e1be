// UTF-8 checks.
#ifndef DATELINE_COMMON_TEXT_UTF8_H_
#define DATELINE_COMMON_TEXT_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dateline {

// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no
// surrogates, no overlong forms, nothing above U+10FFFF), or nothing.
std::optional<size_t> FindInvalidUtf8(std::string_view text);

// True if `offset` is the start of a character or the end of the text.
bool IsCharacterBoundary(std::string_view text, size_t offset);

// The longest prefix of at most `max_bytes` bytes that ends on a character
// boundary. REQUIRES: `text` is well-formed.
std::string_view TruncateUtf8(std::string_view text, size_t max_bytes);

}  // namespace dateline

#endif  // DATELINE_COMMON_TEXT_UTF8_H_
