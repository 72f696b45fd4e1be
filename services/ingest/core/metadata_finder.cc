#include "services/ingest/core/metadata_finder.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "services/ingest/core/calendar_date_finder.h"

namespace dateline::ingest {
namespace {

constexpr size_t kHeadLines = 12;
constexpr size_t kHeadBytes = 2500;
constexpr size_t kFootLines = 25;
constexpr size_t kMaxBylineBytes = 200;
constexpr size_t kMaxTitleBytes = 300;
constexpr size_t kMaxPublisherBytes = 80;

struct Line {
  std::string_view text;  // Trimmed, not empty.
  uint32_t begin = 0;     // In the document.
};

std::string_view Trim(std::string_view text) {
  while (!text.empty() && absl::ascii_isspace(text.front())) text.remove_prefix(1);
  while (!text.empty() && absl::ascii_isspace(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<Line> NonEmptyLines(std::string_view text) {
  std::vector<Line> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view trimmed = Trim(text.substr(begin, end - begin));
    if (!trimmed.empty()) {
      lines.push_back({trimmed, static_cast<uint32_t>(trimmed.data() - text.data())});
    }
    begin = end + 1;
  }
  return lines;
}

bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         absl::AsciiStrToLower(AbslView(text.substr(0, prefix.size()))) == prefix;
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t i = 0; i < text.size();) {
    while (i < text.size() && absl::ascii_isspace(text[i])) ++i;
    const size_t begin = i;
    while (i < text.size() && !absl::ascii_isspace(text[i])) ++i;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
  }
  return words;
}

// Strips white space and the punctuation that joins the parts of a byline.
std::string_view TrimJoints(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kJoints = {",", "|", "-", "–", "—",
                                                              ":", "•", "·", "/"};
  for (bool changed = true; changed;) {
    text = Trim(text);
    changed = false;
    for (std::string_view joint : kJoints) {
      if (text.starts_with(joint)) text.remove_prefix(joint.size()), changed = true;
      if (text.ends_with(joint)) text.remove_suffix(joint.size()), changed = true;
    }
  }
  return text;
}

// An ASCII capital, or a letter outside ASCII (whose case does not matter here).
bool StartsLikeName(std::string_view word) {
  return !word.empty() && (absl::ascii_isupper(word[0]) || (word[0] & 0x80) != 0);
}

bool IsNameParticle(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kParticles = {
      "de", "del", "della", "der", "den", "di",  "da", "dos",
      "du", "la",  "le",    "van", "von", "bin", "al", "el"};
  return std::find(kParticles.begin(), kParticles.end(), word) != kParticles.end();
}

// `words` in lower case, `word` in any.
template <size_t n>
bool IsOneOf(std::string_view word, const std::array<std::string_view, n>& words) {
  const std::string lower = absl::AsciiStrToLower(AbslView(word));
  return std::find(words.begin(), words.end(), lower) != words.end();
}

// Words of an office or a desk, which stand where a name stands.
bool IsOfficeWord(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kWords = {
      "chief", "editor",    "economist", "correspondent", "reporter", "staff", "writer", "bureau",
      "desk",  "professor", "director",  "analyst",       "news",     "press", "agency", "service"};
  return IsOneOf(word, kWords);
}

bool HasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// Two to five words like "Ana de la Cruz" or "J. R. Brook-Hall".
bool LooksLikePersonName(std::string_view text) {
  if (HasDigit(text) || text.find_first_of("\"()[]?!;:@/“”") != std::string_view::npos)
    return false;
  const auto words = Words(text);
  if (words.size() < 2 || words.size() > 5) return false;
  for (std::string_view word : words) {
    if (!StartsLikeName(word) && !IsNameParticle(word)) return false;
    if (IsOfficeWord(word)) return false;
    const bool initial = word.size() <= 2;
    if (word.back() == '.' && !initial) return false;
    if (word.find(',') != std::string_view::npos) return false;
  }
  return StartsLikeName(words.front()) && StartsLikeName(words.back());
}

// One to six capitalised words, with "of", "the", "and", "&" between them.
bool LooksLikePublisher(std::string_view text) {
  if (text.empty() || text.size() > kMaxPublisherBytes) return false;
  const auto words = Words(text);
  if (words.empty() || words.size() > 7 || text.find('/') != std::string_view::npos) return false;
  for (std::string_view word : words) {
    const bool joint = word == "of" || word == "the" || word == "and" || word == "&" ||
                       word == "for" || word == "in" || word == "–" || word == "-";
    if (!joint && !StartsLikeName(word) && !absl::ascii_isdigit(word[0]) && word[0] != '"') {
      return false;
    }
    if (word.size() > 3 && word.back() == '.' && word != words.back()) return false;
  }
  return StartsLikeName(words.front());
}

std::string_view StripFinalStop(std::string_view text) {
  if (text.ends_with(".") && !text.ends_with("..")) text.remove_suffix(1);
  return Trim(text);
}

// --- Dates -----------------------------------------------------------------

// Words that may stand with a date in a line of its own. "Updated" and its like
// mark a date that is not the first publication's.
enum class DateLabel { kNone, kNeutral, kUpdate };

DateLabel LabelOf(std::string_view word) {
  const std::string lower = absl::AsciiStrToLower(AbslView(word));
  static constexpr std::array<std::string_view, 26> kNeutral = {
      "published", "posted", "on",       "date",   "at",  "by",  "monday",   "tuesday", "wednesday",
      "thursday",  "friday", "saturday", "sunday", "mon", "tue", "wed",      "thu",     "fri",
      "sat",       "sun",    "time",     "local",  "gmt", "utc", "released", "first"};
  static constexpr std::array<std::string_view, 5> kUpdate = {"updated", "update", "modified",
                                                              "edited", "last"};
  if (std::find(kNeutral.begin(), kNeutral.end(), lower) != kNeutral.end()) {
    return DateLabel::kNeutral;
  }
  return std::find(kUpdate.begin(), kUpdate.end(), lower) != kUpdate.end() ? DateLabel::kUpdate
                                                                           : DateLabel::kNone;
}

struct Label {
  bool only_labels = true;
  bool update = false;
};

// What stands around a date: only labels and punctuation, or more.
Label ReadLabels(std::string_view text) {
  Label label;
  std::string word;
  const auto finish_word = [&] {
    if (word.empty()) return;
    const DateLabel kind = LabelOf(word);
    if (kind == DateLabel::kNone) label.only_labels = false;
    if (kind == DateLabel::kUpdate) label.update = true;
    word.clear();
  };
  for (char c : text) {
    if (absl::ascii_isalnum(c)) {
      word += c;
    } else {
      finish_word();
    }
  }
  finish_word();
  return label;
}

struct HeadDate {
  CalendarDate date;  // Span in the document.
  bool update = false;
};

// "HARBOURTOWN, August 20, 2021 (Agency) – Text" or "... August 20, 2021 /Agency/ –".
bool IsDatelineDate(std::string_view line, const CalendarDate& date) {
  constexpr size_t kMaxPlaceBytes = 60;
  if (date.span.begin > kMaxPlaceBytes) return false;
  for (std::string_view word : Words(line.substr(0, date.span.begin))) {
    if (!StartsLikeName(word) && word.find_first_of(",-/(") == std::string_view::npos &&
        LabelOf(word) == DateLabel::kNone) {
      return false;
    }
  }
  std::string_view rest = Trim(line.substr(date.span.end));
  for (const auto& [open, close] : {std::pair('(', ')'), std::pair('/', '/')}) {
    if (rest.empty() || rest[0] != open) continue;
    const size_t end = rest.find(close, 1);
    if (end == std::string_view::npos || end > 40) return false;
    rest = Trim(rest.substr(end + 1));
  }
  return rest.starts_with("-") || rest.starts_with("–") || rest.starts_with("—") ||
         (rest.starts_with(":") && rest.size() > 1);
}

bool IsByline(std::string_view line) {
  return line.size() <= kMaxBylineBytes && StartsWithIgnoreCase(line, "by ") && line.size() > 4 &&
         StartsLikeName(line.substr(3));
}

// The dates of a line that say when the article was published.
std::vector<HeadDate> PublicationDatesOf(const Line& line) {
  std::vector<HeadDate> found;
  const std::vector<CalendarDate> dates = FindCalendarDates(line.text);
  size_t after_last = 0;
  for (const CalendarDate& date : dates) {
    const std::string_view before = line.text.substr(after_last, date.span.begin - after_last);
    after_last = date.span.end;
    const bool last = &date == &dates.back();
    const std::string_view after = last ? line.text.substr(date.span.end) : std::string_view();
    const Label label = ReadLabels(before);
    const bool own_line = label.only_labels && ReadLabels(after).only_labels;
    const bool in_byline = IsByline(line.text) && ReadLabels(after).only_labels;
    if (!own_line && !in_byline && !(IsDatelineDate(line.text, date))) continue;
    HeadDate head{date, label.update};
    head.date.span = {line.begin + date.span.begin, line.begin + date.span.end};
    found.push_back(head);
  }
  return found;
}

bool IsDateLine(std::string_view line) {
  const std::vector<CalendarDate> dates = FindCalendarDates(line);
  if (dates.empty()) return false;
  return ReadLabels(line.substr(0, dates.front().span.begin)).only_labels &&
         ReadLabels(line.substr(dates.back().span.end)).only_labels;
}

absl::CivilDay DayOf(const HeadDate& date) { return absl::CivilDay(*date.date.time.start); }

void ChooseDate(const std::vector<HeadDate>& dates, FoundMetadata& out) {
  const HeadDate* chosen = nullptr;
  for (const HeadDate& date : dates) {
    if (chosen == nullptr || (chosen->update && !date.update)) chosen = &date;
  }
  if (chosen == nullptr) return;
  for (const HeadDate& date : dates) {
    if (date.update) continue;
    // The same day told to the minute says more than the day.
    if (DayOf(date) == DayOf(*chosen)) {
      if (date.date.time.granularity < chosen->date.time.granularity) chosen = &date;
      continue;
    }
    out.warnings.push_back(
        {"DATES_DISAGREE",
         StrCat("the head of the article gives two publication dates: ", chosen->date.time.ToEdtf(),
                " and ", date.date.time.ToEdtf(), "; kept the first"),
         {chosen->date.span, date.date.span}});
    break;
  }
  out.published_at = chosen->date.time;
  out.published_at_is_update = chosen->update;
}

// --- Authors and outlet ----------------------------------------------------

void AddAuthors(std::string_view text, std::vector<std::string>& bylines) {
  std::vector<std::string> authors;
  while (!text.empty()) {
    size_t cut = text.size();
    size_t width = 0;
    for (std::string_view joint : {" and ", " & ", ", "}) {
      const size_t at = text.find(joint);
      if (at < cut) cut = at, width = joint.size();
    }
    const std::string_view name = TrimJoints(text.substr(0, cut));
    text.remove_prefix(std::min(cut + width, text.size()));
    if (name.empty()) continue;
    // What follows the last name may be an office or a place: not an author.
    if (!LooksLikePersonName(name)) break;
    authors.emplace_back(name);
  }
  for (std::string& author : authors) {
    if (std::find(bylines.begin(), bylines.end(), author) == bylines.end()) {
      bylines.push_back(std::move(author));
    }
  }
}

// "Ana Brook, for Harbour Post" with the date already cut off.
void ReadByline(std::string_view credit, FoundMetadata& out) {
  const size_t for_at = credit.find(" for ");
  std::string_view authors = TrimJoints(credit.substr(0, for_at));
  if (for_at != std::string_view::npos) {
    std::string_view outlet = credit.substr(for_at + 5);
    outlet = TrimJoints(outlet.substr(0, std::min(outlet.find('|'), outlet.find(','))));
    outlet = StripFinalStop(outlet);
    if (out.publisher.empty() && LooksLikePublisher(outlet)) out.publisher = std::string(outlet);
  }
  AddAuthors(StripFinalStop(authors), out.bylines);
}

std::string_view WithoutDates(std::string_view line) {
  const std::vector<CalendarDate> dates = FindCalendarDates(line);
  if (dates.empty()) return line;
  return TrimJoints(line.substr(0, dates.front().span.begin));
}

// "Ana Brook for Harbour Post": a short line of capitalised words around "for".
bool IsCreditLine(std::string_view line) {
  const size_t for_at = line.find(" for ");
  return for_at != std::string_view::npos && line.size() <= kMaxBylineBytes / 2 &&
         LooksLikePersonName(TrimJoints(line.substr(0, for_at))) &&
         LooksLikePublisher(TrimJoints(line.substr(for_at + 5)));
}

// "Harbour Post (Harbourtown)" beside a date line or byline: outlet and place.
std::string_view OutletWithPlace(std::string_view line) {
  const size_t open = line.rfind(" (");
  if (open == std::string_view::npos || !line.ends_with(")") || line.size() > kMaxPublisherBytes) {
    return {};
  }
  const std::string_view place = line.substr(open + 2, line.size() - open - 3);
  const std::string_view outlet = line.substr(0, open);
  const auto place_words = Words(place);
  if (place_words.empty() || place_words.size() > 3 || HasDigit(line)) return {};
  for (std::string_view word : place_words) {
    if (!StartsLikeName(word)) return {};
  }
  return LooksLikePublisher(outlet) ? outlet : std::string_view();
}

// A word that outlets have in their names, as the trade uses it.
bool IsTradeWord(std::string_view word) {
  static constexpr std::array<std::string_view, 35> kWords = {
      "agency",     "bulletin", "chronicle", "courier",  "dispatch", "examiner", "express",
      "gazette",    "guardian", "herald",    "inquirer", "journal",  "ledger",   "magazine",
      "messenger",  "mirror",   "monitor",   "news",     "observer", "post",     "press",
      "radio",      "register", "reporter",  "review",   "sentinel", "standard", "telegraph",
      "television", "times",    "tribune",   "tv",       "week",     "weekly",   "wire"};
  return IsOneOf(word, kWords);
}

// "World News", "Press Review": a part of the paper.
bool IsSectionWord(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kWords = {
      "world", "local",    "latest",   "breaking", "top",           "sport",  "sports",  "business",
      "home",  "politics", "national", "regional", "international", "health", "science", "tech",
      "more",  "related",  "the",      "market",   "company",       "week",   "weather", "in"};
  return IsOneOf(word, kWords);
}

// "Alder Courier", "The Times of Alder", "Daily Lantern".
bool LooksLikeOutlet(std::string_view line) {
  const auto words = Words(line);
  if (words.size() < 2 || HasDigit(line) || !LooksLikePublisher(line)) return false;
  const std::string first = absl::AsciiStrToLower(AbslView(words.front()));
  bool trade = first == "daily" || IsTradeWord(words.back());
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    trade |= IsTradeWord(words[i]) && words[i + 1] == "of";
  }
  return trade && std::any_of(words.begin(), words.end(), [](std::string_view word) {
           return !IsTradeWord(word) && !IsSectionWord(word) && StartsLikeName(word);
         });
}

// "Alderwire" on a line of its own is an outlet if the report's dateline credits
// it: "PORT ALDER (Alderwire) -".
bool IsCreditedAgency(const std::vector<Line>& lines, size_t index) {
  const std::string_view line = lines[index].text;
  if (Words(line).size() != 1 || line.size() < 3 || HasDigit(line) || !LooksLikePublisher(line)) {
    return false;
  }
  const std::string credit = StrCat("(", line, ")");
  for (size_t i = index + 1; i < lines.size() && i < kHeadLines; ++i) {
    if (lines[i].text.substr(0, kMaxBylineBytes).find(credit) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

bool HasByline(const std::vector<Line>& lines) {
  const size_t end = std::min(lines.size(), kHeadLines);
  return std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const Line& line) { return IsByline(line.text); });
}

void ReadHeadLine(const std::vector<Line>& lines, size_t index, FoundMetadata& out) {
  const std::string_view line = lines[index].text;
  if (IsByline(line)) {
    ReadByline(WithoutDates(line.substr(3)), out);
    return;
  }
  if (IsCreditLine(line)) {
    ReadByline(line, out);
    return;
  }
  const bool next_is_date = index + 1 < lines.size() && IsDateLine(lines[index + 1].text);
  const bool beside_date = next_is_date || (index > 0 && IsDateLine(lines[index - 1].text));
  if (!beside_date) return;
  // The first line is the headline, even when it is short and a date follows.
  if (index > 0 && (LooksLikeOutlet(line) || IsCreditedAgency(lines, index))) {
    if (out.publisher.empty()) out.publisher = std::string(line);
  } else if (index > 0 && LooksLikePersonName(StripFinalStop(line))) {
    // Where somebody is said to have written it, a line without "by" is no author.
    if (HasByline(lines)) return;
    AddAuthors(StripFinalStop(line), out.bylines);
  } else if (out.publisher.empty()) {
    out.publisher = std::string(OutletWithPlace(line));
  }
}

std::string_view AfterMarker(std::string_view line, std::string_view marker) {
  const size_t at = line.rfind(marker);
  return at == std::string_view::npos ? std::string_view() : Trim(line.substr(at + marker.size()));
}

// "© Copyright 2021 – Harbour Post", "Copyright © 2021 Harbour Post. All rights
// reserved."
std::string_view CopyrightHolder(std::string_view line) {
  const size_t sign = line.find("©");
  const bool word_first = StartsWithIgnoreCase(line, "copyright");
  if (sign == std::string_view::npos && !word_first) return {};
  if (sign != std::string_view::npos && sign > 12) return {};
  // Without a year it is the credit of a photograph.
  bool year = false;
  std::string_view rest = line;
  for (bool changed = true; changed;) {
    rest = TrimJoints(rest);
    changed = false;
    for (std::string_view skip : {"©", "(c)", "(C)"}) {
      if (rest.starts_with(skip)) rest.remove_prefix(skip.size()), changed = true;
    }
    if (StartsWithIgnoreCase(rest, "copyright")) rest.remove_prefix(9), changed = true;
    size_t digits = 0;
    while (digits < rest.size() && absl::ascii_isdigit(rest[digits])) ++digits;
    if (digits == 4) rest.remove_prefix(digits), changed = true, year = true;
    if (StartsWithIgnoreCase(rest, "by ")) rest.remove_prefix(3), changed = true;
  }
  if (!year) return {};
  const std::string lower = absl::AsciiStrToLower(AbslView(rest));
  const size_t rights = lower.find("all rights");
  return TrimJoints(StripFinalStop(TrimJoints(rest.substr(0, rights))));
}

std::string FindPublisherInFoot(const std::vector<Line>& lines) {
  const size_t first = lines.size() > kFootLines ? lines.size() - kFootLines : 0;
  for (size_t i = lines.size(); i-- > first;) {
    const std::string_view line = lines[i].text;
    if (line.size() > 400) continue;
    if (StartsWithIgnoreCase(line, "the post ")) {
      const std::string_view outlet = StripFinalStop(AfterMarker(line, " appeared first on "));
      if (LooksLikePublisher(outlet)) return std::string(outlet);
    }
    const std::string_view holder = CopyrightHolder(line);
    if (line.size() <= 160 && LooksLikePublisher(holder)) return std::string(holder);
  }
  return "";
}

// --- Title -----------------------------------------------------------------

bool LooksLikeHeadline(std::string_view line) {
  if (line.size() > kMaxTitleBytes || Words(line).size() < 3) return false;
  if (line.find("://") != std::string_view::npos || IsByline(line) || IsCreditLine(line) ||
      IsDateLine(line)) {
    return false;
  }
  // A paragraph ends with a full stop; a headline seldom does.
  std::string_view end = line;
  for (std::string_view quote : {"\"", "”", "’"}) {
    if (end.ends_with(quote)) end.remove_suffix(quote.size());
  }
  return !(end.ends_with(".") && !end.ends_with("...")) && !end.ends_with(":") &&
         !end.ends_with(",");
}

}  // namespace

FoundMetadata FindMetadata(std::string_view text) {
  FoundMetadata out;
  const std::vector<Line> lines = NonEmptyLines(text);
  if (lines.empty()) return out;
  if (lines.size() > 1 && LooksLikeHeadline(lines[0].text)) out.title = std::string(lines[0].text);
  std::vector<HeadDate> dates;
  for (size_t i = 0; i < lines.size() && i < kHeadLines; ++i) {
    if (lines[i].begin > kHeadBytes) break;
    ReadHeadLine(lines, i, out);
    for (const HeadDate& date : PublicationDatesOf(lines[i])) dates.push_back(date);
  }
  ChooseDate(dates, out);
  if (out.publisher.empty()) out.publisher = FindPublisherInFoot(lines);
  return out;
}

}  // namespace dateline::ingest
