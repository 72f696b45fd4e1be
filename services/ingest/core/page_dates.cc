#include "services/ingest/core/page_dates.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/article_place.h"
#include "services/ingest/core/calendar_date_finder.h"

namespace dateline::ingest {
namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2199;
// Blocks before and behind the headline in which a date is looked for.
constexpr int32_t kBlocksBefore = 8;
constexpr int32_t kBlocksAfter = 14;
constexpr size_t kMaxDateBlockBytes = 140;
// Elements that are looked at for one kind of date; a page of an article has a few.
constexpr int kMaxCandidates = 1000;

// Names of meta elements, best first; for the rest their words are looked at.
constexpr std::array<std::string_view, 14> kPublishedNames = {"article:published_time",
                                                              "datepublished",
                                                              "citation_publication_date",
                                                              "citation_online_date",
                                                              "dcterms.issued",
                                                              "dc.date.issued",
                                                              "dcterms.created",
                                                              "dc.date.created",
                                                              "pubdate",
                                                              "parsely-pub-date",
                                                              "sailthru.date",
                                                              "dc.date",
                                                              "dcterms.date",
                                                              "date"};

bool IsPublishedName(std::string_view name) {
  return absl::StrContains(AbslView(name), "publish") &&
         (absl::StrContains(AbslView(name), "date") || absl::StrContains(AbslView(name), "time"));
}

bool IsUpdatedName(std::string_view name) {
  return absl::StrContains(AbslView(name), "modified") ||
         absl::StrContains(AbslView(name), "updated") || name == "lastmod" || name == "revised";
}

bool IsPlausible(const TimeInterval& time) {
  return time.start.has_value() && time.end.has_value() && time.start->year() >= kFirstYear &&
         time.start->year() <= kLastYear && time.granularity <= Granularity::kDay &&
         !time.approximate;
}

// Reads digits off the front: exactly `count` of them, or -1.
int TakeDigits(std::string_view& text, size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!absl::ascii_isdigit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool TakeOne(std::string_view& text, std::string_view any) {
  if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// "Z", "+02:00", "+0200", " -5" as ISO 8601 writes it; empty if there is none.
std::string TakeZone(std::string_view text) {
  while (TakeOne(text, " ")) {
  }
  if (text.starts_with("Z") || text.starts_with("z") || text.starts_with("UTC") ||
      text.starts_with("GMT")) {
    return "Z";
  }
  const char sign = text.empty() ? ' ' : text.front();
  if (!TakeOne(text, "+-")) return "";
  const int hours = TakeDigits(text, 2);
  TakeOne(text, ":");
  const int minutes = std::max(TakeDigits(text, 2), 0);
  if (hours < 0 || hours > 14 || minutes > 59) return "";
  return absl::StrFormat("%c%02d:%02d", sign, hours, minutes);
}

// "T09:30", " 09:30:15.250" with a zone after it; empty for midnight sharp without
// a zone, which is how programs write that they do not know the hour.
std::string TakeTimeOfDay(std::string_view text) {
  if (!TakeOne(text, "Tt ")) return "";
  const int hour = TakeDigits(text, 2);
  if (hour < 0 || hour > 23 || !TakeOne(text, ":")) return "";
  const int minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59) return "";
  int second = -1;
  if (std::string_view rest = text; TakeOne(rest, ":")) {
    second = TakeDigits(rest, 2);
    if (second < 0 || second > 59) return "";
    if (TakeOne(rest, ".,")) {
      while (TakeOne(rest, "0123456789")) {
      }
    }
    text = rest;
  }
  const std::string zone = TakeZone(text);
  if (zone.empty() && hour == 0 && minute == 0 && second <= 0) return "";
  std::string out = absl::StrFormat("T%02d:%02d", hour, minute);
  if (second >= 0) out += absl::StrFormat(":%02d", second);
  return out + zone;
}

std::optional<TimeInterval> ReadIsoDate(std::string_view text) {
  const int year = TakeDigits(text, 4);
  if (year < 0) return std::nullopt;
  const bool separated = TakeOne(text, "-/.");
  const int month = TakeDigits(text, 2);
  if (separated && !TakeOne(text, "-/.")) return std::nullopt;
  const int day = TakeDigits(text, 2);
  if (month < 1 || day < 1 || (!text.empty() && absl::ascii_isdigit(text.front()))) {
    return std::nullopt;
  }
  const std::string date = absl::StrFormat("%04d-%02d-%02d", year, month, day);
  for (const std::string& written : {date + TakeTimeOfDay(text), date}) {
    const absl::StatusOr<TimeInterval> parsed = ParseTimeInterval(written);
    if (parsed.ok() && IsPlausible(*parsed)) return *parsed;
  }
  return std::nullopt;
}

// --- Where a date stands ---------------------------------------------------------

bool SpeaksOfChange(std::string_view text) {
  const std::string lower = absl::AsciiStrToLower(AbslView(text));
  return absl::StrContains(lower, "update") || absl::StrContains(lower, "modified") ||
         absl::StrContains(lower, "revised") || absl::StrContains(lower, "reviewed") ||
         absl::StrContains(lower, "edited");
}

class PageDateFinder {
 public:
  PageDateFinder(const HtmlTree& tree, const PageMarkup& markup, const ArticlePlace& place)
      : tree_(tree), markup_(markup), place_(place) {}

  PageDates Run(std::string_view uri) {
    ReadLinked(/*articles=*/true);
    ReadMetas();
    ReadMicrodata();
    ReadVisible();
    if (!out_.published) ReadTimeElements();
    if (!out_.published) ReadLinked(/*articles=*/false);
    if (!out_.published) Set(out_.published, DateInAddress(uri));
    if (!out_.published) Set(out_.published, DateInAddress(markup_.canonical_url));
    if (!out_.published) ReadLabelled();
    if (!out_.published && out_.updated) {
      out_.published = out_.updated;
      out_.published_is_update = true;
    }
    return out_;
  }

 private:
  static void Set(std::optional<TimeInterval>& field, std::optional<TimeInterval> date) {
    if (!field && date) field = date;
  }

  void ReadLinked(bool articles) {
    for (const LinkedArticle& linked : markup_.linked_articles) {
      if (linked.is_article != articles) continue;
      Set(out_.published, ReadPageDate(linked.published_at));
      Set(out_.updated, ReadPageDate(linked.updated_at));
    }
  }

  void ReadMetas() {
    for (std::string_view name : kPublishedNames) {
      Set(out_.published, ReadPageDate(markup_.Meta(name)));
    }
    for (const auto& [name, value] : markup_.metas) {
      if (IsUpdatedName(name)) {
        Set(out_.updated, ReadPageDate(value));
      } else if (IsPublishedName(name)) {
        Set(out_.published, ReadPageDate(value));
      }
    }
  }

  // What an element says: its machine-readable value or its text.
  std::optional<TimeInterval> DateOf(uint32_t index) const {
    const HtmlNode& node = tree_.nodes()[index];
    for (const char* name : {"datetime", "content"}) {
      if (auto date = ReadPageDate(node.Attribute(name))) return date;
    }
    if (node.subtree_end - index > 50) return std::nullopt;
    return ReadPageDate(tree_.TextOf(index));
  }

  void ReadMicrodata() {
    const std::vector<HtmlNode>& nodes = tree_.nodes();
    int looked_at = 0;
    for (uint32_t i = 0; i < nodes.size() && looked_at < kMaxCandidates; ++i) {
      const std::string_view property = nodes[i].Attribute("itemprop");
      if (property.empty() || nodes[i].tag == "meta") continue;
      const bool published = absl::StrContains(AbslView(property), "datePublished");
      const bool updated = absl::StrContains(AbslView(property), "dateModified");
      if (!published && !updated) continue;
      ++looked_at;
      if (IsElsewhere(tree_, static_cast<int32_t>(i), Anchor())) continue;
      Set(published ? out_.published : out_.updated, DateOf(i));
    }
  }

  uint32_t Anchor() const { return AnchorNode(place_); }

  // Of the <time> elements that are not something else's: a marked one, else the
  // nearest to the headline, those behind it before those ahead.
  void ReadTimeElements() {
    const std::vector<HtmlNode>& nodes = tree_.nodes();
    const uint32_t anchor = Anchor();
    uint32_t nearest = ~0u;
    std::optional<TimeInterval> best;
    int looked_at = 0;
    for (uint32_t i = 0; i < nodes.size() && looked_at < kMaxCandidates; ++i) {
      const HtmlNode& node = nodes[i];
      if (node.tag != "time") continue;
      ++looked_at;
      if (IsElsewhere(tree_, static_cast<int32_t>(i), Anchor())) continue;
      const std::optional<TimeInterval> date = DateOf(i);
      if (!date) continue;
      if (node.HasAttribute("pubdate")) return Set(out_.published, date);
      if (SpeaksOfChange(node.Attribute("class").substr(0, 200)) || SpeaksOfChange(TextBefore(i))) {
        Set(out_.updated, date);
        continue;
      }
      const uint32_t distance = i >= anchor ? i - anchor : (anchor - i) * 3;
      if (distance < nearest) nearest = distance, best = date;
    }
    Set(out_.published, best);
  }

  // The text just before a node, as far as it is in the same small element.
  std::string TextBefore(uint32_t index) const {
    const int32_t parent = tree_.nodes()[index].parent;
    if (parent == kNoNode || tree_.nodes()[parent].subtree_end - parent > 20) return "";
    std::string text;
    for (uint32_t i = static_cast<uint32_t>(parent) + 1; i < index; ++i) {
      if (tree_.nodes()[i].is_text()) text = tree_.nodes()[i].source.In(tree_.source());
    }
    return text;
  }

  // The date that readers see by the headline is the article's, whatever the markup
  // says: programs that write markup put the day of a move to a new system there, or
  // another time zone's day. Where both name the same day, the markup's hour is kept.
  void ReadVisible() {
    const auto count = static_cast<int32_t>(place_.blocks.size());
    const int32_t anchor = AnchorBlock(place_);
    const int32_t last = std::min(count, anchor + kBlocksAfter);
    std::optional<TimeInterval> seen, changed;
    const auto look = [&](int32_t i) {
      if (seen) return;
      // Of several in one block the first day is the publication's.
      for (const auto& [date, change] : VisibleDates(i)) {
        std::optional<TimeInterval>& field = change ? changed : seen;
        if (!field || (!change && *date.start < *field->start)) field = date;
      }
    };
    // The article's own text ends the search, but for a summary under the headline:
    // dates in it are what it tells of.
    int prose = 0;
    for (int32_t i = anchor; i < last && prose < 2; ++i) {
      prose += i != anchor && IsProse(i);
      look(i);
    }
    for (int32_t i = anchor - 1; i >= std::max(0, anchor - kBlocksBefore); --i) look(i);
    Set(out_.updated, changed);
    if (!seen) return;
    const bool same_day =
        out_.published && absl::CivilDay(*out_.published->start) == absl::CivilDay(*seen->start);
    if (!same_day) out_.published = seen;
  }

  // Anywhere on the page, a short block that says what its date is.
  void ReadLabelled() {
    for (size_t i = 0; i < place_.blocks.size(); ++i) {
      const std::string lower = absl::AsciiStrToLower(place_.blocks[i].text.substr(0, 40));
      const bool labelled = absl::StrContains(lower, "publish") ||
                            absl::StrContains(lower, "posted") || lower.starts_with("date") ||
                            SpeaksOfChange(lower);
      if (!labelled && !NextToText(i)) continue;
      for (const auto& [date, change] : VisibleDates(static_cast<int32_t>(i))) {
        Set(change ? out_.updated : out_.published, date);
      }
      if (out_.published) return;
    }
  }

  // Just behind the last block of the article's text, where some pages are dated.
  bool NextToText(size_t i) const {
    if (place_.chosen[i]) return false;
    for (size_t back = 1; back <= 3 && back <= i; ++back) {
      if (place_.chosen[i - back]) return place_.blocks[i].text.size() < 60;
    }
    return false;
  }

  bool IsProse(int32_t i) const {
    return place_.chosen[static_cast<size_t>(i)] &&
           place_.blocks[static_cast<size_t>(i)].text.size() > kMaxDateBlockBytes;
  }

  // Dates in a short block, each with whether it is said to be of a change.
  std::vector<std::pair<TimeInterval, bool>> VisibleDates(int32_t i) const {
    std::vector<std::pair<TimeInterval, bool>> dates;
    const HtmlBlock& block = place_.blocks[static_cast<size_t>(i)];
    if (block.text.size() > kMaxDateBlockBytes || i == place_.headline ||
        IsElsewhere(tree_, block.container, Anchor())) {
      return dates;
    }
    size_t begin = 0;
    for (const CalendarDate& date : FindCalendarDates(block.text)) {
      if (!IsPlausible(date.time)) continue;
      std::string before = block.text.substr(begin, date.span.begin - begin);
      // A label may stand in a block of its own.
      if (before.empty() && i > 0 && place_.blocks[static_cast<size_t>(i - 1)].text.size() < 30) {
        before = place_.blocks[static_cast<size_t>(i - 1)].text;
      }
      const std::string after = block.text.substr(date.span.end, 12);
      dates.emplace_back(date.time, SpeaksOfChange(before) || SpeaksOfChange(NamesAround(block)) ||
                                        absl::StrContains(after, "updated)"));
      begin = date.span.end;
    }
    return dates;
  }

  // Class of the element and of the one around it.
  std::string NamesAround(const HtmlBlock& block) const {
    std::string names;
    int32_t node = block.container;
    for (int level = 0; level < 2 && node != kNoNode; ++level) {
      const HtmlNode& at = tree_.nodes()[static_cast<size_t>(node)];
      names += StrCat(at.Attribute("class").substr(0, 200), " ");
      node = at.parent;
    }
    return names;
  }

  const HtmlTree& tree_;
  const PageMarkup& markup_;
  const ArticlePlace& place_;
  PageDates out_;
};

}  // namespace

std::optional<TimeInterval> ReadPageDate(std::string_view text) {
  constexpr size_t kMaxBytes = 200;
  if (text.size() > kMaxBytes) return std::nullopt;
  const std::string trimmed = CollapseWhiteSpace(text);
  if (std::optional<TimeInterval> date = ReadIsoDate(trimmed)) return date;
  for (const CalendarDate& date : FindCalendarDates(trimmed)) {
    if (IsPlausible(date.time)) return date.time;
  }
  return std::nullopt;
}

std::optional<TimeInterval> DateInAddress(std::string_view address) {
  const size_t path =
      address.find('/', address.find("//") == std::string_view::npos ? 0 : address.find("//") + 2);
  if (path == std::string_view::npos) return std::nullopt;
  const std::string_view end = address.substr(path, address.find_first_of("?#", path) - path);
  for (size_t i = 0; i + 8 < end.size(); ++i) {
    if (absl::ascii_isdigit(end[i])) continue;
    std::string_view rest = end.substr(i + 1);
    if (rest.size() < 10 || !absl::ascii_isdigit(rest[0]) || absl::ascii_isdigit(rest[4])) continue;
    if (rest[4] != rest[7] || (rest[4] != '/' && rest[4] != '-' && rest[4] != '_')) continue;
    if (rest.size() > 10 && absl::ascii_isdigit(rest[10])) continue;
    std::string date(rest.substr(0, 10));
    date[4] = date[7] = '-';
    if (std::optional<TimeInterval> read = ReadIsoDate(date)) return read;
  }
  return std::nullopt;
}

PageDates FindPageDates(const HtmlTree& tree, const PageMarkup& markup, std::string_view uri,
                        const ArticlePlace& place) {
  return PageDateFinder(tree, markup, place).Run(uri);
}

}  // namespace dateline::ingest
