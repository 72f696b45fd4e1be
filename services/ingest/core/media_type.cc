#include "services/ingest/core/media_type.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/ingest/core/email_message.h"
#include "services/ingest/core/text_decoder.h"

namespace dateline::ingest {
namespace {

constexpr std::string_view kSupported = "text/plain, text/html, message/rfc822";
constexpr std::string_view kIsCollection =
    "holds many documents; send it with SubmitCollection, or with 'dateline ingest'";

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

// "text/html" of "Text/HTML; charset=utf-8".
std::string TypeOf(std::string_view declared) {
  return LowerTrimmed(declared.substr(0, std::min(declared.find(';'), declared.size())));
}

// Lower case, without byte order mark and white space, and as bytes of letters where it
// is UTF-16.
std::string StartOf(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  while (!content.empty() && absl::ascii_isspace(content.front())) content.remove_prefix(1);
  std::string start = absl::AsciiStrToLower(AbslView(content.substr(0, kSniffBytes)));
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    start.erase(0, 2);
    std::erase(start, '\0');
    while (!start.empty() && absl::ascii_isspace(start.front())) start.erase(0, 1);
  }
  return start;
}

// A line that is a JSON object, as far as it can be seen.
bool IsJsonLine(std::string_view start) {
  if (!start.starts_with('{')) return false;
  const size_t end = start.find('\n');
  std::string_view line = start.substr(1, end == std::string_view::npos ? end : end - 1);
  while (!line.empty() && absl::ascii_isspace(line.back())) line.remove_suffix(1);
  while (!line.empty() && absl::ascii_isspace(line.front())) line.remove_prefix(1);
  const bool whole = end != std::string_view::npos || start.size() < kSniffBytes;
  return line.starts_with('"') && (!whole || line.ends_with('}'));
}

bool IsFeedMarkup(std::string_view start) {
  if (!start.starts_with('<') || start.starts_with("<!doctype html")) return false;
  for (std::string_view root : {"<rss", "<feed", "<rdf:rdf", "<atom:feed"}) {
    const size_t at = start.find(root);
    if (at == std::string_view::npos || at + root.size() >= start.size()) continue;
    const char next = start[at + root.size()];
    const bool ends = absl::ascii_isspace(next) || next == '>' || next == '/';
    // Nothing but a declaration, comments and instructions before it.
    if (ends && (at == 0 || start.starts_with("<?") || start.starts_with("<!"))) {
      return start.find("<html") > at;
    }
  }
  return false;
}

absl::StatusOr<MediaType> ResolveDeclared(std::string_view declared) {
  const size_t semicolon = std::min(declared.find(';'), declared.size());
  const std::string type = TypeOf(declared);
  std::string_view parameters = declared.substr(semicolon);
  if (!parameters.empty()) parameters.remove_prefix(1);
  const std::string charset = CharsetOf(parameters);
  if (!charset.empty() && !IsKnownCharset(charset)) {
    return Unsupported(declared, "names a charset that is not known");
  }
  if (type == "text/plain") return MediaType::kPlainText;
  if (type == "text/html" || type == "application/xhtml+xml") return MediaType::kHtml;
  if (type == "message/rfc822") return MediaType::kEmail;
  if (CollectionOfType(declared) != CollectionType::kNone) {
    return Unsupported(declared, kIsCollection);
  }
  return Unsupported(declared, "is not read");
}

std::string_view CollectionName(CollectionType type) {
  switch (type) {
    case CollectionType::kNone:
      return "";
    case CollectionType::kFeed:
      return "application/xml";
    case CollectionType::kWarc:
      return "application/warc";
    case CollectionType::kJsonLines:
      return "application/jsonl";
  }
  return "";
}

absl::StatusOr<MediaType> Sniff(std::string_view content) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kBinary = {{
      {"%PDF-", "application/pdf"},
      {"PK\x03\x04", "application/zip"},
      {"\x89PNG", "image/png"},
      {"\xFF\xD8\xFF", "image/jpeg"},
      {"GIF8", "image/gif"},
      {"BZh", "application/x-bzip2"},
      {"{\\rtf", "application/rtf"},
  }};
  for (const auto& [magic, type] : kBinary) {
    if (content.starts_with(magic)) return Unsupported(type, "(told by content) is not read");
  }
  if (SniffCollection(content) != CollectionType::kNone) {
    return Unsupported(CollectionName(SniffCollection(content)), kIsCollection);
  }
  static constexpr std::array<std::string_view, 22> kMarkup = {
      "<!doctype html", "<html",  "<head", "<body",  "<article", "<main",
      "<section",       "<div",   "<h1",   "<h2",    "<p>",      "<p ",
      "<!--",           "<title", "<meta", "<link",  "<script",  "<style",
      "<table>",        "<ul",    "<br",   "<a href"};
  const std::string start = StartOf(content);
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
  if (LooksLikeEmail(content)) return MediaType::kEmail;
  return MediaType::kPlainText;
}

}  // namespace

std::string_view MediaTypeName(MediaType type) {
  switch (type) {
    case MediaType::kPlainText:
      return "text/plain";
    case MediaType::kHtml:
      return "text/html";
    case MediaType::kEmail:
      return "message/rfc822";
  }
  return "";
}

CollectionType CollectionOfType(std::string_view declared) {
  const std::string type = TypeOf(declared);
  if (type == "application/rss+xml" || type == "application/atom+xml" ||
      type == "application/rdf+xml" || type == "application/xml" || type == "text/xml") {
    return CollectionType::kFeed;
  }
  if (type == "application/warc" || type == "application/x-warc") return CollectionType::kWarc;
  if (type == "application/jsonl" || type == "application/x-ndjson" ||
      type == "application/x-jsonlines" || type == "application/json-lines") {
    return CollectionType::kJsonLines;
  }
  return CollectionType::kNone;
}

CollectionType SniffCollection(std::string_view content) {
  if (content.starts_with("WARC/1.") || content.starts_with("WARC/0.")) {
    return CollectionType::kWarc;
  }
  const std::string start = StartOf(content);
  if (IsJsonLine(start)) return CollectionType::kJsonLines;
  return IsFeedMarkup(start) ? CollectionType::kFeed : CollectionType::kNone;
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
