#include "services/extraction/nlp/segmentation/web_tokens.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"

namespace dateline::nlp {
namespace {

// Names of hosts and mailboxes are shorter; bounds the time spent on look-alikes.
constexpr size_t kLongestName = 128;

// Common ends of names of hosts and files that no English word is written like.
constexpr std::string_view kKnownEnds[] = {
    "com", "org",  "net", "edu", "gov",  "mil", "int", "info", "biz", "eu",  "tv",  "doc", "docx",
    "xls", "xlsx", "pdf", "htm", "html", "jpg", "png", "gif",  "txt", "zip", "csv", "mp3", "mp4"};

bool IsNameCharacter(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; }

bool StartsWithAnyCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char want, char have) { return want == absl::ascii_tolower(have); });
}

bool EndsAddress(std::string_view rest) {
  const char c = rest[0];
  if (absl::ascii_isspace(c) || c == '<' || c == '>' || c == '"' || c == '{' || c == '}') {
    return true;
  }
  constexpr std::string_view kMarks[] = {"“", "”", "’", "‘", "«", "»", "\u00a0", "…", "—"};
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [rest](std::string_view mark) { return rest.starts_with(mark); });
}

// Bytes up to the white space or mark that ends an address, without the
// punctuation of the sentence around it.
size_t AddressLength(std::string_view text) {
  size_t end = 0;
  bool bracket = false;
  while (end < text.size() && !EndsAddress(text.substr(end))) {
    bracket |= text[end] == '(';
    ++end;
  }
  constexpr std::string_view kTrailing = ".,;:!?'*]";
  while (end > 0 && (kTrailing.find(text[end - 1]) != std::string_view::npos ||
                     (text[end - 1] == ')' && !bracket))) {
    --end;
  }
  return end;
}

size_t UrlLength(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://", "ftp://", "www.", "mailto:"}) {
    if (!StartsWithAnyCase(text, scheme)) continue;
    const size_t length = AddressLength(text);
    return length > scheme.size() ? length : 0;
  }
  return 0;
}

// Bytes of the labels "mail.example.org" at the start; `labels` counts them and
// `last` is the last.
size_t HostLength(std::string_view text, int& labels, std::string_view& last) {
  size_t end = 0;
  labels = 0;
  while (end < std::min(text.size(), kLongestName)) {
    size_t label = end;
    while (label < text.size() && label < kLongestName && IsNameCharacter(text[label])) ++label;
    if (label == end) break;
    last = text.substr(end, label - end);
    ++labels;
    end = label;
    if (end + 1 >= text.size() || text[end] != '.' || !IsNameCharacter(text[end + 1])) break;
    ++end;
  }
  return end;
}

size_t MailLength(std::string_view text) {
  size_t at = 0;
  const size_t limit = std::min(text.size(), kLongestName);
  while (at < limit &&
         (IsNameCharacter(text[at]) || text[at] == '.' || text[at] == '%' || text[at] == '+')) {
    ++at;
  }
  if (at == 0 || at >= limit || text[at] != '@') return 0;
  int labels = 0;
  std::string_view last;
  const size_t host = HostLength(text.substr(at + 1), labels, last);
  return host == 0 ? 0 : at + 1 + host;
}

// "Example.com", "example.co.nz/news": a name with a known end, or three labels
// and the two letters of a country.
size_t SiteLength(std::string_view text) {
  int labels = 0;
  std::string_view last;
  const size_t host = HostLength(text, labels, last);
  if (labels < 2 || !std::any_of(last.begin(), last.end(), absl::ascii_isalpha)) return 0;
  const bool one_case = std::none_of(last.begin(), last.end(), absl::ascii_isupper) ||
                        std::none_of(last.begin(), last.end(), absl::ascii_islower);
  const std::string lower = absl::AsciiStrToLower({last.data(), last.size()});
  const bool known =
      std::find(std::begin(kKnownEnds), std::end(kKnownEnds), lower) != std::end(kKnownEnds);
  const bool country = last.size() == 2 && labels >= 3 && host >= 8;
  const bool path = host + 1 < text.size() && text[host] == '/' && IsNameCharacter(text[host + 1]);
  if (!one_case || !(known || country)) return 0;
  return path ? std::max(host, AddressLength(text)) : host;
}

// "@handle", "#Tag"; not "#1".
size_t HandleLength(std::string_view text) {
  if (text.size() < 2 || (text[0] != '@' && text[0] != '#')) return 0;
  if (!absl::ascii_isalpha(text[1]) && text[1] != '_') return 0;
  size_t end = 1;
  while (end < text.size() && (absl::ascii_isalnum(text[end]) || text[end] == '_')) ++end;
  return end;
}

size_t SmileyLength(std::string_view text) {
  constexpr std::string_view kSmileys[] = {":-)", ":-(", ";-)", ":-D", ":-P", ":-/", "^_^",
                                           ":)",  ":(",  ";)",  ":D",  ":P",  "=)",  "(:"};
  for (const std::string_view smiley : kSmileys) {
    if (!text.starts_with(smiley)) continue;
    const std::string_view rest = text.substr(smiley.size());
    if (rest.empty() || !absl::ascii_isalnum(rest[0])) return smiley.size();
  }
  return 0;
}

}  // namespace

size_t WebTokenLength(std::string_view text) {
  for (const auto length : {UrlLength, MailLength, SiteLength, HandleLength, SmileyLength}) {
    if (const size_t bytes = length(text); bytes > 0) return bytes;
  }
  return 0;
}

}  // namespace dateline::nlp
