#include "services/ingest/core/text_canonicalizer.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

namespace dateline::ingest {
namespace {

constexpr UChar32 kNextLine = 0x85;
constexpr UChar32 kSoftHyphen = 0xAD;
constexpr UChar32 kMongolianVowelSeparator = 0x180E;
constexpr UChar32 kLineSeparator = 0x2028;
constexpr UChar32 kParagraphSeparator = 0x2029;

UChar32 Decode(std::string_view character) {
  int32_t i = 0;
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(character.data()), i,
          static_cast<int32_t>(character.size()), c);
  return c;
}

bool IsInvisible(UChar32 c) {
  return c == kSoftHyphen || c == kMongolianVowelSeparator || c == 0xFEFF ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F);
}

bool IsLineEnd(UChar32 c) {
  return c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == kNextLine ||
         c == kLineSeparator || c == kParagraphSeparator;
}

}  // namespace

CharacterClass ClassifyCharacter(std::string_view character) {
  const UChar32 c = Decode(character);
  if (c > 0x20 && c < 0x7F) return CharacterClass::kText;
  if (IsLineEnd(c)) return CharacterClass::kLineEnd;
  if (c == '\t' || u_charType(c) == U_SPACE_SEPARATOR) return CharacterClass::kSpace;
  if (IsInvisible(c) || u_charType(c) == U_CONTROL_CHAR) return CharacterClass::kDropped;
  return CharacterClass::kText;
}

ByteSpan OffsetMap::SourceOf(uint32_t canonical) const {
  auto after = std::upper_bound(runs_.begin(), runs_.end(), canonical,
                                [](uint32_t at, const Run& run) { return at < run.canonical; });
  if (after == runs_.begin()) return {};
  const Run& run = *(after - 1);
  if (!run.verbatim) return {run.source, run.source + run.source_size};
  const uint32_t at = run.source + std::min(canonical - run.canonical, run.source_size);
  return {at, std::min(at + 1, run.source + run.source_size)};
}

ByteSpan OffsetMap::SourceSpan(ByteSpan canonical) const {
  const uint32_t begin = SourceOf(canonical.begin).begin;
  if (canonical.empty()) return {begin, begin};
  return {begin, std::max(begin, SourceOf(canonical.end - 1).end)};
}

// For each run of this map, the runs of the inner one that lie in its source.
OffsetMap OffsetMap::Through(const OffsetMap& inner) const {
  OffsetMap out;
  const auto add = [&](const Run& run) {
    if (!out.runs_.empty() && run.verbatim) {
      Run& last = out.runs_.back();
      if (last.verbatim && last.source + last.source_size == run.source &&
          last.canonical + last.source_size == run.canonical) {
        last.source_size += run.source_size;
        return;
      }
    }
    out.runs_.push_back(run);
  };
  for (const Run& run : runs_) {
    if (!run.verbatim) {
      const ByteSpan source = inner.SourceSpan({run.source, run.source + run.source_size});
      add({run.canonical, source.begin, source.size(), false});
      continue;
    }
    const uint32_t end = run.source + run.source_size;
    auto piece = std::upper_bound(inner.runs_.begin(), inner.runs_.end(), run.source,
                                  [](uint32_t at, const Run& r) { return at < r.canonical; });
    if (piece != inner.runs_.begin()) --piece;
    for (; piece != inner.runs_.end() && piece->canonical < end; ++piece) {
      const auto next = piece + 1;
      const uint32_t from = std::max(run.source, piece->canonical);
      const uint32_t to = next == inner.runs_.end() ? end : std::min(end, next->canonical);
      if (from >= to) continue;
      const uint32_t canonical = run.canonical + (from - run.source);
      if (piece->verbatim) {
        add({canonical, piece->source + (from - piece->canonical), to - from, true});
      } else {
        add({canonical, piece->source, piece->source_size, false});
      }
    }
  }
  return out;
}

void OffsetMapBuilder::Add(std::string_view character, ByteSpan source, bool verbatim) {
  auto& runs = map_.runs_;
  verbatim = verbatim && source.size() == character.size();
  if (verbatim && !runs.empty() && runs.back().verbatim &&
      runs.back().source + runs.back().source_size == source.begin) {
    runs.back().source_size += source.size();
  } else {
    runs.push_back({size_, source.begin, source.size(), verbatim});
  }
  size_ += static_cast<uint32_t>(character.size());
}

void CanonicalTextBuilder::Append(std::string_view character, ByteSpan source) {
  const std::string_view original = character;
  bool verbatim = source.size() == character.size();
  switch (ClassifyCharacter(character)) {
    case CharacterClass::kDropped:
      return;
    case CharacterClass::kSpace:
      character = " ", verbatim &= original == " ";
      break;
    case CharacterClass::kLineEnd:
      character = "\n", verbatim &= original == "\n";
      break;
    case CharacterClass::kText:
      break;
  }
  offsets_.Add(character, source, verbatim);
  out_.text.append(character);
}

void CanonicalTextBuilder::Insert(std::string_view text, uint32_t source_position) {
  offsets_.Add(text, {source_position, source_position}, /*verbatim=*/false);
  out_.text.append(text);
}

CanonicalText CanonicalTextBuilder::Finish() && {
  out_.offsets = std::move(offsets_).Finish();
  return std::move(out_);
}

CanonicalText CanonicalizePlainText(std::string_view bytes) {
  CanonicalTextBuilder builder;
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto size = static_cast<int64_t>(bytes.size());
  for (int64_t i = 0; i < size;) {
    const int64_t begin = i;
    if (data[i] == '\r' && i + 1 < size && data[i + 1] == '\n') {
      i += 2;
    } else {
      U8_FWD_1(data, i, size);
    }
    const ByteSpan source{static_cast<uint32_t>(begin), static_cast<uint32_t>(i)};
    // A CR LF pair is one line end, so its first byte stands for both.
    const size_t length = data[begin] == '\r' ? 1 : source.size();
    builder.Append(bytes.substr(begin, length), source);
  }
  return std::move(builder).Finish();
}

}  // namespace dateline::ingest
