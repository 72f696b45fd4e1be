// Any bytes in any character set (by the first byte): decoded to well-formed UTF-8
// whose every character leads back into the bytes, in order.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/text/utf8.h"
#include "services/ingest/core/text_decoder.h"
#include "tests/fuzz/fuzz_check.h"

using dateline::ingest::DecodedText;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kCharsets[] = {"",       "utf-8",       "latin1", "windows-1251",
                                              "koi8-r", "shift_jis",   "gb2312", "big5",
                                              "euc-kr", "iso-2022-jp", "utf-16", "utf-16be",
                                              "utf-32", "no-such-set", "euc-jp", "ibm437"};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool html = (data[0] & 16) == 0;
  const char* charset = kCharsets[data[0] % 16];
  const DecodedText text = html ? dateline::ingest::DecodeHtml(bytes, charset)
                                : dateline::ingest::DecodePlainText(bytes, charset);
  FUZZ_CHECK(!dateline::FindInvalidUtf8(text.text));
  if (text.verbatim) {
    FUZZ_CHECK(text.text == bytes);
    return 0;
  }
  uint32_t last = 0;
  for (uint32_t i = 0; i < text.text.size(); ++i) {
    if ((static_cast<unsigned char>(text.text[i]) & 0xC0) == 0x80) continue;
    const dateline::ByteSpan source = text.offsets.SourceOf(i);
    FUZZ_CHECK(source.begin >= last && source.end <= bytes.size());
    last = source.begin;
  }
  return 0;
}
