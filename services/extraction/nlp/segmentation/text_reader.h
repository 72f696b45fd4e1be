// Walks over the characters of a stretch of UTF-8, and says what each is.
//
//   TextReader reader(text, span);
//   while (!reader.done()) Use(reader.Next());
//
// Private to segmentation. Copies are cheap: copy one to look ahead. Keeps a
// reference to the text. Broken UTF-8 reads as characters of no class.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TEXT_READER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TEXT_READER_H_

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string_view>

#include "common/text/byte_span.h"

namespace dateline::nlp {

class TextReader {
 public:
  TextReader(std::string_view text, ByteSpan span)
      : text_(text), begin_(span.begin), end_(span.end), at_(span.begin) {}

  bool done() const { return at_ >= end_; }
  uint32_t at() const { return at_; }
  uint32_t end() const { return end_; }
  void Seek(uint32_t at) { at_ = at; }
  std::string_view From(uint32_t begin) const { return text_.substr(begin, at_ - begin); }
  std::string_view Rest() const { return text_.substr(at_, end_ - at_); }

  // The character here; 0 at the end.
  UChar32 Peek() const {
    TextReader ahead = *this;
    return ahead.Next();
  }

  // The character before; 0 at the beginning.
  UChar32 Previous() const {
    if (at_ <= begin_) return 0;
    auto i = static_cast<int32_t>(at_);
    UChar32 c = 0;
    U8_PREV(reinterpret_cast<const uint8_t*>(text_.data()), static_cast<int32_t>(begin_), i, c);
    return c;
  }

  UChar32 Next() {
    if (done()) return 0;
    auto i = static_cast<int32_t>(at_);
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(text_.data()), i, static_cast<int32_t>(end_), c);
    at_ = static_cast<uint32_t>(i);
    return c;
  }

  // Steps over `c` if it is here.
  bool Take(UChar32 c) {
    if (done() || Peek() != c) return false;
    Next();
    return true;
  }

 private:
  std::string_view text_;
  uint32_t begin_;
  uint32_t end_;
  uint32_t at_;
};

inline bool IsWordCharacter(UChar32 c) {
  if (c < 0x80) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
  const auto type = u_charType(c);
  return u_isalnum(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

inline bool IsApostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC || c == '`'; }

inline bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c) || c == 0x200B || c == 0xFEFF; }

inline bool IsHyphen(UChar32 c) { return c == '-' || c == 0x2010 || c == 0x2011; }

inline bool IsDigit(UChar32 c) { return c >= '0' && c <= '9'; }

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_TEXT_READER_H_
