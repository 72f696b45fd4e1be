#include "common/storage/packed_ids.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace dateline {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kIdDigits = 2 * kIdBytes;
constexpr char kEscape = '\xFF';
constexpr char kEscapedByte = '\x00';
constexpr char kPackedId = '\x01';
constexpr std::string_view kDigits = "0123456789abcdef";

constexpr std::array<int8_t, 256> kValueOfDigit = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<uint8_t>(kDigits[i])] = static_cast<int8_t>(i);
  }
  return values;
}();

int ValueOf(char digit) { return kValueOfDigit[static_cast<uint8_t>(digit)]; }

void AppendPackedId(std::string_view digits, std::string& packed) {
  packed.push_back(kEscape);
  packed.push_back(kPackedId);
  for (size_t i = 0; i < kIdDigits; i += 2) {
    packed.push_back(static_cast<char>(ValueOf(digits[i]) << 4 | ValueOf(digits[i + 1])));
  }
}

void AppendDigits(std::string_view id, std::string& bytes) {
  for (const char c : id) {
    bytes.push_back(kDigits[static_cast<uint8_t>(c) >> 4]);
    bytes.push_back(kDigits[static_cast<uint8_t>(c) & 15]);
  }
}

}  // namespace

std::string PackIds(std::string_view bytes) {
  std::string packed;
  packed.reserve(bytes.size());
  size_t done = 0;    // Bytes that are packed.
  size_t digits = 0;  // Digits in a row up to here.
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (ValueOf(bytes[i]) >= 0) {
      if (++digits < kIdDigits) continue;
      const size_t begin = i + 1 - kIdDigits;
      packed.append(bytes.substr(done, begin - done));
      AppendPackedId(bytes.substr(begin, kIdDigits), packed);
      done = i + 1;
    } else if (bytes[i] == kEscape) {
      packed.append(bytes.substr(done, i + 1 - done));
      packed.push_back(kEscapedByte);
      done = i + 1;
    }
    digits = 0;
  }
  packed.append(bytes.substr(done));
  return packed;
}

std::optional<std::string> UnpackIds(std::string_view packed) {
  std::string bytes;
  bytes.reserve(packed.size() + kIdBytes);
  while (true) {
    const size_t escape = packed.find(kEscape);
    bytes.append(packed.substr(0, escape));
    if (escape == std::string_view::npos) return bytes;
    packed.remove_prefix(escape + 1);
    if (packed.empty()) return std::nullopt;
    const char what = packed.front();
    packed.remove_prefix(1);
    if (what == kEscapedByte) {
      bytes.push_back(kEscape);
      continue;
    }
    if (what != kPackedId || packed.size() < kIdBytes) return std::nullopt;
    AppendDigits(packed.substr(0, kIdBytes), bytes);
    packed.remove_prefix(kIdBytes);
  }
}

}  // namespace dateline
