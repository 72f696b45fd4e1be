#include "common/text/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace dateline {
namespace {

bool IsLetterOrDigit(UChar32 c) { return u_isalnum(c); }

// True for the stop in "U.S.": a single letter before it and, where a letter
// follows, a single letter after it.
bool IsAbbreviationStop(const icu::UnicodeString& text, int32_t at) {
  const auto letter = [&](int32_t i) {
    return i >= 0 && i < text.length() && u_isalpha(text.char32At(i));
  };
  if (text.charAt(at) != u'.') return false;
  if (!letter(at - 1) || letter(at - 2)) return false;
  const bool stop_before = at >= 2 && text.charAt(at - 2) == u'.';
  const bool single_after = letter(at + 1) && !letter(at + 2);
  return stop_before || single_after;
}

}  // namespace

std::string FoldForMatching(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString input = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  icu::UnicodeString decomposed = U_SUCCESS(error) ? decompose->normalize(input, error) : input;
  decomposed.foldCase();

  icu::UnicodeString out;
  bool gap = false;
  for (int32_t i = 0; i < decomposed.length();) {
    const UChar32 c = decomposed.char32At(i);
    if (IsLetterOrDigit(c)) {
      if (gap && !out.isEmpty()) out.append(u' ');
      gap = false;
      out.append(c);
    } else if (const auto category = u_charType(c); category != U_NON_SPACING_MARK &&
                                                    category != U_ENCLOSING_MARK &&
                                                    !IsAbbreviationStop(decomposed, i)) {
      gap = true;
    }
    i += U16_LENGTH(c);
  }
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

std::string CollapseWhiteSpace(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int64_t size = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < size;) {
    const int64_t start = i;
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c >= 0 && u_isUWhiteSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out.push_back(' ');
    gap = false;
    out.append(text.substr(start, i - start));
  }
  return out;
}

}  // namespace dateline
