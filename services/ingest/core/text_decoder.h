// From the bytes of a document to UTF-8, and the way back.
//
//   DATELINE_ASSIGN_OR_RETURN(DecodedText page, DecodeHtml(bytes, "text/html; charset=latin1"));
//   page.text                        // UTF-8
//   page.offsets.SourceSpan({4, 9})  // where these stood in the bytes
//
// The character set is told by a byte order mark, by what came with the document
// (`charset` of its media type), by the page's own meta element, and where none of
// these holds by what the bytes look like. Bytes that are well-formed UTF-8 with
// characters outside ASCII are UTF-8 whatever is said of them: that does not happen by
// chance. Linear; deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_TEXT_DECODER_H_
#define DATELINE_SERVICES_INGEST_CORE_TEXT_DECODER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "services/ingest/core/text_canonicalizer.h"

namespace dateline::ingest {

struct DecodedText {
  std::string text;     // Well-formed UTF-8.
  std::string charset;  // "UTF-8", "windows-1252", ...
  // Sequences of bytes that are no character of the set; each is U+FFFD in `text`.
  size_t replaced = 0;
  // Whether `text` is the bytes as they came; `offsets` is then empty.
  bool verbatim = true;
  OffsetMap offsets;  // From text to bytes.
};

// Whether a character set of this name is known, of whatever spelling.
bool IsKnownCharset(std::string_view name);

// Never fails: what is no character is replaced and counted. `charset` is what came
// with the page; may be empty. REQUIRES: `bytes` is smaller than 1 GiB.
DecodedText DecodeHtml(std::string_view bytes, std::string_view charset);

// Plain text has no meta element and is not guessed at: without a byte order mark and
// a known `charset` it is UTF-8.
DecodedText DecodePlainText(std::string_view bytes, std::string_view charset);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TEXT_DECODER_H_
