#include "services/ingest/core/calendar_date_finder.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

enum class TokenKind { kNumber, kWord, kPunctuation };

struct Token {
  TokenKind kind;
  ByteSpan span;
  std::string_view text;
  bool space_before;
  int number = -1;  // Of numbers with at most four digits.
};

bool IsWordByte(char c) { return absl::ascii_isalpha(c) || (c & 0x80) != 0; }

std::vector<Token> Tokenize(std::string_view line) {
  std::vector<Token> tokens;
  bool space = true;
  for (uint32_t i = 0; i < line.size();) {
    if (absl::ascii_isspace(line[i])) {
      space = true;
      ++i;
      continue;
    }
    const uint32_t begin = i;
    TokenKind kind = TokenKind::kPunctuation;
    if (absl::ascii_isdigit(line[i])) {
      kind = TokenKind::kNumber;
      while (i < line.size() && absl::ascii_isdigit(line[i])) ++i;
    } else if (IsWordByte(line[i])) {
      kind = TokenKind::kWord;
      while (i < line.size() && IsWordByte(line[i])) ++i;
    } else {
      ++i;
    }
    Token token{kind, {begin, i}, line.substr(begin, i - begin), space};
    if (kind == TokenKind::kNumber && token.text.size() <= 4) {
      token.number = std::atoi(std::string(token.text).c_str());
    }
    tokens.push_back(token);
    space = false;
  }
  return tokens;
}

std::optional<int> MonthNumber(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const std::string lower = absl::AsciiStrToLower(AbslView(word));
  if (lower.size() < 3) return std::nullopt;
  for (size_t i = 0; i < kMonths.size(); ++i) {
    const bool abbreviated = lower.size() == 3 && kMonths[i].starts_with(lower);
    if (lower == kMonths[i] || abbreviated || (lower == "sept" && i == 8)) {
      return static_cast<int>(i) + 1;
    }
  }
  return std::nullopt;
}

// Reads one date from the tokens at `at`; each Read* function leaves `at`
// behind what it took, or untouched if it took nothing.
class DateReader {
 public:
  explicit DateReader(const std::vector<Token>& tokens) : tokens_(tokens) {}

  std::optional<CalendarDate> ReadAt(size_t& at) const {
    size_t next = at;
    std::optional<absl::CivilDay> day = ReadMonthFirst(next);
    if (!day) day = ReadDayFirst(next);
    if (!day) day = ReadNumeric(next);
    if (!day) return std::nullopt;
    CalendarDate date;
    date.time = ReadTimeOfDay(*day, next);
    date.span = {tokens_[at].span.begin, tokens_[next - 1].span.end};
    at = next;
    return date;
  }

 private:
  const Token* Get(size_t at) const { return at < tokens_.size() ? &tokens_[at] : nullptr; }
  bool Is(size_t at, std::string_view text) const {
    return at < tokens_.size() && tokens_[at].text == text;
  }
  bool IsWord(size_t at, std::string_view lower) const {
    return at < tokens_.size() && absl::AsciiStrToLower(AbslView(tokens_[at].text)) == lower;
  }
  bool Skip(size_t& at, std::string_view text) const {
    if (!Is(at, text)) return false;
    ++at;
    return true;
  }

  static std::optional<absl::CivilDay> MakeDay(int year, int month, int day) {
    if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const absl::CivilDay civil(year, month, day);
    if (civil.month() != month) return std::nullopt;
    return civil;
  }

  std::optional<int> ReadYear(size_t& at) const {
    const Token* token = Get(at);
    if (token == nullptr || token->number < 1000 || token->text.size() != 4) return std::nullopt;
    ++at;
    return token->number;
  }

  // "20", "20th", "3rd".
  std::optional<int> ReadDayOfMonth(size_t& at) const {
    const Token* token = Get(at);
    if (token == nullptr || token->text.size() > 2 || token->number < 1 || token->number > 31) {
      return std::nullopt;
    }
    ++at;
    for (std::string_view suffix : {"st", "nd", "rd", "th"}) {
      if (IsWord(at, suffix) && !tokens_[at].space_before) {
        ++at;
        break;
      }
    }
    return token->number;
  }

  std::optional<int> ReadMonthName(size_t& at) const {
    const Token* token = Get(at);
    if (token == nullptr || token->kind != TokenKind::kWord) return std::nullopt;
    const std::optional<int> month = MonthNumber(token->text);
    if (month) {
      ++at;
      Skip(at, ".");
    }
    return month;
  }

  std::optional<absl::CivilDay> ReadMonthFirst(size_t& at) const {
    size_t next = at;
    const auto month = ReadMonthName(next);
    if (!month) return std::nullopt;
    const auto day = ReadDayOfMonth(next);
    if (!day) return std::nullopt;
    Skip(next, ",");
    return Finish(at, next, month, day);
  }

  std::optional<absl::CivilDay> ReadDayFirst(size_t& at) const {
    size_t next = at;
    const auto day = ReadDayOfMonth(next);
    if (!day) return std::nullopt;
    if (!Skip(next, ".") && !Skip(next, "-") && IsWord(next, "of")) ++next;
    const auto month = ReadMonthName(next);
    if (!month) return std::nullopt;
    if (!Skip(next, ",")) Skip(next, "-");
    return Finish(at, next, month, day);
  }

  std::optional<absl::CivilDay> Finish(size_t& at, size_t next, std::optional<int> month,
                                       std::optional<int> day) const {
    const auto year = ReadYear(next);
    if (!year) return std::nullopt;
    const auto civil = MakeDay(*year, *month, *day);
    if (civil) at = next;
    return civil;
  }

  // Three numbers held together by one kind of separator, without spaces.
  std::optional<absl::CivilDay> ReadNumeric(size_t& at) const {
    if (at + 4 >= tokens_.size()) return std::nullopt;
    const Token& first = tokens_[at];
    const Token& second = tokens_[at + 2];
    const Token& third = tokens_[at + 4];
    const std::string_view separator = tokens_[at + 1].text;
    if (first.number < 0 || second.number < 0 || third.number < 0 || second.text.size() > 2 ||
        tokens_[at + 3].text != separator) {
      return std::nullopt;
    }
    for (size_t i = at + 1; i <= at + 4; ++i) {
      if (tokens_[i].space_before) return std::nullopt;
    }
    // The middle of a longer number, such as a version or a phone number.
    if (at > 0 && !first.space_before && tokens_[at - 1].text == separator) return std::nullopt;
    if (Is(at + 5, separator) && Get(at + 6) != nullptr && tokens_[at + 6].number >= 0 &&
        !tokens_[at + 5].space_before && !tokens_[at + 6].space_before) {
      return std::nullopt;
    }
    const std::optional<absl::CivilDay> day = NumericDay(first, second, third, separator);
    if (day) at += 5;
    return day;
  }

  static std::optional<absl::CivilDay> NumericDay(const Token& first, const Token& second,
                                                  const Token& third, std::string_view separator) {
    if (first.text.size() == 4 && (separator == "-" || separator == "/" || separator == ".")) {
      return MakeDay(first.number, second.number, third.number);
    }
    if (third.text.size() != 4) return std::nullopt;
    if (separator == ".") return MakeDay(third.number, second.number, first.number);
    if (separator != "/" && separator != "-") return std::nullopt;
    // Day/month or month/day: only where one of the two is impossible, or both
    // are the same.
    const auto day_first = MakeDay(third.number, second.number, first.number);
    const auto month_first = MakeDay(third.number, first.number, second.number);
    if (day_first && month_first && *day_first != *month_first) return std::nullopt;
    return day_first ? day_first : month_first;
  }

  TimeInterval ReadTimeOfDay(absl::CivilDay day, size_t& at) const {
    size_t next = at;
    if (Is(next, "T") || Is(next, ",") || Is(next, "|") || Is(next, "-") || Is(next, "–")) ++next;
    if (IsWord(next, "at")) ++next;
    const auto part = [&](size_t where, int limit) {
      const Token* token = Get(where);
      return token != nullptr && token->text.size() <= 2 && token->number >= 0 &&
             token->number < limit;
    };
    if (!part(next, 24) || !Is(next + 1, ":") || !part(next + 2, 60)) return TimeInterval::Day(day);
    int hour = tokens_[next].number;
    const int minute = tokens_[next + 2].number;
    next += 3;
    std::optional<int> second;
    if (Is(next, ":") && part(next + 1, 60)) {
      second = tokens_[next + 1].number;
      next += 2;
    }
    if (!ApplyHalfOfDay(next, hour)) return TimeInterval::Day(day);
    TimeInterval time;
    time.start =
        absl::CivilSecond(day.year(), day.month(), day.day(), hour, minute, second.value_or(0));
    time.end = second ? *time.start : *time.start + 59;
    time.granularity = second ? Granularity::kSecond : Granularity::kMinute;
    if (IsWord(next, "gmt") || IsWord(next, "utc") || Is(next, "Z")) {
      time.utc_offset_minutes = 0;
      ++next;
    }
    at = next;
    return time;
  }

  // False for "17:30 am", which is no time of day.
  bool ApplyHalfOfDay(size_t& at, int& hour) const {
    size_t next = at;
    bool afternoon = false;
    if (IsWord(next, "am") || IsWord(next, "pm")) {
      afternoon = IsWord(next, "pm");
      next += 1;
    } else if ((IsWord(next, "a") || IsWord(next, "p")) && Is(next + 1, ".") &&
               IsWord(next + 2, "m")) {
      afternoon = IsWord(next, "p");
      next += 3;
      Skip(next, ".");
    } else {
      return true;
    }
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (afternoon ? 12 : 0);
    at = next;
    return true;
  }

  const std::vector<Token>& tokens_;
};

}  // namespace

std::vector<CalendarDate> FindCalendarDates(std::string_view line) {
  const std::vector<Token> tokens = Tokenize(line);
  const DateReader reader(tokens);
  std::vector<CalendarDate> dates;
  for (size_t at = 0; at < tokens.size();) {
    if (std::optional<CalendarDate> date = reader.ReadAt(at)) {
      dates.push_back(*date);
    } else {
      ++at;
    }
  }
  return dates;
}

}  // namespace dateline::ingest
