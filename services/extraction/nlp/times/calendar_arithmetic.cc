#include "services/extraction/nlp/times/calendar_arithmetic.h"

#include <algorithm>

namespace dateline::nlp {
namespace {

// Far more than any text means; keeps the arithmetic far from overflow.
constexpr int64_t kMostUnits = 1'000'000;

TimeInterval DaysAs(absl::CivilDay first, absl::CivilDay last, Granularity granularity) {
  TimeInterval out = TimeInterval::Days(first, last);
  out.granularity = granularity;
  return out;
}

TimeInterval Months(int64_t year, int first_month, int months, Granularity granularity) {
  const absl::CivilMonth first(year, first_month);
  return DaysAs(absl::CivilDay(first), absl::CivilDay(first + months) - 1, granularity);
}

absl::CivilDay Monday(absl::CivilDay day) { return day - (WeekdayNumber(day) - 1); }

bool ValidYear(int64_t year) { return year >= 1 && year <= 9999; }

absl::CivilSecond AddMonths(absl::CivilSecond moment, int64_t months) {
  const absl::CivilMonth target = absl::CivilMonth(moment) + months;
  const absl::CivilDay last = absl::CivilDay(target + 1) - 1;
  const int day = std::min(moment.day(), last.day());
  return absl::CivilSecond(target.year(), target.month(), day, moment.hour(), moment.minute(),
                           moment.second());
}

int64_t MonthsIn(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kMonth:
      return 1;
    case TimeUnit::kQuarter:
      return 3;
    case TimeUnit::kHalfYear:
      return 6;
    case TimeUnit::kYear:
      return 12;
    case TimeUnit::kDecade:
      return 120;
    case TimeUnit::kCentury:
      return 1200;
    case TimeUnit::kMillennium:
      return 12000;
    default:
      return 0;
  }
}

int64_t SecondsIn(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kSecond:
      return 1;
    case TimeUnit::kMinute:
      return 60;
    case TimeUnit::kHour:
      return 3600;
    case TimeUnit::kDay:
      return 86400;
    case TimeUnit::kFortnight:
      return 14 * 86400;
    default:
      return 7 * 86400;
  }
}

}  // namespace

int WeekdayNumber(absl::CivilDay day) { return 1 + static_cast<int>(absl::GetWeekday(day)); }

bool InCalendar(const TimeInterval& interval) {
  return (!interval.start || ValidYear(interval.start->year())) &&
         (!interval.end || ValidYear(interval.end->year()));
}

TimeInterval UnitAround(absl::CivilDay day, TimeUnit unit) {
  const int64_t year = day.year();
  switch (unit) {
    case TimeUnit::kWeekend:
      return TimeInterval::Days(Monday(day) + 5, Monday(day) + 6);
    case TimeUnit::kWeek:
      return DaysAs(Monday(day), Monday(day) + 6, Granularity::kWeek);
    case TimeUnit::kFortnight:
      return DaysAs(Monday(day), Monday(day) + 13, Granularity::kWeek);
    case TimeUnit::kMonth:
      return TimeInterval::Month(absl::CivilMonth(day));
    case TimeUnit::kQuarter:
      return QuarterOf(year, (day.month() + 2) / 3);
    case TimeUnit::kHalfYear:
      return HalfYearOf(year, day.month() <= 6 ? 1 : 2);
    case TimeUnit::kYear:
      return TimeInterval::Year(absl::CivilYear(year));
    case TimeUnit::kDecade:
      return DecadeFrom(year - year % 10);
    case TimeUnit::kCentury:
      return CenturyNumber(year / 100 + 1);
    case TimeUnit::kMillennium: {
      const int64_t first = (year - 1) / 1000 * 1000 + 1;
      return DaysAs(absl::CivilDay(first, 1, 1), absl::CivilDay(first + 999, 12, 31),
                    Granularity::kCentury);
    }
    default:
      return TimeInterval::Day(day);
  }
}

std::optional<absl::CivilSecond> Shift(absl::CivilSecond moment, TimeUnit unit, int64_t count) {
  if (count < -kMostUnits || count > kMostUnits || !ValidYear(moment.year())) return std::nullopt;
  const int64_t months = MonthsIn(unit);
  const absl::CivilSecond out =
      months > 0 ? AddMonths(moment, months * count) : moment + SecondsIn(unit) * count;
  if (!ValidYear(out.year())) return std::nullopt;
  return out;
}

TimeInterval SeasonOf(int64_t year, Season season) {
  const int first = 3 + 3 * static_cast<int>(season);
  return Months(year, first, 3, Granularity::kSeason);
}

TimeInterval QuarterOf(int64_t year, int quarter) {
  return Months(year, 3 * quarter - 2, 3, Granularity::kQuarter);
}

TimeInterval HalfYearOf(int64_t year, int half) {
  return Months(year, 6 * half - 5, 6, Granularity::kQuarter);
}

TimeInterval DecadeFrom(int64_t first_year) {
  return DaysAs(absl::CivilDay(std::max<int64_t>(first_year, 1), 1, 1),
                absl::CivilDay(first_year + 9, 12, 31), Granularity::kDecade);
}

TimeInterval CenturyNumber(int64_t century) {
  return DaysAs(absl::CivilDay(std::max<int64_t>(100 * century - 100, 1), 1, 1),
                absl::CivilDay(100 * century - 1, 12, 31), Granularity::kCentury);
}

TimeInterval Narrow(const TimeInterval& whole, IntervalPart part) {
  if (part == IntervalPart::kWhole || !whole.start || !whole.end) return whole;
  TimeInterval out = whole;
  out.approximate = true;
  const absl::CivilDay first(*whole.start), last(*whole.end);
  const int64_t days = last - first + 1;
  if (days < 3) return whole;
  if (whole.granularity == Granularity::kWeek && days == 7) {
    // Monday to Wednesday, Tuesday to Friday, Thursday to Sunday.
    const int from = part == IntervalPart::kEarly ? 0 : part == IntervalPart::kMiddle ? 1 : 3;
    const int to = part == IntervalPart::kEarly ? 2 : part == IntervalPart::kMiddle ? 4 : 6;
    out = TimeInterval::Days(first + from, first + to);
    out.approximate = true;
    return out;
  }
  // Thirds in whole months for what is longer than a quarter, in days below it.
  absl::CivilDay second, third;
  if (days > 95) {
    const int64_t step = days > 1100 ? 12 : 1;  // Thirds of decades in whole years.
    const int64_t months = absl::CivilMonth(last) - absl::CivilMonth(first) + 1;
    const int64_t third_of_it = months / step / 3 * step;
    second = absl::CivilDay(absl::CivilMonth(first) + third_of_it);
    third = absl::CivilDay(absl::CivilMonth(first) + months - third_of_it);
    out.granularity = step == 12 ? Granularity::kYear : Granularity::kMonth;
  } else {
    second = first + days / 3;
    third = first + (days >= 28 && days <= 31 ? 20 : days - days / 3);
    out.granularity = Granularity::kDay;
  }
  if (part != IntervalPart::kEarly) {
    out.start = absl::CivilSecond(part == IntervalPart::kMiddle ? second : third);
  }
  if (part != IntervalPart::kLate) {
    out.end = absl::CivilSecond(part == IntervalPart::kMiddle ? third : second) - 1;
  }
  return out;
}

TimeInterval PartOfDay(absl::CivilDay day, DayPart part) {
  const auto hours = [&](int from, int to) {
    TimeInterval out;
    out.start = absl::CivilSecond(day) + from * 3600;
    out.end = absl::CivilSecond(day) + to * 3600 - 1;
    out.granularity = Granularity::kHour;
    out.approximate = true;
    return out;
  };
  const auto moment = [&](int hour) {
    TimeInterval out;
    out.start = absl::CivilSecond(day) + hour * 3600;
    out.end = *out.start + 59;
    out.granularity = Granularity::kMinute;
    return out;
  };
  switch (part) {
    case DayPart::kNone:
      return TimeInterval::Day(day);
    case DayPart::kDawn:
      return hours(4, 7);
    case DayPart::kMorning:
      return hours(6, 12);
    case DayPart::kNoon:
      return moment(12);
    case DayPart::kAfternoon:
      return hours(12, 18);
    case DayPart::kEvening:
      return hours(18, 24);
    case DayPart::kNight:
      return hours(20, 30);
    case DayPart::kMidnight:
      return moment(24);
  }
  return TimeInterval::Day(day);
}

std::optional<TimeInterval> Join(const TimeInterval& from, const TimeInterval& to) {
  if (!from.start || !to.end || *to.end < *from.start) return std::nullopt;
  TimeInterval out = from;
  out.end = to.end;
  out.approximate = from.approximate || to.approximate;
  out.granularity = std::min(from.granularity, to.granularity);
  if (!out.utc_offset_minutes) out.utc_offset_minutes = to.utc_offset_minutes;
  return out;
}

absl::CivilDay EasterSunday(int64_t year) {
  // The anonymous Gregorian algorithm (Meeus).
  const int64_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
  const int64_t f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  const int64_t i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int64_t m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return absl::CivilDay(year, n / 31, n % 31 + 1);
}

}  // namespace dateline::nlp
