#include "services/ingest/core/text_decoder.h"

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMetaBytes = 8192;          // Where a meta element must have named the set.
constexpr size_t kDetectBytes = 256 * 1024;  // More says nothing new.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kUtf8 = "UTF-8";
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

std::string Folded(std::string_view name) {
  std::string folded = absl::AsciiStrToLower(AbslView(name));
  absl::StripAsciiWhitespace(&folded);
  while (!folded.empty() && (folded.front() == '"' || folded.front() == '\'')) folded.erase(0, 1);
  while (!folded.empty() && (folded.back() == '"' || folded.back() == '\'')) folded.pop_back();
  return folded;
}

// What browsers read a name as: pages say Latin-1 and ASCII and mean Windows.
std::string ResolveName(std::string_view name) {
  const std::string folded = Folded(name);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kNames = {{
      {"iso-8859-1", "windows-1252"},
      {"iso8859-1", "windows-1252"},
      {"latin1", "windows-1252"},
      {"latin-1", "windows-1252"},
      {"us-ascii", "windows-1252"},
      {"ascii", "windows-1252"},
      {"ansi", "windows-1252"},
      {"iso-8859-9", "windows-1254"},
      {"tis-620", "windows-874"},
      {"gb2312", "gb18030"},
      {"gbk", "gb18030"},
      {"x-gbk", "gb18030"},
      {"ks_c_5601-1987", "windows-949"},
      {"euc-kr", "windows-949"},
      {"x-sjis", "shift_jis"},
      {"utf8", "UTF-8"},
  }};
  for (const auto& [from, to] : kNames) {
    if (folded == from) return std::string(to);
  }
  return folded == "utf-8" ? std::string(kUtf8) : folded;
}

Converter OpenConverter(const std::string& name) {
  // ICU takes an empty name for the machine's own set; sets that switch by escapes or
  // keep letters in ASCII bytes are tools of attacks and in no page of our time.
  if (name.empty() || name.size() > 40 || absl::StartsWith(name, "utf-7") ||
      absl::StartsWith(name, "iso-2022-cn") || absl::StartsWith(name, "hz")) {
    return {nullptr, &ucnv_close};
  }
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &error), &ucnv_close);
  if (U_FAILURE(error) || converter == nullptr) return {nullptr, &ucnv_close};
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  if (U_FAILURE(error)) return {nullptr, &ucnv_close};
  return converter;
}

// Collects what is decoded and where it stood.
class DecodedTextBuilder {
 public:
  explicit DecodedTextBuilder(std::string charset) {
    out_.charset = std::move(charset);
    out_.verbatim = false;
  }

  void Append(std::string_view character, ByteSpan source, bool verbatim) {
    out_.text.append(character);
    offsets_.Add(character, source, verbatim);
  }
  void Replace(ByteSpan source) {
    ++out_.replaced;
    Append(kReplacement, source, /*verbatim=*/false);
  }

  DecodedText Finish() && {
    out_.offsets = std::move(offsets_).Finish();
    return std::move(out_);
  }

 private:
  DecodedText out_;
  OffsetMapBuilder offsets_;
};

ByteSpan Span(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

DecodedText DecodeUtf8(std::string_view bytes) {
  DecodedText whole;
  whole.charset = kUtf8;
  if (!FindInvalidUtf8(bytes).has_value()) {
    whole.text = std::string(bytes);
    return whole;
  }
  DecodedTextBuilder builder{std::string(kUtf8)};
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto size = static_cast<int64_t>(bytes.size());
  for (int64_t i = 0; i < size;) {
    const int64_t begin = i;
    UChar32 c = 0;
    U8_NEXT(data, i, size, c);
    const ByteSpan source = Span(static_cast<size_t>(begin), static_cast<size_t>(i));
    if (c < 0) {
      builder.Replace(source);
    } else {
      builder.Append(source.In(bytes), source, /*verbatim=*/true);
    }
  }
  return std::move(builder).Finish();
}

DecodedText DecodeWith(UConverter* converter, std::string_view bytes, std::string charset) {
  DecodedTextBuilder builder(std::move(charset));
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const char* const begin = at;
    UErrorCode error = U_ZERO_ERROR;
    const UChar32 c = ucnv_getNextUChar(converter, &at, end, &error);
    const ByteSpan source = Span(static_cast<size_t>(begin - bytes.data()),
                                 static_cast<size_t>(std::max(at, begin + 1) - bytes.data()));
    // What is left is marks that switch the state of the set, no character.
    if (error == U_INDEX_OUTOFBOUNDS_ERROR) break;
    if (U_FAILURE(error) || U_IS_SURROGATE(c) || c < 0 || c > 0x10FFFF) {
      builder.Replace(source);
      if (at == begin) ++at;
      if (U_FAILURE(error)) ucnv_resetToUnicode(converter);
      continue;
    }
    std::array<char, U8_MAX_LENGTH> utf8;
    int32_t length = 0;
    U8_APPEND_UNSAFE(reinterpret_cast<uint8_t*>(utf8.data()), length, c);
    const std::string_view character(utf8.data(), static_cast<size_t>(length));
    builder.Append(character, source, character == source.In(bytes));
  }
  return std::move(builder).Finish();
}

// --- Which set -------------------------------------------------------------------

std::string MarkedCharset(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) return std::string(kUtf8);
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  return "";
}

// Sequences of more than one byte that UTF-8 could have written, and bytes outside
// ASCII that it could not.
struct Utf8Signs {
  size_t good = 0;
  size_t bad = 0;
};

Utf8Signs CountUtf8Signs(std::string_view bytes) {
  Utf8Signs signs;
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto size = static_cast<int64_t>(bytes.size());
  for (int64_t i = 0; i < size;) {
    const bool ascii = data[i] < 0x80;
    UChar32 c = 0;
    U8_NEXT(data, i, size, c);
    if (c < 0) {
      ++signs.bad;
    } else if (!ascii) {
      ++signs.good;
    }
  }
  return signs;
}

// The set that a meta element near the start names: "charset=...", in an attribute of
// its own or in that of the media type.
std::string MetaCharset(std::string_view bytes) {
  const std::string head = absl::AsciiStrToLower(AbslView(bytes.substr(0, kMetaBytes)));
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
    const std::string_view tag = std::string_view(head).substr(at, head.find('>', at) - at);
    const size_t name = tag.find("charset");
    if (name == std::string_view::npos) continue;
    size_t begin = tag.find_first_not_of(" \t\r\n", name + 7);
    if (begin == std::string_view::npos || tag[begin] != '=') continue;
    begin = tag.find_first_not_of(" \t\r\n\"'", begin + 1);
    if (begin == std::string_view::npos) continue;
    const std::string charset(tag.substr(begin, tag.find_first_of(" \t\r\n\"';/>", begin) - begin));
    // A page whose meta element could be read is not in UTF-16.
    return absl::StartsWith(charset, "utf-16") ? std::string(kUtf8) : charset;
  }
  return "";
}

std::string DetectCharset(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                       &uchardet_delete);
  if (detector == nullptr) return "";
  uchardet_handle_data(detector.get(), bytes.data(), std::min(bytes.size(), kDetectBytes));
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

DecodedText Decode(std::string_view bytes, const std::string& charset) {
  if (charset != kUtf8) {
    if (const Converter converter = OpenConverter(charset); converter != nullptr) {
      return DecodeWith(converter.get(), bytes, charset);
    }
  }
  return DecodeUtf8(bytes);
}

}  // namespace

bool IsKnownCharset(std::string_view name) {
  const std::string resolved = ResolveName(name);
  return resolved == kUtf8 || OpenConverter(resolved) != nullptr;
}

DecodedText DecodeHtml(std::string_view bytes, std::string_view charset) {
  if (const std::string marked = MarkedCharset(bytes); !marked.empty()) {
    return Decode(bytes, marked);
  }
  const Utf8Signs signs = CountUtf8Signs(bytes);
  // UTF-16 without a mark has NUL in it, which UTF-8 does not see as wrong.
  const bool wide = absl::StartsWith(ResolveName(charset), "utf-16");
  if (signs.bad == 0 && !wide) return DecodeUtf8(bytes);
  for (const std::string& named : {ResolveName(charset), ResolveName(MetaCharset(bytes))}) {
    if (named.empty() || !IsKnownCharset(named)) continue;
    // A page that calls itself UTF-8 and mostly is has a few broken bytes; one that
    // mostly is not is in something else.
    if (named != kUtf8 || signs.bad * 4 <= signs.good) return Decode(bytes, named);
  }
  if (signs.bad * 20 <= signs.good) return DecodeUtf8(bytes);
  const std::string detected = ResolveName(DetectCharset(bytes));
  const bool usable = !detected.empty() && detected != kUtf8 && IsKnownCharset(detected);
  return Decode(bytes, usable ? detected : "windows-1252");
}

DecodedText DecodePlainText(std::string_view bytes, std::string_view charset) {
  if (const std::string marked = MarkedCharset(bytes); !marked.empty()) {
    return Decode(bytes, marked);
  }
  const std::string named = ResolveName(charset);
  const bool ascii_only = named == "windows-1252" && !FindInvalidUtf8(bytes).has_value();
  return Decode(bytes, named.empty() || ascii_only ? std::string(kUtf8) : named);
}

}  // namespace dateline::ingest
