#include "services/ingest/core/media_type.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/ingest/core/text_decoder.h"

namespace dateline::ingest {
namespace {

constexpr std::string_view kSupported = "text/plain, text/html";

std::string LowerTrimmed(std::string_view text) {
  std::string lower = absl::AsciiStrToLower(AbslView(text));
  absl::StripAsciiWhitespace(&lower);
  return lower;
}

absl::Status Unsupported(std::string_view media_type, std::string_view why) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason::kMediaTypeUnsupported,
      StrCat("media type '", media_type, "' ", why, "; supported: ", kSupported),
      {{"media_type", std::string(media_type)}, {"supported", std::string(kSupported)}});
}

// The value of the charset parameter in lower case, or empty.
std::string CharsetOf(std::string_view parameters) {
  while (!parameters.empty()) {
    const size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = parameters.substr(0, end);
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    if (LowerTrimmed(parameter.substr(0, equals)) != "charset") continue;
    std::string value = LowerTrimmed(parameter.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
  return "";
}

absl::StatusOr<MediaType> ResolveDeclared(std::string_view declared) {
  const size_t semicolon = std::min(declared.find(';'), declared.size());
  const std::string type = LowerTrimmed(declared.substr(0, semicolon));
  std::string_view parameters = declared.substr(semicolon);
  if (!parameters.empty()) parameters.remove_prefix(1);
  const std::string charset = CharsetOf(parameters);
  if (!charset.empty() && !IsKnownCharset(charset)) {
    return Unsupported(declared, "names a charset that is not known");
  }
  if (type == "text/plain") return MediaType::kPlainText;
  if (type == "text/html" || type == "application/xhtml+xml") return MediaType::kHtml;
  return Unsupported(declared, "is not read");
}

absl::StatusOr<MediaType> Sniff(std::string_view content) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kBinary = {{
      {"%PDF-", "application/pdf"},
      {"PK\x03\x04", "application/zip"},
      {"\x89PNG", "image/png"},
      {"\xFF\xD8\xFF", "image/jpeg"},
      {"GIF8", "image/gif"},
      {"\x1F\x8B", "application/gzip"},
      {"{\\rtf", "application/rtf"},
  }};
  for (const auto& [magic, type] : kBinary) {
    if (content.starts_with(magic)) return Unsupported(type, "(told by content) is not read");
  }
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  while (!content.empty() && absl::ascii_isspace(content.front())) content.remove_prefix(1);
  static constexpr std::array<std::string_view, 22> kMarkup = {
      "<!doctype html", "<html",  "<head", "<body",  "<article", "<main",
      "<section",       "<div",   "<h1",   "<h2",    "<p>",      "<p ",
      "<!--",           "<title", "<meta", "<link",  "<script",  "<style",
      "<table>",        "<ul",    "<br",   "<a href"};
  std::string start = absl::AsciiStrToLower(AbslView(content.substr(0, 1024)));
  // A byte order mark of UTF-16, and every other byte of plain letters in it.
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    start.erase(0, 2);
    std::erase(start, '\0');
    while (!start.empty() && absl::ascii_isspace(start.front())) start.erase(0, 1);
  }
  for (std::string_view markup : kMarkup) {
    if (start.starts_with(markup)) return MediaType::kHtml;
  }
  if (start.starts_with("<?xml")) {
    if (start.find("<html") != std::string::npos ||
        start.find("<!doctype html") != std::string::npos) {
      return MediaType::kHtml;
    }
    return Unsupported("application/xml", "(told by content) is not read");
  }
  return MediaType::kPlainText;
}

}  // namespace

std::string_view MediaTypeName(MediaType type) {
  return type == MediaType::kHtml ? "text/html" : "text/plain";
}

std::string CharsetParameter(std::string_view declared) {
  const size_t semicolon = declared.find(';');
  return semicolon == std::string_view::npos ? "" : CharsetOf(declared.substr(semicolon + 1));
}

absl::StatusOr<MediaType> ResolveMediaType(std::string_view declared, std::string_view content) {
  if (LowerTrimmed(declared).empty()) return Sniff(content);
  return ResolveDeclared(declared);
}

}  // namespace dateline::ingest
