#include "common/storage/ordered_key.h"

#include <optional>
#include <utility>

#include "common/storage/packed_ids.h"

namespace dateline {
namespace {

constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xFF';
constexpr char kTerminator = '\x01';
constexpr std::string_view kEndOfString("\x00\x01", 2);
constexpr uint64_t kSignBit = uint64_t{1} << 63;

template <typename Integer>
void AppendBigEndian(std::string* key, Integer value) {
  for (int shift = (sizeof(Integer) - 1) * 8; shift >= 0; shift -= 8) {
    key->push_back(static_cast<char>(value >> shift));
  }
}

template <typename Integer>
bool TakeBigEndian(std::string_view* rest, Integer* out) {
  if (rest->size() < sizeof(Integer)) return false;
  Integer value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>((value << 8) | static_cast<uint8_t>((*rest)[i]));
  }
  rest->remove_prefix(sizeof(Integer));
  *out = value;
  return true;
}

}  // namespace

void AppendKeyStringPrefix(std::string* key, std::string_view text) {
  for (const char c : text) {
    key->push_back(c);
    if (c == kEscape) key->push_back(kEscapedZero);
  }
}

void AppendKeyString(std::string* key, std::string_view text) {
  AppendKeyStringPrefix(key, text);
  key->push_back(kEscape);
  key->push_back(kTerminator);
}

void AppendKeyPacked(std::string* key, std::string_view text) {
  AppendKeyString(key, PackIds(text));
}

void AppendKeyByte(std::string* key, uint8_t value) { key->push_back(static_cast<char>(value)); }
void AppendKeyUint32(std::string* key, uint32_t value) { AppendBigEndian(key, value); }
void AppendKeyUint64(std::string* key, uint64_t value) { AppendBigEndian(key, value); }
void AppendKeyInt64(std::string* key, int64_t value) {
  AppendBigEndian(key, static_cast<uint64_t>(value) ^ kSignBit);
}
void AppendKeyDescending(std::string* key, uint64_t value) { AppendBigEndian(key, ~value); }

std::string_view FirstPartOf(std::string_view key) {
  const size_t end = key.find(kEndOfString);
  return end == std::string_view::npos ? key : key.substr(0, end + kEndOfString.size());
}

bool HasOneFirstPart(std::string_view begin, std::string_view end) {
  const std::string_view part = FirstPartOf(begin);
  if (!part.ends_with(kEndOfString) || end.empty()) return false;
  return end.starts_with(part) || end == AfterKeyPrefix(part);
}

std::string AfterKeyPrefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && after.back() == '\xFF') after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(static_cast<uint8_t>(after.back()) + 1);
  return after;
}

bool KeyReader::String(std::string* out) {
  std::string text;
  size_t i = 0;
  while (i < rest_.size()) {
    if (rest_[i] != kEscape) {
      text.push_back(rest_[i++]);
      continue;
    }
    if (i + 1 >= rest_.size()) return false;
    const char next = rest_[i + 1];
    i += 2;
    if (next == kTerminator) {
      rest_.remove_prefix(i);
      *out = std::move(text);
      return true;
    }
    if (next != kEscapedZero) return false;
    text.push_back(kEscape);
  }
  return false;
}

bool KeyReader::Packed(std::string* out) {
  const std::string_view before = rest_;
  std::string packed;
  if (!String(&packed)) return false;
  std::optional<std::string> text = UnpackIds(packed);
  if (!text.has_value()) {
    rest_ = before;
    return false;
  }
  *out = *std::move(text);
  return true;
}

bool KeyReader::Byte(uint8_t* out) { return TakeBigEndian(&rest_, out); }
bool KeyReader::Uint32(uint32_t* out) { return TakeBigEndian(&rest_, out); }
bool KeyReader::Uint64(uint64_t* out) { return TakeBigEndian(&rest_, out); }

bool KeyReader::Int64(int64_t* out) {
  uint64_t value = 0;
  if (!TakeBigEndian(&rest_, &value)) return false;
  *out = static_cast<int64_t>(value ^ kSignBit);
  return true;
}

bool KeyReader::Descending(uint64_t* out) {
  uint64_t value = 0;
  if (!TakeBigEndian(&rest_, &value)) return false;
  *out = ~value;
  return true;
}

}  // namespace dateline
