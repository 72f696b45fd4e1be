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

void CanonicalTextBuilder::AppendVerbatim(std::string_view bytes, uint32_t source) {
  auto& runs = out_.offsets.runs_;
  const auto size = static_cast<uint32_t>(bytes.size());
  if (!runs.empty() && runs.back().verbatim &&
      runs.back().source + runs.back().source_size == source) {
    runs.back().source_size += size;
  } else {
    runs.push_back({static_cast<uint32_t>(out_.text.size()), source, size, true});
  }
  out_.text.append(bytes);
}

void CanonicalTextBuilder::AppendReplacement(std::string_view bytes, ByteSpan source) {
  out_.offsets.runs_.push_back(
      {static_cast<uint32_t>(out_.text.size()), source.begin, source.size(), false});
  out_.text.append(bytes);
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
  if (verbatim) return AppendVerbatim(character, source.begin);
  AppendReplacement(character, source);
}

void CanonicalTextBuilder::Insert(std::string_view text, uint32_t source_position) {
  AppendReplacement(text, {source_position, source_position});
}

CanonicalText CanonicalTextBuilder::Finish() && { return std::move(out_); }

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
