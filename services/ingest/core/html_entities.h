// Character references of HTML: "&amp;", "&#8217;", "&#x2019;".
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_ENTITIES_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_ENTITIES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::ingest {

struct HtmlEntity {
  std::string text;   // The character, UTF-8.
  size_t length = 0;  // Bytes of the reference, its semicolon included.
};

// The reference at the start of `text`, or nothing. Knows the names of HTML
// 4.01 and every number; numbers that are no character give U+FFFD.
std::optional<HtmlEntity> ReadHtmlEntity(std::string_view text);

// `text` with every reference decoded.
std::string DecodeHtmlEntities(std::string_view text);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_ENTITIES_H_
