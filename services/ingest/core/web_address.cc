#include "services/ingest/core/web_address.h"

#include <unicode/uidna.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxHostBytes = 512;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// ICU's objects are thread-safe once they are made.
const USpoofChecker* Checker() {
  static const USpoofChecker* const checker = [] {
    UErrorCode error = U_ZERO_ERROR;
    USpoofChecker* made = uspoof_open(&error);
    uspoof_setChecks(made, USPOOF_RESTRICTION_LEVEL, &error);
    uspoof_setRestrictionLevel(made, USPOOF_MODERATELY_RESTRICTIVE);
    return U_SUCCESS(error) ? made : nullptr;
  }();
  return checker;
}

const UIDNA* Idna() {
  static const UIDNA* const idna = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UIDNA* made = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE, &error);
    return U_SUCCESS(error) ? made : nullptr;
  }();
  return idna;
}

bool MixesScripts(std::string_view word) {
  UErrorCode error = U_ZERO_ERROR;
  const int32_t found =
      uspoof_checkUTF8(Checker(), word.data(), static_cast<int32_t>(word.size()), nullptr, &error);
  return U_SUCCESS(error) && (found & USPOOF_RESTRICTION_LEVEL) != 0;
}

// Other letters that all look Latin.
bool LooksLatin(std::string_view word) {
  if (Checker() == nullptr || IsAscii(word) || word.size() > kMaxHostBytes) return false;
  char skeleton[4 * kMaxHostBytes];
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size =
      uspoof_getSkeletonUTF8(Checker(), 0, word.data(), static_cast<int32_t>(word.size()), skeleton,
                             sizeof(skeleton), &error);
  return U_SUCCESS(error) && size > 0 && IsAscii({skeleton, static_cast<size_t>(size)});
}

// Where the host stands in an address of any scheme; size 0 for none.
std::pair<size_t, size_t> HostOf(std::string_view address) {
  const size_t scheme = address.find("://");
  if (scheme == std::string_view::npos || scheme > 20) return {0, 0};
  size_t begin = scheme + 3;
  const size_t end = std::min(address.find_first_of("/?#", begin), address.size());
  const size_t user = address.substr(begin, end - begin).rfind('@');
  if (user != std::string_view::npos) begin += user + 1;
  const size_t port = std::min(address.find(':', begin), end);
  return {begin, port - begin};
}

std::string Convert(std::string_view host, decltype(&uidna_nameToASCII_UTF8) convert) {
  if (Idna() == nullptr || host.size() > kMaxHostBytes) return "";
  char out[4 * kMaxHostBytes];
  UErrorCode error = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const int32_t size = convert(Idna(), host.data(), static_cast<int32_t>(host.size()), out,
                               sizeof(out), &info, &error);
  return U_SUCCESS(error) && size > 0 ? std::string(out, static_cast<size_t>(size)) : "";
}

}  // namespace

bool IsWebAddress(std::string_view address) {
  if (address.size() > kMaxAddressBytes) return false;
  const std::string lower = absl::AsciiStrToLower(AbslView(address.substr(0, 8)));
  const size_t host = lower.starts_with("https://")  ? 8
                      : lower.starts_with("http://") ? 7
                                                     : std::string_view::npos;
  if (host == std::string_view::npos || host >= address.size()) return false;
  if (!absl::ascii_isalnum(address[host]) && (address[host] & 0x80) == 0) return false;
  return std::none_of(address.begin(), address.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' || c == '\\';
  });
}

absl::Status CheckDocumentUri(std::string_view uri) {
  if (FindInvalidUtf8(uri).has_value()) return FieldInvalid("uri", "is not UTF-8");
  if (std::any_of(uri.begin(), uri.end(), IsControl)) {
    return FieldInvalid("uri", "has control characters; leave them out");
  }
  std::string scheme;
  for (char c : uri.substr(0, std::min(uri.find(':'), uri.size()))) {
    if (!absl::ascii_isspace(c)) scheme += absl::ascii_tolower(c);
    if (scheme.size() > 10) break;
  }
  const bool has_scheme = uri.find(':') != std::string_view::npos;
  if (has_scheme && (scheme == "javascript" || scheme == "data" || scheme == "vbscript")) {
    return FieldInvalid("uri", StrCat("is a '", scheme,
                                      ":' address, which names no document; give where it was "
                                      "published, or leave it empty"));
  }
  return absl::OkStatus();
}

bool IsConfusable(std::string_view name) {
  if (Checker() == nullptr || IsAscii(name)) return false;
  // By word: an outlet may have a name in two scripts.
  for (size_t at = 0; at < name.size();) {
    const size_t end = std::min(name.find(' ', at), name.size());
    const std::string_view word = name.substr(at, end - at);
    if (!word.empty() && MixesScripts(word)) return true;
    at = end + 1;
  }
  return false;
}

std::string ImitatedHost(std::string_view address) {
  const auto [begin, size] = HostOf(address);
  const std::string_view host = address.substr(begin, size);
  if (size == 0 || size > kMaxHostBytes) return "";
  const bool encoded = absl::AsciiStrToLower(AbslView(host)).find("xn--") != std::string::npos;
  if (IsAscii(host) && !encoded) return "";
  const std::string shown = encoded ? Convert(host, &uidna_nameToUnicodeUTF8) : std::string(host);
  // A whole host in letters of its own ("тасс.рф") imitates nothing.
  const bool latin_end = IsAscii(std::string_view(shown).substr(shown.rfind('.') + 1));
  for (size_t at = 0; at < shown.size();) {
    const size_t end = std::min(shown.find('.', at), shown.size());
    const std::string_view label = std::string_view(shown).substr(at, end - at);
    if (IsConfusable(label) || (latin_end && LooksLatin(label))) {
      return Convert(shown, &uidna_nameToASCII_UTF8);
    }
    at = end + 1;
  }
  return "";
}

std::string WithHost(std::string_view address, std::string_view host) {
  const auto [begin, size] = HostOf(address);
  return StrCat(address.substr(0, begin), host, address.substr(begin + size));
}

}  // namespace dateline::ingest
