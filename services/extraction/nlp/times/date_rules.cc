// Rules for dates of the calendar: "17.09.2021", "5th of May", "the 1990s".
#include <algorithm>

#include "services/extraction/nlp/times/time_grammar.h"

namespace dateline::nlp {
namespace {

bool PlausibleDate(int64_t year, int64_t month, int64_t day) {
  if (year < 1 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  const absl::CivilDay civil(year, month, day);
  return civil.month() == month && civil.day() == day;
}

int64_t FullYear(const TimeAtom& atom) {
  if (atom.digits == 2) return atom.number + (atom.number < 50 ? 2000 : 1900);
  return atom.digits == 4 ? atom.number : -1;
}

TimeSense Date(int64_t year, int64_t month, int64_t day) {
  TimeSense sense;
  sense.year = year;
  sense.month = static_cast<int>(month);
  sense.day = static_cast<int>(day);
  return sense;
}

}  // namespace

TimeGrammar::Match TimeGrammar::CalendarCore(size_t at) const {
  Match best;
  Keep(best, NumericDate(at));
  Keep(best, CompactDate(at));
  Keep(best, WeekdayFirst(at));
  Keep(best, MonthFirst(at));
  Keep(best, DayFirst(at));
  Keep(best, DecadeRule(at));
  Keep(best, CenturyRule(at));
  Keep(best, QuarterRule(at));
  Keep(best, SeasonRule(at));
  Keep(best, FiscalYear(at));
  Keep(best, HolidayRule(at));
  Keep(best, WeekOf(at));
  Keep(best, Weekend(at));
  Keep(best, DayOfMonth(at));
  Keep(best, BareYear(at));
  return best;
}

// "2021-08-23", "17.09.2021", "11/02/89" (month first unless that cannot be).
TimeGrammar::Match TimeGrammar::NumericDate(size_t at) const {
  if (!In(at + 4) || !atoms_[at].IsNumber()) return std::nullopt;
  const std::string_view mark = Lower(at + 1);
  if (mark != "-" && mark != "." && mark != "/") return std::nullopt;
  if (!GluedMark(at + 1, mark) || !GluedMark(at + 3, mark)) return std::nullopt;
  const TimeAtom &a = atoms_[at], &b = atoms_[at + 2], &c = atoms_[at + 4];
  if (!b.IsNumber() || !c.IsNumber() || b.digits > 2) return std::nullopt;
  // A longer chain is a version or a telephone number.
  if (GluedMark(at + 5, mark) && In(at + 6) && atoms_[at + 6].IsNumber()) return std::nullopt;
  if (a.digits == 4 && c.digits <= 2) {
    if (!PlausibleDate(a.number, b.number, c.number)) return std::nullopt;
    return Found(at, at + 5, Date(a.number, b.number, c.number));
  }
  const int64_t year = FullYear(c);
  if (a.digits > 2 || year < 0 || (mark == "." && c.digits == 2 && b.digits != 2)) {
    return std::nullopt;
  }
  const bool day_first = PlausibleDate(year, b.number, a.number);
  const bool month_first = PlausibleDate(year, a.number, b.number);
  if (day_first && (mark == "." || !month_first)) {
    return Found(at, at + 5, Date(year, b.number, a.number));
  }
  if (month_first && mark != ".") return Found(at, at + 5, Date(year, a.number, b.number));
  return std::nullopt;
}

// "19980213", as wires stamp their reports.
TimeGrammar::Match TimeGrammar::CompactDate(size_t at) const {
  if (!In(at) || atoms_[at].digits != 8 || Glued(at) || Glued(at + 1)) return std::nullopt;
  const int64_t n = atoms_[at].number;
  if (n / 10000 < 1900 || n / 10000 > 2100) return std::nullopt;
  if (!PlausibleDate(n / 10000, n / 100 % 100, n % 100)) return std::nullopt;
  return Found(at, at + 1, Date(n / 10000, n / 100 % 100, n % 100));
}

size_t TimeGrammar::TakeYear(size_t at, TimeSense& sense) const {
  size_t next = SkipComma(at);
  if (next == at && IsOneOf(at, {"of", "in", "-", "/"})) {
    if (IsOneOf(at, {"-", "/"}) && !GluedMark(at, Lower(at))) return at;
    ++next;
  }
  if (const auto year = YearAt(next)) {
    // "on May 5, 2000 people": a number that counts something.
    const bool counts = In(year->end) && atoms_[year->end].space_before &&
                        IsOneOf(year->end, {"people", "soldiers", "troops", "workers", "dollars",
                                            "percent", "refugees", "of", "students"});
    if (!counts && !GluedMark(year->end, ",") && !Is(year->end, "%")) {
      sense.year = year->value;
      return year->end;
    }
  }
  return at;
}

bool TimeGrammar::BareMonthAllowed(size_t at, size_t end) const {
  const TimeAtom& atom = atoms_[at];
  if (PrepositionBefore(at)) return atom.capital || !IsOneOf(at, {"may", "march", "august"});
  if (!atom.capital || IsDoubtfulCalendarWord(atom.lower)) return false;
  // "June Whitfield", "April Jones": a name follows.
  return !(In(end) && atoms_[end].capital && atoms_[end].space_before && !WeekdayNamed(Lower(end)));
}

// "August 20, 2021", "Aug. 5", "March eighth", "July 1999", "September".
TimeGrammar::Match TimeGrammar::MonthFirst(size_t at) const {
  const auto month = MonthAt(at);
  if (!month) return std::nullopt;
  TimeSense sense;
  sense.month = month->value;
  const size_t sep =
      GluedMark(month->end, "-") || GluedMark(month->end, "/") ? month->end + 1 : month->end;
  auto day = DayNumberAt(SkipThe(sep));
  if (!day) {
    const auto word = WordNumberAt(sep);
    if (word && word->value >= 1 && word->value <= 31 && !YearAt(sep)) day = word;
  }
  // "May 5,000 dollars", "March 5 percent" and "June 10:30" are no days.
  if (day && !(GluedMark(day->end, ",") && In(day->end + 1) && atoms_[day->end + 1].digits == 3) &&
      !IsOneOf(day->end, {"%", "percent", ":"}) && (atoms_[at].capital || Lower(at) != "may")) {
    sense.day = day->value;
    const size_t end_of_year = TakeYear(day->end, sense);
    return Found(at, end_of_year, sense);
  }
  const size_t end = TakeYear(month->end, sense);
  if (end > month->end) return Found(at, end, sense);
  if (!BareMonthAllowed(at, month->end)) return std::nullopt;
  return Found(at, month->end, sense);
}

// "23 August 2021", "the 5th of May", "5-May-2019".
TimeGrammar::Match TimeGrammar::DayFirst(size_t at) const {
  const auto day = DayNumberAt(SkipThe(at));
  if (!day) return std::nullopt;
  size_t next = day->end;
  if (Is(next, "day") && Is(next + 1, "of"))
    next += 2;
  else if (Is(next, "of"))
    ++next;
  else if (GluedMark(next, "-"))
    ++next;
  const auto month = MonthAt(next);
  if (!month) return std::nullopt;
  if (IsDoubtfulCalendarWord(Lower(next)) && !atoms_[next].capital) return std::nullopt;
  TimeSense sense;
  sense.day = day->value;
  sense.month = month->value;
  const size_t end_of_year = TakeYear(month->end, sense);
  return Found(at, end_of_year, sense);
}

// "Thursday, September 16", "Fri 3 May", "Monday". The date decides.
TimeGrammar::Match TimeGrammar::WeekdayFirst(size_t at) const {
  const auto weekday = WeekdayAt(at);
  if (!weekday) return std::nullopt;
  size_t next = SkipComma(weekday->end);
  if (IsOneOf(next, {"on", "-"})) ++next;
  for (Match date : {NumericDate(next), DayFirst(next), MonthFirst(next)}) {
    if (date && date->sense.day) {
      date->begin = at;
      date->sense.weekday = weekday->value;
      return date;
    }
  }
  if (const auto day = OrdinalAt(SkipThe(weekday->end));
      day && day->value <= 31 && Is(weekday->end, "the")) {
    TimeSense sense;  // "Friday the 13th"
    sense.day = day->value;
    sense.weekday = weekday->value;
    return Found(at, day->end, sense);
  }
  if (!atoms_[at].capital && (IsDoubtfulCalendarWord(Lower(at)) || !PrepositionBefore(at))) {
    return std::nullopt;
  }
  if (IsDoubtfulCalendarWord(Lower(at)) && !Is(weekday->end - 1, ".") && !PrepositionBefore(at)) {
    return std::nullopt;
  }
  // "Black Friday", "the Sunday Times".
  if (at > 0 && atoms_[at - 1].capital &&
      IsOneOf(at - 1, {"black", "bloody", "good", "palm", "super", "cyber", "ash"})) {
    return std::nullopt;
  }
  if (In(weekday->end) && atoms_[weekday->end].capital &&
      IsOneOf(weekday->end, {"times", "mirror", "telegraph", "express", "post", "herald", "mail",
                             "night", "islamist", "league"})) {
    if (!Is(weekday->end, "night") || Is(weekday->end + 1, "live")) return std::nullopt;
  }
  TimeSense sense;
  sense.weekday = weekday->value;
  sense.relative = true;
  return Found(at, weekday->end, sense);
}

// "1992", where nothing says that it counts something.
TimeGrammar::Match TimeGrammar::BareYear(size_t at) const {
  const size_t word = IsOneOf(at, {"year"}) ? at + 1 : SkipThe(at);
  const size_t number = Is(word, "year") ? word + 1 : word;
  const auto year = YearAt(number);
  if (!year) return std::nullopt;
  TimeSense sense;
  sense.year = year->value;
  if (number > at && Is(number - 1, "year")) return Found(at, year->end, sense);
  const bool in_words = !atoms_[number].IsNumber();
  const bool plain = year->value >= 1800 && year->value <= 2100;
  if (GluedMark(year->end, ",") || GluedMark(year->end, ".") || GluedMark(year->end, ":") ||
      IsOneOf(year->end, {"%", "percent", "km", "mm", "kg", "m", "miles", "metres", "meters"}) ||
      UnitNamed(Lower(year->end))) {
    return std::nullopt;
  }
  if (number > 0 &&
      (IsOneOf(number - 1, {"$", "€", "£", "#", "+", "no"}) ||
       (Is(number - 1, ".") && Glued(number)) || (Is(number - 1, ",") && Glued(number)) ||
       (Is(number - 1, "/") && Glued(number)) ||
       (atoms_[number - 1].capital && Is(number - 2, "resolution")))) {
    return std::nullopt;
  }
  const bool opens = number == 0 || IsOneOf(number - 1, {"("});
  const bool closes = !In(year->end) || IsOneOf(year->end, {")", ",", ".", ";", ":"});
  // "2,000 workers" written without its comma.
  const bool counts = In(year->end) && atoms_[year->end].space_before &&
                      !atoms_[year->end].capital && Lower(year->end).size() > 3 &&
                      Lower(year->end).ends_with("s") && word == at;
  const bool asked = PrepositionBefore(number) && !Is(number - 1, "to") &&
                     !Is(number - 1, "about") && !Is(number - 1, "of") && !Is(number - 1, "for");
  if (in_words) {
    if (!asked) return std::nullopt;
    return Found(number, year->end, sense);
  }
  if (!plain) {
    if (!IsOneOf(number - 1, {"in", "since", "circa"}) || counts) return std::nullopt;
    return Found(number, year->end, sense);
  }
  if (counts && !asked) return std::nullopt;
  if (asked || (opens && closes) || closes || word > at ||
      (number > 0 && MonthNamed(Lower(number - 1))) ||
      (number > 0 && IsOneOf(number - 1, {"of", "to", "-", "and", "or"})) ||
      (year->value >= 1900 && year->value <= 2060)) {
    return Found(word > at && !In(year->end) ? at : number, year->end, sense);
  }
  return std::nullopt;
}

// "the 1990s", "'90s", "the nineties".
TimeGrammar::Match TimeGrammar::DecadeRule(size_t at) const {
  static constexpr std::string_view kNames[] = {"twenties", "thirties",  "forties",  "fifties",
                                                "sixties",  "seventies", "eighties", "nineties"};
  size_t word = SkipThe(at);
  const bool the = word > at;
  TimeSense sense;
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (!Is(word, kNames[i])) continue;
    if (!the && !PrepositionBefore(at)) return std::nullopt;
    sense.decade = static_cast<int64_t>(20 + 10 * i);
    return Found(at, word + 1, sense);
  }
  const bool apostrophe = Is(word, "'");
  if (apostrophe) ++word;
  if (!In(word) || !atoms_[word].IsNumber() || atoms_[word].number % 10 != 0) return std::nullopt;
  size_t end = word + 1;
  if (Is(end, "'") && Glued(end)) ++end;
  if (!Is(end, "s") || !Glued(end)) return std::nullopt;
  const int64_t number = atoms_[word].number;
  if (atoms_[word].digits == 4 && number >= 1000 && number <= 2900) {
    sense.decade = number;
  } else if (atoms_[word].digits == 2 && number >= 10 &&
             (apostrophe || (the && !IsOneOf(at - 1, {"his", "her", "their"})))) {
    sense.decade = number;
  } else {
    return std::nullopt;
  }
  return Found(at, end + 1, sense);
}

TimeGrammar::Match TimeGrammar::CenturyRule(size_t at) const {
  const auto ordinal = OrdinalAt(SkipThe(at));
  if (!ordinal) return std::nullopt;
  const size_t word = SkipHyphen(ordinal->end);
  if (!IsOneOf(word, {"century", "cent"}) || ordinal->value < 1 || ordinal->value > 30) {
    return std::nullopt;
  }
  TimeSense sense;
  sense.century = ordinal->value;
  size_t end = word + 1;
  if (IsOneOf(end, {"bc", "bce"})) return std::nullopt;
  return Found(at, end, sense);
}

// "the third quarter of 1989", "Q3 2021", "the 2020 first half", "fourth-quarter".
TimeGrammar::Match TimeGrammar::QuarterRule(size_t at) const {
  TimeSense sense;
  size_t word = SkipThe(at);
  size_t end = word;
  if (IsOneOf(word, {"q", "h"}) && In(word + 1) && Glued(word + 1) &&
      atoms_[word + 1].digits == 1) {
    const int number = static_cast<int>(atoms_[word + 1].number);
    if (number < 1 || number > (Is(word, "q") ? 4 : 2)) return std::nullopt;
    (Is(word, "q") ? sense.quarter : sense.half) = number;
    end = word + 2;
  } else {
    if (const auto year = YearAt(word); year && OrdinalAt(year->end)) {
      sense.year = year->value;
      word = year->end;
    }
    if (IsOneOf(word, {"fiscal"})) ++word;
    auto ordinal = OrdinalAt(word);
    if (!ordinal && Is(word, "last")) ordinal = Read<int>{-1, word + 1};
    if (!ordinal) return std::nullopt;
    size_t unit = SkipHyphen(ordinal->end);
    if (IsOneOf(unit, {"fiscal"})) ++unit;
    if (Is(unit, "quarter") && ordinal->value >= 1 && ordinal->value <= 4) {
      sense.quarter = ordinal->value;
    } else if (Is(unit, "half") && ordinal->value <= 2) {
      sense.half = ordinal->value == -1 ? 2 : ordinal->value;
      // "the second half" of a match or an hour is no date.
      if (!sense.year &&
          !(Is(unit + 1, "of") && (YearAt(unit + 2) || Is(SkipThe(unit + 2), "year") ||
                                   DirectionAt(SkipThe(unit + 2))))) {
        return std::nullopt;
      }
    } else {
      return std::nullopt;
    }
    end = unit + 1;
  }
  if (sense.year) return Found(at, end, sense);
  if (IsOneOf(end, {"of", "in"}) && IsOneOf(end + 1, {"fiscal"})) {
    if (const auto year = YearAt(end + 2)) {
      sense.year = year->value;
      sense.fiscal = true;
      return Found(at, year->end, sense);
    }
  }
  const size_t with_year = TakeYear(end, sense);
  sense.relative = with_year == end;
  return Found(at, with_year, sense);
}

// "the summer of 2019", "spring 2020", "in winter".
TimeGrammar::Match TimeGrammar::SeasonRule(size_t at) const {
  const size_t word = SkipThe(at);
  const auto season = SeasonNamed(Lower(word));
  if (!season) return std::nullopt;
  TimeSense sense;
  sense.season = *season;
  size_t end = word + 1;
  if (const auto year = YearAt(end);
      year && Is(year->end, "-") && In(year->end + 1) && atoms_[year->end + 1].digits == 2) {
    sense.year = year->value;  // "winter 2019-20"
    return Found(at, year->end + 2, sense);
  }
  const size_t with_year = TakeYear(end, sense);
  if (with_year > end) return Found(at, with_year, sense);
  sense.relative = true;
  const std::string_view before = Before(at);
  const bool asked = before == "in" || before == "by" || before == "during" || before == "since" ||
                     before == "until" || before == "early" || before == "late" || before == "mid";
  if (!asked || (Is(word, "fall") && word == at && before != "in" && before != "by")) {
    return std::nullopt;
  }
  if (Is(word, "spring") && word == at && !asked) return std::nullopt;
  return Found(at, end, sense);
}

// "fiscal 2020", "FY 2020", "the 2020-21 academic year", "the 2021/22 season".
TimeGrammar::Match TimeGrammar::FiscalYear(size_t at) const {
  TimeSense sense;
  sense.fiscal = true;
  size_t word = SkipThe(at);
  if (IsOneOf(word, {"fiscal", "fy", "financial", "academic"})) {
    const size_t number = Is(word + 1, "year") ? word + 2 : word + 1;
    const auto year = YearAt(number);
    if (!year || (!Is(word, "fy") && !Is(word, "fiscal") && number == word + 1)) {
      return std::nullopt;
    }
    sense.year = year->value;
    return Found(at, year->end, sense);
  }
  const auto year = YearAt(word);
  if (!year) return std::nullopt;
  size_t end = year->end;
  if ((GluedMark(end, "-") || GluedMark(end, "/")) && In(end + 1) &&
      (atoms_[end + 1].digits == 2 || atoms_[end + 1].digits == 4)) {
    const int64_t last = atoms_[end + 1].digits == 4
                             ? atoms_[end + 1].number
                             : year->value / 100 * 100 + atoms_[end + 1].number;
    if (last != year->value + 1) return std::nullopt;
    sense.last_year = last;
    end += 2;
  }
  const bool named =
      (IsOneOf(end, {"fiscal", "financial", "academic", "school"}) && Is(end + 1, "year"));
  if (!named && !(sense.last_year && Is(end, "season"))) return std::nullopt;
  sense.year = year->value;
  return Found(at, named ? end + 2 : end + 1, sense);
}

TimeGrammar::Match TimeGrammar::HolidayRule(size_t at) const {
  TimeSense sense;
  size_t end = at + 1;
  if (!In(at) || !atoms_[at].capital) return std::nullopt;
  const bool apostrophe = Is(at + 1, "'") && Is(at + 2, "s");
  const size_t after = apostrophe ? at + 3 : at + 1;
  if (Is(at, "christmas")) {
    sense.holiday = Is(end, "eve") ? Holiday::kChristmasEve : Holiday::kChristmas;
    if (IsOneOf(end, {"eve", "day"})) ++end;
  } else if (Is(at, "easter")) {
    sense.holiday = Is(end, "monday") ? Holiday::kEasterMonday : Holiday::kEaster;
    if (IsOneOf(end, {"monday", "sunday"}))
      ++end;
    else if (In(end) && atoms_[end].capital)
      return std::nullopt;  // "Easter Island"
  } else if (Is(at, "good") && Is(end, "friday")) {
    sense.holiday = Holiday::kGoodFriday;
    ++end;
  } else if (Is(at, "boxing") && Is(end, "day")) {
    sense.holiday = Holiday::kBoxingDay;
    ++end;
  } else if (Is(at, "halloween")) {
    sense.holiday = Holiday::kHalloween;
  } else if (Is(at, "may") && Is(end, "day") && atoms_[end].capital) {
    sense.holiday = Holiday::kMayDay;
    ++end;
  } else if (Is(at, "valentine") && Is(after, "day")) {
    sense.holiday = Holiday::kValentinesDay;
    end = after + 1;
  } else if (Is(at, "new") && Is(end, "year") && Is(end + 1, "'") && Is(end + 2, "s") &&
             IsOneOf(end + 3, {"day", "eve"})) {
    sense.holiday = Is(end + 3, "eve") ? Holiday::kNewYearsEve : Holiday::kNewYearsDay;
    end += 4;
  } else {
    return std::nullopt;
  }
  const size_t with_year = TakeYear(end, sense);
  sense.relative = with_year == end;
  return Found(at, with_year, sense);
}

// "on the 27th", "the 15th of this month": a day whose month is not named.
TimeGrammar::Match TimeGrammar::DayOfMonth(size_t at) const {
  if (!Is(at, "the") || at == 0 ||
      !IsOneOf(at - 1, {"on", "by", "until", "since", "before", "after"})) {
    return std::nullopt;
  }
  const auto day = OrdinalAt(at + 1);
  if (!day || day->value < 1 || day->value > 31 || !atoms_[at + 1].IsNumber()) return std::nullopt;
  TimeSense sense;
  sense.day = day->value;
  sense.relative = true;
  // "on the 27th floor": anything but the end of a phrase is something else.
  const bool phrase_ends = !In(day->end) || !atoms_[day->end].space_before ||
                           IsOneOf(day->end, {"and", "or", "at", "in", "by", "to", "with", "when",
                                              "but", "the", "he", "she", "they", "of", "after"});
  if (!phrase_ends) return std::nullopt;
  if (Is(day->end, "of") && !DirectionAt(SkipThe(day->end + 1))) return std::nullopt;
  return Found(at, day->end, sense);
}

// "the week of 3 May", "the week beginning Monday".
TimeGrammar::Match TimeGrammar::WeekOf(size_t at) const {
  const size_t word = SkipThe(at);
  if (!Is(word, "week")) return std::nullopt;
  size_t next = word + 1;
  if (IsOneOf(next, {"of", "beginning", "starting", "ending", "ended"}))
    ++next;
  else
    return std::nullopt;
  for (Match date : {NumericDate(next), DayFirst(next), MonthFirst(next)}) {
    if (!date || !date->sense.day) continue;
    date->begin = at;
    date->sense.week_of = true;
    return date;
  }
  return std::nullopt;
}

TimeGrammar::Match TimeGrammar::Weekend(size_t at) const {
  const size_t word = SkipThe(at);
  if (!Is(word, "weekend") || word == at) return std::nullopt;
  TimeSense sense;
  sense.weekend = true;
  sense.relative = true;
  return Found(at, word + 1, sense);
}

}  // namespace dateline::nlp
