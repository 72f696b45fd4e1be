#include "common/time/time_interval.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_format.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

absl::CivilSecond LastSecondOf(absl::CivilDay day) { return absl::CivilSecond(day + 1) - 1; }

bool ConsumePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

bool ConsumeSuffix(std::string_view* text, std::string_view suffix) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

bool FinerThanDay(Granularity g) {
  return g == Granularity::kSecond || g == Granularity::kMinute || g == Granularity::kHour;
}

std::string FormatDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string FormatMoment(absl::CivilSecond moment, Granularity granularity) {
  if (!FinerThanDay(granularity)) return FormatDay(absl::CivilDay(moment));
  return absl::StrFormat("%sT%02d:%02d:%02d", FormatDay(absl::CivilDay(moment)), moment.hour(),
                         moment.minute(), moment.second());
}

absl::Status Invalid(std::string_view text, std::string_view why) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason::kTimeInvalid,
      StrCat("'", text, "' is not a time: ", why, "; write an ISO 8601 date such as 2021-08-23"),
      {{"value", std::string(text)}});
}

// Reads exactly `digits` digits from the front.
bool TakeNumber(std::string_view& text, size_t digits, int& out) {
  if (text.size() < digits) return false;
  out = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}

bool TakeOffset(std::string_view& text, std::optional<int>& out) {
  if (text.empty()) return true;
  if (ConsumePrefix(&text, "Z")) {
    out = 0;
    return text.empty();
  }
  const int sign = text[0] == '-' ? -1 : 1;
  if (text[0] != '+' && text[0] != '-') return false;
  text.remove_prefix(1);
  int hours = 0, minutes = 0;
  if (!TakeNumber(text, 2, hours)) return false;
  ConsumePrefix(&text, ":");
  if (!text.empty() && !TakeNumber(text, 2, minutes)) return false;
  if (hours > 14 || minutes > 59) return false;
  out = sign * (hours * 60 + minutes);
  return text.empty();
}

// One date or moment; `whole` is only for messages.
absl::StatusOr<TimeInterval> ParseOne(std::string_view text, std::string_view whole) {
  TimeInterval out;
  if (ConsumeSuffix(&text, "~")) out.approximate = true;
  int year = 0, month = 0, day = 0;
  if (!TakeNumber(text, 4, year)) return Invalid(whole, "it does not start with a four-digit year");
  if (year < 1) return Invalid(whole, "years run from 0001 to 9999");
  const auto finish = [&](TimeInterval parsed) {
    parsed.approximate = out.approximate;
    return parsed;
  };
  if (text.empty()) return finish(TimeInterval::Year(absl::CivilYear(year)));
  if (!ConsumePrefix(&text, "-") || !TakeNumber(text, 2, month) || month < 1 || month > 12) {
    return Invalid(whole, "the month is not 01 to 12");
  }
  if (text.empty()) return finish(TimeInterval::Month(absl::CivilMonth(year, month)));
  if (!ConsumePrefix(&text, "-") || !TakeNumber(text, 2, day)) {
    return Invalid(whole, "the day is not two digits");
  }
  const absl::CivilDay civil_day(year, month, day);
  if (civil_day.month() != month || civil_day.day() != day) {
    return Invalid(whole, "that day does not exist");
  }
  if (text.empty()) return finish(TimeInterval::Day(civil_day));
  if (text[0] != 'T' && text[0] != ' ') return Invalid(whole, "unexpected text after the date");
  text.remove_prefix(1);
  int hour = 0, minute = 0, second = 0;
  if (!TakeNumber(text, 2, hour) || !ConsumePrefix(&text, ":") || !TakeNumber(text, 2, minute) ||
      hour > 23 || minute > 59) {
    return Invalid(whole, "the time of day is not hh:mm or hh:mm:ss");
  }
  Granularity granularity = Granularity::kMinute;
  if (ConsumePrefix(&text, ":")) {
    if (!TakeNumber(text, 2, second) || second > 59) return Invalid(whole, "bad seconds");
    granularity = Granularity::kSecond;
    if (ConsumePrefix(&text, ".")) {
      while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1);
    }
  }
  if (!TakeOffset(text, out.utc_offset_minutes)) return Invalid(whole, "bad offset from UTC");
  out.start = absl::CivilSecond(year, month, day, hour, minute, second);
  out.end = granularity == Granularity::kMinute ? *out.start + 59 : *out.start;
  out.granularity = granularity;
  return out;
}

}  // namespace

TimeInterval TimeInterval::Day(absl::CivilDay day) { return Days(day, day); }

TimeInterval TimeInterval::Days(absl::CivilDay first, absl::CivilDay last) {
  TimeInterval out;
  out.start = absl::CivilSecond(first);
  out.end = LastSecondOf(last);
  out.granularity = Granularity::kDay;
  return out;
}

TimeInterval TimeInterval::Month(absl::CivilMonth month) {
  TimeInterval out = Days(absl::CivilDay(month), absl::CivilDay(month + 1) - 1);
  out.granularity = Granularity::kMonth;
  return out;
}

TimeInterval TimeInterval::Year(absl::CivilYear year) {
  TimeInterval out = Days(absl::CivilDay(year), absl::CivilDay(year + 1) - 1);
  out.granularity = Granularity::kYear;
  return out;
}

TimeInterval TimeInterval::Second(absl::CivilSecond second) {
  TimeInterval out;
  out.start = out.end = second;
  out.granularity = Granularity::kSecond;
  return out;
}

bool TimeInterval::Touches(const TimeInterval& other) const {
  return !(end.has_value() && other.start.has_value() && *end < *other.start) &&
         !(start.has_value() && other.end.has_value() && *other.end < *start);
}

bool TimeInterval::Contains(const TimeInterval& other) const {
  const bool from = !start.has_value() || (other.start.has_value() && *start <= *other.start);
  const bool to = !end.has_value() || (other.end.has_value() && *other.end <= *end);
  return from && to;
}

std::string TimeInterval::StartString() const {
  return start.has_value() ? FormatMoment(*start, granularity) : "";
}

std::string TimeInterval::EndString() const {
  return end.has_value() ? FormatMoment(*end, granularity) : "";
}

std::string TimeInterval::ToEdtf() const {
  if (empty()) return "";
  const std::string mark = approximate ? "~" : "";
  const auto first_day = start.has_value() ? absl::CivilDay(*start) : absl::CivilDay();
  const auto last_day = end.has_value() ? absl::CivilDay(*end) : absl::CivilDay();
  if (start.has_value() && end.has_value()) {
    const bool whole_days =
        *start == absl::CivilSecond(first_day) && *end == LastSecondOf(last_day);
    if (whole_days && granularity == Granularity::kYear &&
        first_day == absl::CivilDay(first_day.year(), 1, 1) &&
        last_day == absl::CivilDay(first_day.year(), 12, 31)) {
      return absl::StrFormat("%04d", first_day.year()) + mark;
    }
    if (whole_days && granularity == Granularity::kMonth &&
        first_day == absl::CivilDay(absl::CivilMonth(first_day)) &&
        last_day == absl::CivilDay(absl::CivilMonth(first_day) + 1) - 1) {
      return absl::StrFormat("%04d-%02d", first_day.year(), first_day.month()) + mark;
    }
    if (whole_days && first_day == last_day) return FormatDay(first_day) + mark;
    if (FinerThanDay(granularity) &&
        (*start == *end || (granularity == Granularity::kMinute && *end == *start + 59))) {
      return FormatMoment(*start, granularity) + mark;
    }
  }
  const std::string from = start.has_value() ? StartString() + mark : "..";
  const std::string to = end.has_value() ? EndString() + mark : "..";
  return StrCat(from, "/", to);
}

absl::StatusOr<TimeInterval> ParseTimeInterval(std::string_view text) {
  const std::string_view whole = text;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return ParseOne(text, whole);
  const std::string_view left = text.substr(0, slash);
  const std::string_view right = text.substr(slash + 1);
  const auto open = [](std::string_view side) { return side.empty() || side == ".."; };
  TimeInterval out;
  if (open(left) && open(right)) return Invalid(whole, "both ends are open");
  if (!open(left)) {
    DATELINE_ASSIGN_OR_RETURN(TimeInterval first, ParseOne(left, whole));
    out = first;
    out.end.reset();
  }
  if (!open(right)) {
    DATELINE_ASSIGN_OR_RETURN(TimeInterval last, ParseOne(right, whole));
    out.end = last.end;
    out.approximate |= last.approximate;
    // The finer of the two says how exactly the ends are known.
    out.granularity = open(left) ? last.granularity : std::min(out.granularity, last.granularity);
    if (last.utc_offset_minutes.has_value()) out.utc_offset_minutes = last.utc_offset_minutes;
  }
  if (out.start.has_value() && out.end.has_value() && *out.end < *out.start) {
    return Invalid(whole, "it ends before it starts");
  }
  return out;
}

}  // namespace dateline
