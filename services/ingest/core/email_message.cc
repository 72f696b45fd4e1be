#include "services/ingest/core/email_message.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxHeadBytes = 64 * 1024;
constexpr size_t kMaxValueBytes = 1000;
constexpr int kMaxSenders = 20;
// Forwarded messages one in the other.
constexpr int kMaxForwards = 8;

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using GObjectPtr = std::unique_ptr<T, Unref>;
using DatePtr = std::unique_ptr<GDateTime, decltype(&g_date_time_unref)>;

void InitOnce() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

// A header value that is well-formed and not overlong, else nothing.
std::string Value(const char* text) {
  if (text == nullptr) return "";
  std::string value = CollapseWhiteSpace(text);
  return value.size() <= kMaxValueBytes && !FindInvalidUtf8(value).has_value() ? value : "";
}

std::string ToRfc3339(GDateTime* date) {
  if (date == nullptr) return "";
  const auto offset = static_cast<int>(g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE);
  std::string zone = "Z";
  if (offset != 0) {
    zone = absl::StrFormat("%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                           std::abs(offset) % 60);
  }
  return absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02d%s", g_date_time_get_year(date),
                         g_date_time_get_month(date), g_date_time_get_day_of_month(date),
                         g_date_time_get_hour(date), g_date_time_get_minute(date),
                         std::min(g_date_time_get_second(date), 59), zone);
}

bool IsAttachment(GMimeObject* part) {
  GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(part);
  return disposition != nullptr && g_mime_content_disposition_is_attachment(disposition);
}

// Text parts and enclosed messages of one message, in order.
struct Parts {
  GMimePart* html = nullptr;
  GMimePart* plain = nullptr;
  GMimeMessage* enclosed = nullptr;
};

void Sort(GMimeObject* part, Parts& parts) {
  if (GMIME_IS_MESSAGE_PART(part)) {
    if (parts.enclosed == nullptr) {
      parts.enclosed = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    }
    return;
  }
  if (!GMIME_IS_PART(part) || IsAttachment(part)) return;
  GMimeContentType* type = g_mime_object_get_content_type(part);
  // A message without a type is plain text.
  const bool html =
      type != nullptr && (g_mime_content_type_is_type(type, "text", "html") ||
                          g_mime_content_type_is_type(type, "application", "xhtml+xml"));
  const bool plain = type == nullptr || g_mime_content_type_is_type(type, "text", "plain");
  if (html && parts.html == nullptr) parts.html = GMIME_PART(part);
  if (plain && parts.plain == nullptr) parts.plain = GMIME_PART(part);
}

Parts FindParts(GMimeObject* root) {
  Parts parts;
  std::vector<GMimeObject*> waiting = {root};
  for (size_t seen = 0; !waiting.empty() && seen < kMaxEmailParts; ++seen) {
    GMimeObject* part = waiting.back();
    waiting.pop_back();
    if (part == nullptr) continue;
    if (!GMIME_IS_MULTIPART(part)) {
      Sort(part, parts);
      continue;
    }
    const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
    for (int i = std::min<int>(count, kMaxEmailParts) - 1; i >= 0; --i) {
      waiting.push_back(g_mime_multipart_get_part(GMIME_MULTIPART(part), i));
    }
  }
  return parts;
}

std::string ContentOf(GMimePart* part) {
  GMimeDataWrapper* wrapper = part == nullptr ? nullptr : g_mime_part_get_content(part);
  if (wrapper == nullptr) return "";
  const GObjectPtr<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(wrapper, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  if (bytes == nullptr || bytes->data == nullptr) return "";
  return std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

std::string Parameter(GMimePart* part, const char* name) {
  GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  return type == nullptr ? "" : Value(g_mime_content_type_get_parameter(type, name));
}

// Joins the lines that format=flowed (RFC 3676) broke for the screen.
std::string Unflow(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool signature = line == "-- ";
    const bool flows = line.ends_with(' ') && !signature;
    if (line.starts_with(' ')) line.remove_prefix(1);  // Stuffed.
    if (flows && delete_space && !line.empty()) line.remove_suffix(1);
    StrAppend(&out, line);
    if (!flows) out += '\n';
  }
  return out;
}

// Without the signature behind the line "-- ".
void DropSignature(std::string& text) {
  for (std::string_view mark : {"\n-- \n", "\n-- \r\n"}) {
    const size_t at = text.rfind(mark);
    if (at != std::string::npos && at > 0) text.resize(at + 1);
  }
}

// Whether markup has text, and not only images and scripts.
bool HasText(std::string_view html) {
  size_t letters = 0;
  bool inside_tag = false;
  for (char c : html) {
    if (c == '<') inside_tag = true;
    if (!inside_tag && (absl::ascii_isalpha(c) || (c & 0x80) != 0) && ++letters > 40) return true;
    if (c == '>') inside_tag = false;
  }
  return false;
}

void TakeHtml(GMimePart* part, std::string content, EmailMessage& out) {
  out.content = std::move(content);
  const std::string charset = Parameter(part, "charset");
  out.media_type = charset.empty() ? "text/html" : StrCat("text/html; charset=", charset);
}

void TakePlain(GMimePart* part, EmailMessage& out) {
  out.content = ContentOf(part);
  const std::string charset = Parameter(part, "charset");
  out.media_type = charset.empty() ? "text/plain" : StrCat("text/plain; charset=", charset);
  if (absl::EqualsIgnoreCase(Parameter(part, "format"), "flowed")) {
    out.content = Unflow(out.content, absl::EqualsIgnoreCase(Parameter(part, "delsp"), "yes"));
  }
  DropSignature(out.content);
}

void TakeText(const Parts& parts, EmailMessage& out) {
  if (parts.html != nullptr) {
    std::string html = ContentOf(parts.html);
    if (parts.plain == nullptr || HasText(html)) return TakeHtml(parts.html, std::move(html), out);
  }
  if (parts.plain != nullptr) TakePlain(parts.plain, out);
}

void ReadHeaders(GMimeMessage* message, EmailMessage& out) {
  out.subject = Value(g_mime_message_get_subject(message));
  if (InternetAddressList* from = g_mime_message_get_from(message)) {
    const int count = std::min(internet_address_list_length(from), kMaxSenders);
    for (int i = 0; i < count; ++i) {
      InternetAddress* address = internet_address_list_get_address(from, i);
      std::string name = Value(internet_address_get_name(address));
      if (!name.empty()) out.senders.push_back(std::move(name));
    }
  }
  GMimeObject* object = GMIME_OBJECT(message);
  out.organization = Value(g_mime_object_get_header(object, "Organization"));
  out.language = Value(g_mime_object_get_header(object, "Content-Language"));
  out.language.resize(std::min(out.language.find_first_of(", ;"), out.language.size()));
  out.date = ToRfc3339(g_mime_message_get_date(message));
  if (out.date.empty()) out.date = Value(g_mime_object_get_header(object, "Date"));
}

// The name of a header field at the start of a line, in lower case; empty for none.
std::string FieldName(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon > 76) return "";
  const std::string_view name = line.substr(0, colon);
  if (!std::all_of(name.begin(), name.end(),
                   [](char c) { return absl::ascii_isalnum(c) || c == '-'; })) {
    return "";
  }
  return absl::AsciiStrToLower(AbslView(name));
}

}  // namespace

bool LooksLikeEmail(std::string_view bytes) {
  static constexpr std::array<std::string_view, 4> kSenders = {"from", "received", "return-path",
                                                               "sender"};
  static constexpr std::array<std::string_view, 7> kOthers = {
      "message-id", "mime-version", "subject", "date", "to", "content-type", "delivered-to"};
  std::string_view head = bytes.substr(0, kMaxHeadBytes);
  if (head.starts_with("From ")) head.remove_prefix(std::min(head.find('\n') + 1, head.size()));
  bool sender = false;
  int others = 0;
  for (bool first = true; !head.empty(); first = false) {
    const size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (!first && (line[0] == ' ' || line[0] == '\t')) continue;
    const std::string name = FieldName(line);
    if (name.empty()) return false;
    sender |= std::find(kSenders.begin(), kSenders.end(), name) != kSenders.end();
    others += std::find(kOthers.begin(), kOthers.end(), name) != kOthers.end() ? 1 : 0;
  }
  return sender && others >= 2;
}

absl::StatusOr<EmailMessage> ReadEmail(std::string_view bytes) {
  InitOnce();
  const GObjectPtr<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const GObjectPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  if (bytes.starts_with("From ")) g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MBOX);
  const GObjectPtr<GMimeMessage> outer(g_mime_parser_construct_message(parser.get(), nullptr));
  EmailMessage message;
  GMimeMessage* inner = outer.get();
  for (int depth = 0; inner != nullptr && depth < kMaxForwards; ++depth) {
    const Parts parts = FindParts(g_mime_message_get_mime_part(inner));
    TakeText(parts, message);
    if (message.content.find_first_not_of(" \t\r\n") != std::string::npos) {
      ReadHeaders(inner, message);
      return message;
    }
    inner = parts.enclosed;
  }
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kDocumentEmpty,
                   "the message has no text: no part of type text/plain or text/html with "
                   "anything in it");
}

std::string ReadMailDate(std::string_view text) {
  if (text.size() > 100) return "";
  InitOnce();
  const DatePtr date(g_mime_utils_header_decode_date(std::string(text).c_str()), g_date_time_unref);
  return ToRfc3339(date.get());
}

}  // namespace dateline::ingest
