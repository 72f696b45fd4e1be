// A half-open range of bytes of a document's canonical text.
#ifndef DATELINE_COMMON_TEXT_BYTE_SPAN_H_
#define DATELINE_COMMON_TEXT_BYTE_SPAN_H_

#include <compare>
#include <cstdint>
#include <string_view>

namespace dateline {

// [begin, end), in bytes. The one offset convention of the project: everything
// that points into a text is a ByteSpan on UTF-8 character boundaries.
struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool Contains(ByteSpan other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(ByteSpan other) const { return begin < other.end && other.begin < end; }

  // The bytes. REQUIRES: end <= text.size().
  std::string_view In(std::string_view text) const { return text.substr(begin, end - begin); }

  friend auto operator<=>(const ByteSpan&, const ByteSpan&) = default;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_TEXT_BYTE_SPAN_H_
