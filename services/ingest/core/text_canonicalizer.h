// Canonical text: what every offset of a document counts in, and the way back
// from it to the bytes that were submitted.
//
//   CanonicalText canonical = CanonicalizePlainText(bytes);
//   canonical.text                              // "Line one\nline two"
//   canonical.offsets.SourceSpan({0, 4})        // where "Line" stood
//
// Canonical text is UTF-8 with LF line ends and no other control characters;
// every Unicode space is one U+0020; soft hyphens, byte order marks, zero-width
// and bidirectional control characters are gone. Nothing else changes: letters,
// quotation marks and dashes stay as they were written (no normalisation form is
// applied, so that a quotation stays a quotation), and so do runs of spaces and
// blank lines of plain text.
//
// Values; thread-safe like any value. Offsets are bytes.
#ifndef DATELINE_SERVICES_INGEST_CORE_TEXT_CANONICALIZER_H_
#define DATELINE_SERVICES_INGEST_CORE_TEXT_CANONICALIZER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/text/byte_span.h"

namespace dateline::ingest {

// Where each byte of a canonical text came from. A few words per change, not
// per byte: text that was taken over unchanged is one run.
class OffsetMap {
 public:
  // The source bytes of the character that `canonical` lies in. An empty span
  // marks what was put in between two source characters (a paragraph break of
  // HTML). Past the end: an empty span at the end of what was read.
  ByteSpan SourceOf(uint32_t canonical) const;

  // From the first source byte of `canonical` to its last. An empty span stays
  // empty.
  ByteSpan SourceSpan(ByteSpan canonical) const;

  // The map from this one's text to the source of `inner`, whose text is this one's
  // source: for text that was first decoded and then made canonical.
  OffsetMap Through(const OffsetMap& inner) const;

  size_t run_count() const { return runs_.size(); }

 private:
  friend class OffsetMapBuilder;
  // Canonical bytes from `canonical` to the next run. Verbatim runs advance
  // byte by byte; the others stand for one source character each.
  struct Run {
    uint32_t canonical;
    uint32_t source;
    uint32_t source_size;
    bool verbatim;
  };
  std::vector<Run> runs_;
};

// Notes where each character came from, in order.
class OffsetMapBuilder {
 public:
  // `character` stood at `source`; it is a copy of the source if it has as many bytes
  // and `verbatim` is true.
  void Add(std::string_view character, ByteSpan source, bool verbatim = true);

  OffsetMap Finish() && { return std::move(map_); }

 private:
  OffsetMap map_;
  uint32_t size_ = 0;  // Of the text so far.
};

struct CanonicalText {
  std::string text;
  OffsetMap offsets;
};

enum class CharacterClass { kText, kSpace, kLineEnd, kDropped };

// What canonical text makes of one well-formed character.
CharacterClass ClassifyCharacter(std::string_view character);

// Collects canonical text character by character.
class CanonicalTextBuilder {
 public:
  // Appends one character that stood at `source`; `character` is its decoded
  // UTF-8 form, which for an HTML entity is not the source bytes themselves.
  // REQUIRES: one well-formed character. Characters that canonical text does
  // not keep vanish.
  void Append(std::string_view character, ByteSpan source);

  // Appends `text` that has no source of its own, such as a paragraph break.
  void Insert(std::string_view text, uint32_t source_position);

  const std::string& text() const { return out_.text; }
  CanonicalText Finish() &&;

 private:
  CanonicalText out_;
  OffsetMapBuilder offsets_;
};

// REQUIRES: `bytes` is well-formed UTF-8, smaller than 4 GiB.
CanonicalText CanonicalizePlainText(std::string_view bytes);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TEXT_CANONICALIZER_H_
