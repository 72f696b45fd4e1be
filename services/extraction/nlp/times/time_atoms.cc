#include "services/extraction/nlp/times/time_atoms.h"

#include <array>
#include <span>
#include <utility>

namespace dateline::nlp {
namespace {

template <typename T>
struct Named {
  std::string_view word;
  T value;
};

template <typename T>
std::optional<T> Look(std::span<const Named<T>> table, std::string_view word) {
  for (const Named<T>& row : table) {
    if (row.word == word) return row.value;
  }
  return std::nullopt;
}

constexpr Named<int> kMonths[] = {
    {"january", 1},   {"february", 2},  {"march", 3},  {"april", 4},     {"may", 5},
    {"june", 6},      {"july", 7},      {"august", 8}, {"september", 9}, {"october", 10},
    {"november", 11}, {"december", 12}, {"jan", 1},    {"feb", 2},       {"mar", 3},
    {"apr", 4},       {"jun", 6},       {"jul", 7},    {"aug", 8},       {"sep", 9},
    {"sept", 9},      {"oct", 10},      {"nov", 11},   {"dec", 12}};

constexpr Named<int> kWeekdays[] = {
    {"monday", 1},   {"tuesday", 2}, {"wednesday", 3}, {"thursday", 4}, {"friday", 5},
    {"saturday", 6}, {"sunday", 7},  {"mon", 1},       {"tue", 2},      {"tues", 2},
    {"wed", 3},      {"thu", 4},     {"thur", 4},      {"thurs", 4},    {"fri", 5},
    {"sat", 6},      {"sun", 7}};

constexpr Named<TimeUnit> kUnits[] = {{"second", TimeUnit::kSecond},
                                      {"minute", TimeUnit::kMinute},
                                      {"min", TimeUnit::kMinute},
                                      {"hour", TimeUnit::kHour},
                                      {"hr", TimeUnit::kHour},
                                      {"day", TimeUnit::kDay},
                                      {"weekend", TimeUnit::kWeekend},
                                      {"week", TimeUnit::kWeek},
                                      {"wk", TimeUnit::kWeek},
                                      {"fortnight", TimeUnit::kFortnight},
                                      {"month", TimeUnit::kMonth},
                                      {"quarter", TimeUnit::kQuarter},
                                      {"year", TimeUnit::kYear},
                                      {"yr", TimeUnit::kYear},
                                      {"decade", TimeUnit::kDecade},
                                      {"century", TimeUnit::kCentury},
                                      {"millennium", TimeUnit::kMillennium}};

constexpr Named<TimeUnit> kIrregularUnits[] = {{"centuries", TimeUnit::kCentury},
                                               {"millennia", TimeUnit::kMillennium}};

constexpr Named<Season> kSeasons[] = {{"spring", Season::kSpring},
                                      {"summer", Season::kSummer},
                                      {"autumn", Season::kAutumn},
                                      {"fall", Season::kAutumn},
                                      {"winter", Season::kWinter}};

constexpr Named<DayPart> kDayParts[] = {
    {"dawn", DayPart::kDawn},           {"morning", DayPart::kMorning},
    {"noon", DayPart::kNoon},           {"midday", DayPart::kNoon},
    {"afternoon", DayPart::kAfternoon}, {"evening", DayPart::kEvening},
    {"night", DayPart::kNight},         {"overnight", DayPart::kNight},
    {"midnight", DayPart::kMidnight}};

constexpr Named<int> kNumbers[] = {
    {"zero", 0},     {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},
    {"five", 5},     {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},
    {"ten", 10},     {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},
    {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
    {"twenty", 20},  {"thirty", 30},  {"forty", 40},     {"fifty", 50},    {"sixty", 60},
    {"seventy", 70}, {"eighty", 80},  {"ninety", 90}};

constexpr Named<int> kOrdinals[] = {{"first", 1},       {"second", 2},       {"third", 3},
                                    {"fourth", 4},      {"fifth", 5},        {"sixth", 6},
                                    {"seventh", 7},     {"eighth", 8},       {"ninth", 9},
                                    {"tenth", 10},      {"eleventh", 11},    {"twelfth", 12},
                                    {"thirteenth", 13}, {"fourteenth", 14},  {"fifteenth", 15},
                                    {"sixteenth", 16},  {"seventeenth", 17}, {"eighteenth", 18},
                                    {"nineteenth", 19}, {"twentieth", 20},   {"thirtieth", 30}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Length in bytes of the mark at `at`, or 0 if a letter or a digit is there.
// Of the characters outside ASCII, only the general punctuation block, the
// minus sign and the marks of Latin-1 are marks.
size_t MarkLength(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const char c = text[at];
  if (byte(0) < 0x80) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || IsDigit(c) ? 0 : 1;
  }
  if (byte(0) == 0xE2 && (byte(1) == 0x80 || byte(1) == 0x81) && byte(2) != 0) return 3;
  if (byte(0) == 0xE2 && byte(1) == 0x88 && byte(2) == 0x92) return 3;
  if (byte(0) == 0xC2 && byte(1) != 0) return 2;
  return 0;
}

std::string Lower(std::string_view text) {
  if (text == "‐" || text == "‑" || text == "‒" || text == "–" || text == "—" || text == "−") {
    return "-";
  }
  if (text == "’" || text == "‘" || text == "`") return "'";
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

size_t AtomLength(std::string_view text, size_t at) {
  if (const size_t mark = MarkLength(text, at); mark > 0) return mark;
  const bool digits = IsDigit(text[at]);
  size_t end = at + 1;
  while (end < text.size() && MarkLength(text, end) == 0 && IsDigit(text[end]) == digits) ++end;
  return end - at;
}

void SetNumber(TimeAtom& atom) {
  if (!IsDigit(atom.text[0])) return;
  atom.digits = static_cast<int>(atom.text.size());
  if (atom.digits > 9) return;
  atom.number = 0;
  for (char c : atom.text) atom.number = 10 * atom.number + (c - '0');
}

}  // namespace

std::vector<TimeAtom> SplitIntoAtoms(const std::vector<TimeToken>& tokens) {
  std::vector<TimeAtom> out;
  bool space = true;
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    const std::string_view text = tokens[i].text;
    for (size_t at = 0; at < text.size();) {
      const size_t length = AtomLength(text, at);
      TimeAtom atom;
      atom.text = text.substr(at, length);
      atom.lower = Lower(atom.text);
      atom.span = {tokens[i].begin + static_cast<uint32_t>(at),
                   tokens[i].begin + static_cast<uint32_t>(at + length)};
      atom.token = i;
      atom.space_before = space;
      atom.capital = atom.text[0] >= 'A' && atom.text[0] <= 'Z';
      SetNumber(atom);
      // Spaces inside a token (a no-break space, say) separate like any other.
      space = atom.text == " " || atom.text == "\xC2\xA0" || atom.text == "\xE2\x80\xAF";
      if (!space) out.push_back(std::move(atom));
      at += length;
    }
    space = space || tokens[i].space_after;
  }
  return out;
}

std::optional<int> MonthNamed(std::string_view lower) { return Look<int>(kMonths, lower); }
std::optional<int> WeekdayNamed(std::string_view lower) { return Look<int>(kWeekdays, lower); }
std::optional<Season> SeasonNamed(std::string_view lower) { return Look<Season>(kSeasons, lower); }
std::optional<DayPart> DayPartNamed(std::string_view lower) {
  return Look<DayPart>(kDayParts, lower);
}
std::optional<int> SmallNumberNamed(std::string_view lower) { return Look<int>(kNumbers, lower); }
std::optional<int> OrdinalNamed(std::string_view lower) { return Look<int>(kOrdinals, lower); }

std::optional<TimeUnit> UnitNamed(std::string_view lower) {
  if (auto unit = Look<TimeUnit>(kUnits, lower)) return unit;
  if (auto unit = Look<TimeUnit>(kIrregularUnits, lower)) return unit;
  if (lower.ends_with('s')) return Look<TimeUnit>(kUnits, lower.substr(0, lower.size() - 1));
  return std::nullopt;
}

bool IsPluralUnit(std::string_view lower) {
  return UnitNamed(lower).has_value() && !Look<TimeUnit>(kUnits, lower).has_value();
}

bool IsDoubtfulCalendarWord(std::string_view lower) {
  return lower == "may" || lower == "march" || lower == "mar" || lower == "sat" || lower == "sun" ||
         lower == "mon" || lower == "wed" || lower == "jan" || lower == "dec" || lower == "fri" ||
         lower == "thu" || lower == "tue" || lower == "nov" || lower == "jun" || lower == "jul" ||
         lower == "sep" || lower == "apr" || lower == "feb" || lower == "oct" || lower == "aug" ||
         lower == "thur" || lower == "tues" || lower == "thurs" || lower == "sept";
}

}  // namespace dateline::nlp
