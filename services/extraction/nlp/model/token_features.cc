#include "services/extraction/nlp/model/token_features.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "common/base/status_macros.h"

namespace dateline::nlp {
namespace {

constexpr uint32_t kUnknownWordRow = 1;
constexpr size_t kMaxShape = 12;
constexpr UChar32 kCapitalIWithDot = 0x130;  // Its lower case is two characters.

// Room without allocation for all but the longest tokens.
using CodePointBuffer = absl::InlinedVector<UChar32, 40>;
using ByteBuffer = absl::InlinedVector<char, 80>;

CodePointBuffer CodePoints(std::string_view text) {
  CodePointBuffer out;
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, length, c);
    out.push_back(c);
  }
  return out;
}

template <typename Bytes>
void Append(UChar32 c, Bytes& out) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.insert(out.end(), bytes, bytes + size);
}

std::string_view View(const ByteBuffer& bytes) { return {bytes.data(), bytes.size()}; }

ByteBuffer Encoded(const UChar32* begin, const UChar32* end) {
  ByteBuffer out;
  for (const UChar32* c = begin; c != end; ++c) Append(*c, out);
  return out;
}

// Typographic marks as the word vectors know them.
CodePointBuffer Normalised(std::string_view form) {
  CodePointBuffer out;
  if (form == "``" || form == "''") {
    out.push_back('"');
    return out;
  }
  for (const UChar32 c : CodePoints(form)) {
    switch (c) {
      case 0x201C:
      case 0x201D:
      case 0x201E:
        out.push_back('"');
        break;
      case 0x2018:
      case 0x2019:
      case '`':
        out.push_back('\'');
        break;
      case 0x2013:
      case 0x2014:
        out.push_back('-');
        break;
      case 0x2026:
        out.insert(out.end(), 3, '.');
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

UChar32 Lower(UChar32 c) { return c == kCapitalIWithDot ? c : u_tolower(c); }

bool IsDigit(UChar32 c) {
  const int32_t type = u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE);
  return type == U_NT_DECIMAL || type == U_NT_DIGIT;
}

UChar32 ShapeClass(UChar32 c) {
  if (u_isUUppercase(c)) return 'X';
  if (u_isalpha(c)) return 'x';
  return IsDigit(c) ? 'd' : c;
}

ByteBuffer ShapeOf(const CodePointBuffer& form) {
  absl::InlinedVector<UChar32, kMaxShape> out;
  for (const UChar32 c : form) {
    const UChar32 kind = ShapeClass(c);
    const size_t n = out.size();
    if (n >= 2 && out[n - 1] == kind && out[n - 2] == kind) continue;
    if (n == kMaxShape) break;
    out.push_back(kind);
  }
  return Encoded(out.data(), out.data() + out.size());
}

// 32-bit FNV-1a from a seed, so that each table hashes differently.
uint32_t Hash(std::string_view bytes, uint32_t seed) {
  uint32_t hash = 2166136261u ^ seed;
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
  return hash;
}

}  // namespace

absl::StatusOr<WordTable> WordTable::Load(const Bundle& bundle) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::string_view> words, bundle.Lines("words"));
  WordTable table;
  table.rows_.reserve(words.size());
  for (const std::string_view word : words) {
    const auto row = static_cast<uint32_t>(table.rows_.size()) + 2;
    if (!table.rows_.emplace(word, row).second) {
      return UnusableBundle("a word is there twice");
    }
  }
  return table;
}

std::optional<uint32_t> WordTable::RowOfWord(std::string_view lower) const {
  const auto found = rows_.find(lower);
  return found == rows_.end() ? std::nullopt : std::optional<uint32_t>(found->second);
}

uint32_t WordTable::Row(std::string_view lower) const {
  if (const auto found = rows_.find(lower); found != rows_.end()) return found->second;
  ByteBuffer zeros;
  bool digits = false;
  for (const UChar32 c : CodePoints(lower)) {
    const bool digit = IsDigit(c);
    digits = digits || digit;
    Append(digit ? '0' : c, zeros);
  }
  if (!digits) return kUnknownWordRow;
  const auto found = rows_.find(View(zeros));
  return found != rows_.end() ? found->second : kUnknownWordRow;
}

FeatureRows FeaturesOf(std::string_view form, const WordTable& words) {
  const CodePointBuffer normal = Normalised(form);
  CodePointBuffer lower(normal.size());
  std::transform(normal.begin(), normal.end(), lower.begin(), Lower);
  const UChar32* begin = lower.data();
  const UChar32* end = begin + lower.size();
  const auto first = [&](size_t n) { return Encoded(begin, begin + std::min(n, lower.size())); };
  const auto last = [&](size_t n) { return Encoded(end - std::min(n, lower.size()), end); };
  const ByteBuffer whole = Encoded(begin, end);
  const std::array<ByteBuffer, kHashedTableRows.size()> parts = {
      whole, first(3), last(2), last(3), last(4), ShapeOf(normal)};
  FeatureRows rows;
  rows[0] = words.Row(View(whole));
  for (uint32_t table = 0; table < parts.size(); ++table) {
    rows[table + 1] = 1 + Hash(View(parts[table]), table + 1) % (kHashedTableRows[table] - 1);
  }
  return rows;
}

std::string LowerCased(std::string_view text) {
  std::string out;
  for (const UChar32 c : CodePoints(text)) Append(Lower(c), out);
  return out;
}

std::string ShapeOf(std::string_view form) { return std::string(View(ShapeOf(CodePoints(form)))); }

}  // namespace dateline::nlp
