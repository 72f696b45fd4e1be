#include "services/extraction/nlp/times/time_resolver.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace dateline::nlp {
namespace {

using Kind = TimeSense::Kind;
using Anchor = TimeSense::Anchor;
using MaybeInterval = std::optional<TimeInterval>;

// No text that this version reads was written later. Raise it with the rules.
constexpr int64_t kLatestYear = 2026;

std::optional<absl::CivilDay> ExistingDay(int64_t year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const absl::CivilDay out(year, month, day);
  if (out.month() != month || out.day() != day) return std::nullopt;
  return out;
}

absl::CivilDay HolidayIn(int64_t year, Holiday holiday) {
  switch (holiday) {
    case Holiday::kNewYearsDay:
      return absl::CivilDay(year, 1, 1);
    case Holiday::kValentinesDay:
      return absl::CivilDay(year, 2, 14);
    case Holiday::kGoodFriday:
      return EasterSunday(year) - 2;
    case Holiday::kEaster:
      return EasterSunday(year);
    case Holiday::kEasterMonday:
      return EasterSunday(year) + 1;
    case Holiday::kMayDay:
      return absl::CivilDay(year, 5, 1);
    case Holiday::kHalloween:
      return absl::CivilDay(year, 10, 31);
    case Holiday::kChristmasEve:
      return absl::CivilDay(year, 12, 24);
    case Holiday::kChristmas:
      return absl::CivilDay(year, 12, 25);
    case Holiday::kBoxingDay:
      return absl::CivilDay(year, 12, 26);
    case Holiday::kNewYearsEve:
      return absl::CivilDay(year, 12, 31);
  }
  return absl::CivilDay(year, 1, 1);
}

// The fields of `sense` in that year; nothing if they do not exist there.
MaybeInterval InYear(const TimeSense& sense, int64_t year) {
  if (year < 1 || year > 9998) return std::nullopt;
  if (sense.month && sense.day) {
    const auto day = ExistingDay(year, *sense.month, *sense.day);
    if (!day) return std::nullopt;
    return TimeInterval::Day(*day);
  }
  if (sense.month) {
    if (*sense.month < 1 || *sense.month > 12) return std::nullopt;
    return TimeInterval::Month(absl::CivilMonth(year, *sense.month));
  }
  if (sense.quarter) return QuarterOf(year, *sense.quarter);
  if (sense.half) return HalfYearOf(year, *sense.half);
  if (sense.season) return SeasonOf(year, *sense.season);
  if (sense.holiday) return TimeInterval::Day(HolidayIn(year, *sense.holiday));
  TimeInterval out = TimeInterval::Year(absl::CivilYear(year));
  if (sense.last_year) {
    out.end = TimeInterval::Year(absl::CivilYear(*sense.last_year)).end;
    out.approximate = true;
  }
  out.approximate |= sense.fiscal;
  return out;
}

bool NamesPartOfYear(const TimeSense& sense) {
  return sense.month || sense.quarter || sense.half || sense.season || sense.holiday;
}

int64_t DaysBetween(const TimeInterval& interval, absl::CivilDay day) {
  const absl::CivilDay first(*interval.start), last(*interval.end);
  if (day < first) return first - day;
  return day > last ? day - last : 0;
}

// Of several candidates in order, the one that tense and direction ask for.
MaybeInterval Choose(const std::vector<TimeInterval>& candidates, absl::CivilDay reference,
                     std::optional<int> which, ClauseTense tense) {
  if (candidates.empty()) return std::nullopt;
  const auto first_day = [](const TimeInterval& i) { return absl::CivilDay(*i.start); };
  const auto last_day = [](const TimeInterval& i) { return absl::CivilDay(*i.end); };
  if (which == 1 || (!which && tense == ClauseTense::kFuture)) {
    for (const TimeInterval& candidate : candidates) {
      const bool ahead =
          which ? first_day(candidate) > reference : last_day(candidate) >= reference;
      if (ahead) return candidate;
    }
    return std::nullopt;
  }
  if (which == -1 || (!which && tense == ClauseTense::kPast)) {
    for (auto candidate = candidates.rbegin(); candidate != candidates.rend(); ++candidate) {
      const bool behind =
          which ? last_day(*candidate) < reference : first_day(*candidate) <= reference;
      if (behind) return *candidate;
    }
    return std::nullopt;
  }
  // Of two as near, the earlier: news tells what was.
  return *std::min_element(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
    return DaysBetween(a, reference) < DaysBetween(b, reference);
  });
}

// A day of the year is mostly the nearest, whatever the tense; only where that
// lies far on the other side does the tense decide.
ClauseTense NearDay(const std::vector<TimeInterval>& candidates, absl::CivilDay reference,
                    std::optional<int> which, ClauseTense tense) {
  const MaybeInterval nearest = Choose(candidates, reference, which, ClauseTense::kUnknown);
  if (!nearest) return tense;
  const int64_t ahead = absl::CivilDay(*nearest->start) - reference;
  const bool keep =
      (tense == ClauseTense::kFuture && ahead < -7) || (tense == ClauseTense::kPast && ahead > 90);
  return keep ? tense : ClauseTense::kUnknown;
}

MaybeInterval PartOfSomeYear(const TimeSense& sense, absl::CivilDay reference, ClauseTense tense) {
  std::vector<TimeInterval> candidates;
  const int64_t year = reference.year();
  const bool leap_day = sense.month == 2 && sense.day == 29;
  for (int64_t y = year - (leap_day ? 8 : 2); y <= year + (leap_day ? 8 : 2); ++y) {
    if (auto candidate = InYear(sense, y)) candidates.push_back(*candidate);
  }
  if (sense.weekday && sense.day) {
    // "Friday, October 13" holds in the years in which that is a Friday.
    std::vector<TimeInterval> fitting;
    for (const TimeInterval& candidate : candidates) {
      if (WeekdayNumber(absl::CivilDay(*candidate.start)) == *sense.weekday &&
          DaysBetween(candidate, reference) < 400) {
        fitting.push_back(candidate);
      }
    }
    if (!fitting.empty()) return Choose(fitting, reference, sense.which, ClauseTense::kUnknown);
  }
  if (sense.which == 0) {
    for (const TimeInterval& candidate : candidates) {
      if (candidate.start->year() == year) return candidate;
    }
  }
  // What is reported by quarters and halves lies behind, seasons mostly do.
  if ((sense.quarter || sense.half) ||
      (sense.season && !sense.which && tense == ClauseTense::kUnknown)) {
    tense = ClauseTense::kPast;
  }
  if (sense.day || sense.holiday) tense = NearDay(candidates, reference, sense.which, tense);
  return Choose(candidates, reference, sense.which, tense);
}

MaybeInterval DayOfSomeMonth(const TimeSense& sense, absl::CivilDay reference, ClauseTense tense) {
  std::vector<TimeInterval> candidates;
  for (int shift = -2; shift <= 2; ++shift) {
    const absl::CivilMonth month = absl::CivilMonth(reference) + shift;
    if (auto day = ExistingDay(month.year(), month.month(), *sense.day)) {
      candidates.push_back(TimeInterval::Day(*day));
    }
  }
  return Choose(candidates, reference, sense.which, tense);
}

MaybeInterval SomeWeekday(const TimeSense& sense, absl::CivilDay reference, ClauseTense tense) {
  const absl::CivilDay monday = reference - (WeekdayNumber(reference) - 1);
  const absl::CivilDay in_week = monday + (*sense.weekday - 1);
  if (sense.which == 0) return TimeInterval::Day(in_week);
  if (sense.which == 1) return TimeInterval::Day(in_week + 7);
  if (sense.which == 2) return TimeInterval::Day(in_week > reference ? in_week : in_week + 7);
  if (sense.which == -1) return TimeInterval::Day(in_week < reference ? in_week : in_week - 7);
  if (tense == ClauseTense::kFuture) {
    return TimeInterval::Day(in_week >= reference ? in_week : in_week + 7);
  }
  return TimeInterval::Day(in_week <= reference ? in_week : in_week - 7);
}

MaybeInterval SomeWeekend(const TimeSense& sense, absl::CivilDay reference, ClauseTense tense) {
  const absl::CivilDay saturday = reference - (WeekdayNumber(reference) - 1) + 5;
  int weeks = sense.which.value_or(0);
  if (!sense.which && tense != ClauseTense::kFuture && reference < saturday) weeks = -1;
  return TimeInterval::Days(saturday + 7 * weeks, saturday + 7 * weeks + 1);
}

MaybeInterval Decade(int64_t first_year, const std::optional<absl::CivilDay>& reference) {
  if (first_year >= 100) return DecadeFrom(first_year);
  // "the nineties": the last decade of that name that had begun by then.
  if (reference) {
    int64_t century = reference->year() / 100 * 100;
    if (century + first_year > reference->year()) century -= 100;
    if (century < 0) return std::nullopt;
    return DecadeFrom(century + first_year);
  }
  return first_year >= 20 ? MaybeInterval(DecadeFrom(1900 + first_year)) : std::nullopt;
}

// "the second Friday", "the last week" of an interval. A week belongs where its
// Thursday lies, as in ISO 8601.
MaybeInterval Nth(const TimeSense& sense, absl::CivilDay first, absl::CivilDay last) {
  const int weekday = sense.nth_week ? 4 : sense.weekday.value_or(1);
  absl::CivilDay day;
  if (*sense.nth < 0) {
    day = last - (WeekdayNumber(last) - weekday + 7) % 7;
  } else {
    day = first + (weekday - WeekdayNumber(first) + 7) % 7 + 7 * (*sense.nth - 1);
  }
  if (day < first || day > last) return std::nullopt;
  return sense.nth_week ? UnitAround(day, TimeUnit::kWeek) : TimeInterval::Day(day);
}

// The fields of `sense` inside another interval: "Monday of last week".
MaybeInterval Inside(const TimeSense& sense, const TimeInterval& outer) {
  if (!outer.start || !outer.end) return std::nullopt;
  const absl::CivilDay first(*outer.start);
  if (sense.nth) return Nth(sense, first, absl::CivilDay(*outer.end));
  if (NamesPartOfYear(sense)) return InYear(sense, first.year());
  if (sense.day) {
    const auto day = ExistingDay(first.year(), first.month(), *sense.day);
    return day ? MaybeInterval(TimeInterval::Day(*day)) : std::nullopt;
  }
  if (sense.weekday) {
    const absl::CivilDay monday = first - (WeekdayNumber(first) - 1);
    const absl::CivilDay in_week = monday + (*sense.weekday - 1);
    return TimeInterval::Day(in_week < first ? in_week + 7 : in_week);
  }
  return outer;
}

// "Thursday, September 16" in a text without a date: of the years in which that
// is a Thursday, the last one that it can have been written in. News is read
// soon after it is written more often than years later; still a guess.
MaybeInterval DayByItsWeekday(const TimeSense& sense) {
  if (!sense.weekday || !sense.month || !sense.day) return std::nullopt;
  for (int64_t year = kLatestYear; year > kLatestYear - 12; --year) {
    MaybeInterval day = InYear(sense, year);
    if (!day || WeekdayNumber(absl::CivilDay(*day->start)) != *sense.weekday) continue;
    day->approximate = true;
    return day;
  }
  return std::nullopt;
}

MaybeInterval CalendarDays(const TimeSense& sense, const TimeContext& context) {
  std::optional<absl::CivilDay> reference;
  if (context.reference) reference = absl::CivilDay(*context.reference);
  if (!sense.within.empty()) {
    const MaybeInterval outer = ResolveTime(sense.within.front(), context);
    return outer ? Inside(sense, *outer) : std::nullopt;
  }
  if (sense.century) {
    if (*sense.century < 1 || *sense.century > 99) return std::nullopt;
    return CenturyNumber(*sense.century);
  }
  if (sense.decade) return Decade(*sense.decade, reference);
  if (sense.year) return InYear(sense, *sense.year);
  if (!reference) return DayByItsWeekday(sense);
  if (NamesPartOfYear(sense)) return PartOfSomeYear(sense, *reference, context.tense);
  if (sense.day) return DayOfSomeMonth(sense, *reference, context.tense);
  if (sense.weekend) return SomeWeekend(sense, *reference, context.tense);
  if (sense.weekday) return SomeWeekday(sense, *reference, context.tense);
  if (sense.clock.set()) {
    // A time of day alone is on the day last spoken of.
    if (context.focus && context.focus->start && context.focus->end &&
        absl::CivilDay(*context.focus->start) == absl::CivilDay(*context.focus->end)) {
      return TimeInterval::Day(absl::CivilDay(*context.focus->start));
    }
    return TimeInterval::Day(*reference);
  }
  return std::nullopt;
}

TimeInterval AtClock(absl::CivilDay day, const ClockTime& clock) {
  if (!clock.hour) return PartOfDay(day, clock.part);
  TimeInterval out;
  out.start =
      absl::CivilSecond(day) + *clock.hour * 3600 + clock.minute * 60 + clock.second.value_or(0);
  out.end = clock.second ? *out.start : *out.start + 59;
  out.granularity = clock.second ? Granularity::kSecond : Granularity::kMinute;
  out.utc_offset_minutes = clock.utc_offset_minutes;
  return out;
}

// The interval in which a relative expression counts.
std::optional<TimeInterval> AnchorOf(const TimeSense& sense, const TimeContext& context) {
  if (sense.anchor == Anchor::kFocus && context.focus && context.focus->start &&
      context.focus->end) {
    return context.focus;
  }
  if (!context.reference) return std::nullopt;
  return TimeInterval::Second(*context.reference);
}

bool FinerThanDay(TimeUnit unit) { return unit < TimeUnit::kDay; }

// "earlier this month": what of it lies before the reference.
TimeInterval Clip(TimeInterval unit, int side, absl::CivilDay reference) {
  const absl::CivilSecond today(reference);
  if (side < 0 && *unit.start < today && today <= *unit.end) {
    unit.end = today - 1;
  } else if (side > 0 && *unit.start <= today && today <= *unit.end) {
    unit.start = today;
  }
  unit.approximate = true;
  return unit;
}

MaybeInterval Grid(const TimeSense& sense, const TimeContext& context) {
  const auto anchor = AnchorOf(sense, context);
  if (!anchor || sense.indefinite) return std::nullopt;
  const TimeUnit unit = sense.unit;
  // "the quarter": the one spoken of, else the last that is complete.
  if (unit == TimeUnit::kQuarter && sense.anchor == Anchor::kFocus && sense.count == 0) {
    if (anchor->granularity == Granularity::kQuarter) return anchor;
    if (!context.reference) return std::nullopt;
    const auto before = Shift(*context.reference, unit, -1);
    return before ? MaybeInterval(UnitAround(absl::CivilDay(*before), unit)) : std::nullopt;
  }
  // The grid's first day, so that "next month" on the 31st is the next month.
  const absl::CivilDay first(*UnitAround(absl::CivilDay(*anchor->start), unit).start);
  const auto shifted = Shift(absl::CivilSecond(first), unit, sense.count);
  if (!shifted) return std::nullopt;
  const TimeInterval out = UnitAround(absl::CivilDay(*shifted), unit);
  if (sense.clip == 0 || !context.reference) return out;
  return Clip(out, sense.clip, absl::CivilDay(*context.reference));
}

// `sense.count` units and what else its amount says from `moment`.
std::optional<absl::CivilSecond> Away(const TimeSense& sense, absl::CivilSecond moment) {
  auto out = Shift(moment, sense.unit, sense.count);
  if (!sense.amount) return out;
  for (const TimeAmount& more : sense.amount->more) {
    if (!out || more.indefinite) return std::nullopt;
    const auto count = static_cast<int64_t>(more.count);
    out = Shift(*out, more.unit, sense.count < 0 ? -count : count);
  }
  return out;
}

MaybeInterval Point(const TimeSense& sense, const TimeContext& context) {
  auto anchor = AnchorOf(sense, context);
  if (!sense.within.empty()) anchor = ResolveTime(sense.within.front(), context);
  // Reports compare a quarter with that "a year ago", told from the quarter.
  if (sense.unit >= TimeUnit::kYear && context.focus &&
      context.focus->granularity == Granularity::kQuarter) {
    anchor = context.focus;
  }
  if (!anchor || !anchor->start || sense.indefinite) return std::nullopt;
  const auto shifted = Away(sense, *anchor->start);
  if (!shifted) return std::nullopt;
  if (sense.amount && !sense.amount->more.empty()) {
    return UnitAround(absl::CivilDay(*shifted), sense.amount->more.back().unit);
  }
  if (!sense.within.empty()) return TimeInterval::Day(absl::CivilDay(*shifted));
  if (FinerThanDay(sense.unit)) {
    if (anchor->granularity > Granularity::kHour) return std::nullopt;
    TimeInterval out = TimeInterval::Second(*shifted);
    out.approximate = true;
    return out;
  }
  // "a year earlier" of a quarter or a month is a quarter or a month.
  if (anchor->granularity == Granularity::kQuarter && sense.unit >= TimeUnit::kQuarter) {
    return UnitAround(absl::CivilDay(*shifted), TimeUnit::kQuarter);
  }
  if (anchor->granularity == Granularity::kMonth && sense.unit >= TimeUnit::kMonth) {
    return TimeInterval::Month(absl::CivilMonth(*shifted));
  }
  return UnitAround(absl::CivilDay(*shifted), sense.unit);
}

MaybeInterval Span(const TimeSense& sense, const TimeContext& context) {
  const auto anchor = AnchorOf(sense, context);
  if (!anchor || sense.indefinite || sense.count == 0) return std::nullopt;
  const auto shifted = Away(sense, *anchor->start);
  if (!shifted) return std::nullopt;
  TimeInterval out;
  if (FinerThanDay(sense.unit)) {
    out.start = std::min(*shifted, *anchor->start);
    out.end = std::max(*shifted, *anchor->start);
    out.granularity = Granularity::kMinute;
  } else {
    const absl::CivilDay here(*anchor->start), there(*shifted);
    out = sense.count < 0 ? TimeInterval::Days(there, here - 1)
                          : TimeInterval::Days(sense.only_ahead ? here : here + 1, there);
  }
  out.approximate = true;
  return out;
}

MaybeInterval Range(const TimeSense& sense, const TimeContext& context) {
  const MaybeInterval from = ResolveTime(sense.ends[0], context);
  if (!from || !from->start) return std::nullopt;
  // The end is the first of its name from the start on.
  TimeContext after = context;
  if (!sense.ends[1].year && sense.ends[1].kind == Kind::kCalendar &&
      sense.ends[1].within.empty()) {
    after.reference = from->start;
    after.focus = from;
    after.tense = ClauseTense::kFuture;
  }
  const MaybeInterval to = ResolveTime(sense.ends[1], after);
  return to ? Join(*from, *to) : std::nullopt;
}

MaybeInterval WholeOf(const TimeSense& sense, const TimeContext& context) {
  switch (sense.kind) {
    case Kind::kCalendar:
      return CalendarDays(sense, context);
    case Kind::kGrid:
      return Grid(sense, context);
    case Kind::kPoint:
      return Point(sense, context);
    case Kind::kSpan:
      return Span(sense, context);
    case Kind::kRange:
      return Range(sense, context);
    case Kind::kDuration:
    case Kind::kVague:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

namespace {

// "3Y" or "2.5H".
std::string NumberAndUnit(const TimeAmount& amount) {
  static constexpr const char* kLetters[] = {"S", "M", "H", "D", "WE", "W", "W",
                                             "M", "Q", "Y", "Y", "Y",  "Y", "Y"};
  double count = amount.count;
  switch (amount.unit) {
    case TimeUnit::kFortnight:
      count *= 2;
      break;
    case TimeUnit::kHalfYear:
      count /= 2;
      break;
    case TimeUnit::kDecade:
      count *= 10;
      break;
    case TimeUnit::kCentury:
      count *= 100;
      break;
    case TimeUnit::kMillennium:
      count *= 1000;
      break;
    default:
      break;
  }
  std::string number = "X";
  if (!amount.indefinite) {
    number = std::to_string(static_cast<int64_t>(count));
    const int64_t hundredths = static_cast<int64_t>(count * 100 + 0.5) % 100;
    if (hundredths != 0) {
      number += "." + std::to_string(hundredths / 10);
      if (hundredths % 10 != 0) number += std::to_string(hundredths % 10);
    }
  }
  return number + kLetters[static_cast<size_t>(amount.unit)];
}

}  // namespace

std::string ToIsoDuration(const TimeAmount& amount) {
  std::string out = "P";
  bool time = false;
  const auto append = [&](const TimeAmount& part) {
    if (FinerThanDay(part.unit) && !time) {
      out += "T";
      time = true;
    }
    out += NumberAndUnit(part);
  };
  append(amount);
  for (const TimeAmount& more : amount.more) append(more);
  return out;
}

std::optional<TimeInterval> ResolveTime(const TimeSense& sense, const TimeContext& context) {
  if (sense.repeated) return std::nullopt;
  MaybeInterval out = WholeOf(sense, context);
  if (!out) return std::nullopt;
  if (sense.week_of && out->start) {
    out = UnitAround(absl::CivilDay(*out->start), TimeUnit::kWeek);
  }
  if (sense.clock.set() && out->start && out->end &&
      absl::CivilDay(*out->start) == absl::CivilDay(*out->end)) {
    out = AtClock(absl::CivilDay(*out->start), sense.clock);
  }
  out = Narrow(*out, sense.part);
  out->approximate |= sense.approximate;
  if (!InCalendar(*out)) return std::nullopt;
  return out;
}

}  // namespace dateline::nlp
