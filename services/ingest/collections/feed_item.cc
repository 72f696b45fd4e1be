#include "services/ingest/collections/feed_item.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "common/text/utf8.h"
#include "services/ingest/collections/item_dates.h"
#include "services/ingest/core/html_entities.h"
#include "services/ingest/core/web_address.h"

namespace dateline::ingest {
namespace {

// A summary of so many letters, and not cut off at its end, is the whole text.
constexpr size_t kWholeTextBytes = 1500;
constexpr size_t kMaxTitleBytes = 1000;
constexpr size_t kMaxNameBytes = 300;
constexpr size_t kMaxAuthors = 50;

void AppendEscaped(std::string_view text, std::string& out) {
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

bool HasMarkup(std::string_view text) {
  for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (at + 1 < text.size() &&
        (absl::ascii_isalpha(text[at + 1]) || text[at + 1] == '/' || text[at + 1] == '!')) {
      return true;
    }
  }
  return false;
}

// What a reader sees of it, white space collapsed.
std::string PlainOf(const FeedText& text) {
  if (text.kind == FeedText::Kind::kPlain) return CollapseWhiteSpace(text.text);
  std::string out;
  const bool markup = HasMarkup(text.text);
  bool inside = false;
  for (char c : text.text) {
    if (markup && c == '<') inside = true;
    if (!inside) out += c;
    if (inside && c == '>') {
      inside = false;
      out += ' ';
    }
  }
  return CollapseWhiteSpace(DecodeHtmlEntities(out));
}

// A headline has no line breaks between its words, where the tags were.
std::string TitleOf(const FeedText& title) {
  return std::string(TruncateUtf8(PlainOf(title), kMaxTitleBytes));
}

// Blank lines part paragraphs.
void AppendParagraphs(std::string_view text, bool escape, std::string& out) {
  while (!text.empty()) {
    const size_t end = std::min(text.find("\n\n"), text.size());
    const std::string_view paragraph = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    if (paragraph.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    out += "<p>";
    escape ? AppendEscaped(paragraph, out) : StrAppend(&out, paragraph);
    out += "</p>\n";
  }
}

void AppendBody(const FeedText& text, std::string& out) {
  const bool plain = text.kind == FeedText::Kind::kPlain;
  if (plain || !HasMarkup(text.text)) return AppendParagraphs(text.text, plain, out);
  StrAppend(&out, text.text);
}

std::string MakePage(const std::string& title, const std::string& language, const FeedText& body) {
  std::string page = "<!DOCTYPE html>\n<html";
  if (!language.empty()) {
    page += " lang=\"";
    AppendEscaped(language, page);
    page += '"';
  }
  page += "><head><meta charset=\"utf-8\"><title>";
  AppendEscaped(title, page);
  page += "</title></head>\n<body><article>\n";
  if (!title.empty()) {
    page += "<h1>";
    AppendEscaped(title, page);
    page += "</h1>\n";
  }
  AppendBody(body, page);
  page += "\n</article></body></html>\n";
  return page;
}

// "…", "...", "[…]", "Read more": the text goes on elsewhere.
bool IsCutOff(std::string_view plain) {
  static constexpr std::array<std::string_view, 8> kEnds = {
      "...",       "\xE2\x80\xA6",     "[...]",      "[\xE2\x80\xA6]",
      "read more", "continue reading", "full story", "[&#8230;]"};
  std::string end = absl::AsciiStrToLower(
      AbslView(plain.substr(plain.size() - std::min<size_t>(plain.size(), 40))));
  while (!end.empty() && (absl::ascii_isspace(end.back()) || end.back() == '.')) {
    if (end.ends_with("...")) return true;
    end.pop_back();
  }
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view mark) { return end.ends_with(mark); });
}

// "news@post.example (Ana Brook)" is Ana Brook; an address alone is nobody's name.
std::string NameOf(std::string_view author) {
  std::string name = CollapseWhiteSpace(author);
  const size_t open = name.find('('), close = name.rfind(')');
  if (absl::StrContains(name, "@")) {
    if (open == std::string::npos || close == std::string::npos || close < open) return "";
    name = CollapseWhiteSpace(std::string_view(name).substr(open + 1, close - open - 1));
  }
  return name.size() <= kMaxNameBytes ? name : "";
}

std::vector<std::string> NamesOf(const std::vector<std::string>& authors) {
  std::vector<std::string> names;
  for (const std::string& author : authors) {
    std::string name = NameOf(author);
    if (name.empty() || names.size() >= kMaxAuthors) continue;
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  return names;
}

std::string LanguageOf(std::string_view language) {
  std::string tag = CollapseWhiteSpace(language);
  std::replace(tag.begin(), tag.end(), '_', '-');
  size_t subtag = 0;
  for (size_t i = 0; i <= tag.size(); ++i) {
    if (i == tag.size() || tag[i] == '-') {
      if (subtag == 0 || subtag > 8) return "";
      subtag = 0;
    } else if (absl::ascii_isalpha(tag[i]) || (i > 2 && absl::ascii_isdigit(tag[i]))) {
      ++subtag;
    } else {
      return "";
    }
  }
  return tag.size() >= 2 && tag[1] != '-' ? tag : "";
}

std::string UriOf(const FeedHead& head, const FeedEntry& entry, const std::string& title) {
  if (IsWebAddress(entry.link)) return entry.link;
  if (entry.id_is_address && IsWebAddress(entry.id)) return entry.id;
  // Known by the feed and its own name in it; without a name, by what it says.
  std::string id = entry.id;
  if (id.empty()) id = HashedId({title, entry.published, entry.summary.text, entry.content.text});
  std::string uri = head.uri.empty() ? id : StrCat(head.uri, "#", id);
  if (uri.size() > kMaxUriBytes) uri = HashedId({uri});
  return CheckDocumentUri(uri).ok() ? uri : HashedId({uri});
}

void ReadDates(const FeedEntry& entry, CollectionItem& item) {
  const ItemDate published = ReadItemDate(entry.published), updated = ReadItemDate(entry.updated);
  ArticleMetadata& metadata = item.article.metadata;
  metadata.published_at = published.date;
  metadata.updated_at = updated.date;
  // Many feeds of Atom give only this one.
  if (entry.published.empty()) std::swap(metadata.published_at, metadata.updated_at);
  for (const auto& [date, text] :
       {std::pair(published, entry.published), std::pair(updated, entry.updated)}) {
    if (!date.implausible) continue;
    item.notes.push_back(
        {"DATE_IMPLAUSIBLE",
         StrCat("the feed dates it '", text, "', when nothing was published; that was passed over"),
         {}});
  }
}

std::string LettersOf(std::string_view text) {
  std::string letters;
  for (char c : text) {
    if (absl::ascii_isalnum(c) || (c & 0x80) != 0) letters += absl::ascii_tolower(c);
  }
  return letters;
}

// "harbourpost" of "https://www.harbourpost.example/world".
std::vector<std::string> LabelsOf(std::string_view link) {
  std::vector<std::string> labels;
  const size_t scheme = link.find("://");
  if (scheme == std::string_view::npos) return labels;
  std::string_view host = link.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/:?#"));
  while (!host.empty()) {
    const size_t dot = std::min(host.find('.'), host.size());
    std::string label = LettersOf(host.substr(0, dot));
    host.remove_prefix(std::min(dot + 1, host.size()));
    // The last label names no outlet.
    if (!host.empty() && label.size() > 2 && label != "www") labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace

std::string OutletOf(std::string_view feed_title, std::string_view link) {
  static constexpr std::array<std::string_view, 9> kSeparators = {
      " - ", " | ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xBB ", " \xC2\xB7 ", " :: ",
      ": ",  " > "};
  std::vector<std::string> parts = {std::string(feed_title)};
  for (std::string_view separator : kSeparators) {
    for (size_t i = 0; i < parts.size(); ++i) {
      const size_t at = parts[i].find(separator);
      if (at == std::string::npos) continue;
      parts.insert(parts.begin() + static_cast<ptrdiff_t>(i) + 1,
                   parts[i].substr(at + separator.size()));
      parts[i].resize(at);
    }
  }
  if (parts.size() == 1) return CollapseWhiteSpace(feed_title);
  const std::vector<std::string> labels = LabelsOf(link);
  for (const std::string& part : parts) {
    const std::string letters = LettersOf(part);
    for (const std::string& label : labels) {
      const bool borne_out = letters.size() > 2 && (absl::StrContains(label, letters) ||
                                                    absl::StrContains(letters, label));
      if (borne_out) return CollapseWhiteSpace(part);
    }
  }
  return CollapseWhiteSpace(parts.front());
}

CollectionItem MakeFeedItem(const FeedHead& head, const FeedEntry& entry) {
  CollectionItem item;
  item.offset = entry.offset;
  const std::string title = TitleOf(entry.title);
  item.article.uri = UriOf(head, entry, title);
  if (!entry.malformed.empty()) {
    item.notes.push_back({"FEED_MALFORMED", entry.malformed, {}});
  }
  const bool has_content = entry.content.given() && entry.content.kind != FeedText::Kind::kOther;
  const FeedText& body = has_content ? entry.content : entry.summary;
  const std::string plain = PlainOf(body);
  if (entry.too_large) {
    item.problem = ItemTooLarge(item.article.uri, kMaxContentBytes + 1);
    return item;
  }
  if (plain.empty() && title.empty()) {
    item.problem = ItemBroken("the item has neither title nor text", entry.offset);
    return item;
  }
  ArticleMetadata& metadata = item.article.metadata;
  metadata.title = title;
  metadata.bylines = NamesOf(entry.authors.empty() ? head.authors : entry.authors);
  metadata.language = LanguageOf(entry.language.empty() ? head.language : entry.language);
  metadata.section = TruncateUtf8(CollapseWhiteSpace(entry.category), kMaxNameBytes);
  metadata.summary_only =
      IsCutOff(plain) || plain.empty() || (!has_content && plain.size() < kWholeTextBytes);
  std::string publisher = !entry.source.empty() ? entry.source : entry.publisher;
  if (publisher.empty()) publisher = OutletOf(PlainOf(head.title), head.link);
  if (publisher.size() <= kMaxTitleBytes && !IsConfusable(publisher)) {
    metadata.publisher = CollapseWhiteSpace(publisher);
  } else if (!publisher.empty()) {
    item.notes.push_back(
        {"PUBLISHER_CONFUSABLE",
         StrCat("the feed names its outlet '", TruncateUtf8(publisher, kMaxNameBytes),
                "' in letters of several scripts that look alike; the outlet was "
                "left empty"),
         {}});
  }
  ReadDates(entry, item);
  item.article.media_type = "text/html; charset=utf-8";
  item.article.content = MakePage(title, metadata.language, body);
  if (item.article.content.size() > kMaxContentBytes) {
    item.problem = ItemTooLarge(item.article.uri, item.article.content.size());
    item.article.content.clear();
  }
  return item;
}

}  // namespace dateline::ingest
