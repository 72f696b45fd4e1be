#include "common/access/token.h"

#include <sys/random.h>

#include <algorithm>
#include <array>

#include "absl/strings/escaping.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

constexpr std::string_view kPrefix = "dl_";
constexpr size_t kIdBytes = 8;
constexpr size_t kSecretBytes = 32;
constexpr size_t kIdLetters = 2 * kIdBytes;
constexpr size_t kSecretLetters = 43;

bool IsIdLetter(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool IsSecretLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

absl::StatusOr<std::string> DrawToken() {
  std::array<char, kIdBytes + kSecretBytes> random;
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return absl::InternalError("the system gives no random bytes; no token was made");
  }
  const std::string_view bytes(random.data(), random.size());
  std::string secret;
  absl::WebSafeBase64Escape(AbslView(bytes.substr(kIdBytes)), &secret);
  return StrCat(kPrefix, absl::BytesToHexString(AbslView(bytes.substr(0, kIdBytes))), "_", secret);
}

std::optional<std::string_view> TokenIdOf(std::string_view text) {
  if (text.size() != kPrefix.size() + kIdLetters + 1 + kSecretLetters) return std::nullopt;
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const std::string_view id = text.substr(kPrefix.size(), kIdLetters);
  const std::string_view secret = text.substr(kPrefix.size() + kIdLetters + 1);
  if (text[kPrefix.size() + kIdLetters] != '_') return std::nullopt;
  if (!std::all_of(id.begin(), id.end(), IsIdLetter)) return std::nullopt;
  if (!std::all_of(secret.begin(), secret.end(), IsSecretLetter)) return std::nullopt;
  return id;
}

bool SameInConstantTime(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < one.size(); ++i) {
    difference |= static_cast<unsigned char>(one[i] ^ other[i]);
  }
  return difference == 0;
}

}  // namespace dateline
