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
  Keep(best, NthOf(at));
  Keep(best, YearFirst(at));
  Keep(best, MonthAndDay(at));
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
                                            "percent", "refugees", "students"});
    // "on May 5, 2000 of them", but "on May 5, 2000 of cancer".
    const bool part =
        Is(year->end, "of") &&
        IsOneOf(year->end + 1, {"them", "the", "these", "those", "whom", "its", "their"});
    if (!counts && !part && !GluedMark(year->end, ",") && !Is(year->end, "%")) {
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

// "45 March 2024" is no date, and neither its month nor its year is one.
bool TimeGrammar::AfterNoDay(size_t month) const {
  if (month == 0 || GluedMark(month, "-")) return false;
  const TimeAtom& before = atoms_[month - 1];
  return before.IsNumber() && before.digits <= 2 && !DayFirst(month - 1);
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
  if (end > month->end && AfterNoDay(at)) return std::nullopt;
  if (end > month->end) return Found(at, end, sense);
  // "August 99": no day of a month.
  if (In(month->end) && atoms_[month->end].digits == 2 && atoms_[month->end].number > 31 &&
      PhraseEnds(month->end + 1)) {
    sense.year = 1900 + atoms_[month->end].number;
    return Found(at, month->end + 1, sense);
  }
  const Match year = DeicticUnit(month->end);
  const bool of_year = year && year->sense.unit == TimeUnit::kYear &&
                       year->sense.kind == TimeSense::Kind::kGrid;  // "june next year"
  if (!of_year && !BareMonthAllowed(at, month->end)) return std::nullopt;
  return Found(at, month->end, sense);
}

// "23 August 2021", "the 5th of May", "5-May-2019".
TimeGrammar::Match TimeGrammar::DayFirst(size_t at) const {
  const auto day = DayNumberAt(SkipThe(at));
  if (!day) return std::nullopt;
  size_t next = day->end;
  if (Is(next, ".") && Glued(next) && atoms_[next - 1].IsNumber())
    ++next;  // "16. November"
  else if (Is(next, "day") && Is(next + 1, "of"))
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
  if (at > 0 && MonthAt(at - 1) && AfterNoDay(at - 1)) return std::nullopt;
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

// "on the 27th", "the 15th of this month": a day whose month is not named.
TimeGrammar::Match TimeGrammar::DayOfMonth(size_t at) const {
  const auto day = OrdinalAt(SkipThe(at));
  if (!day || day->value < 1 || day->value > 31 || !atoms_[SkipThe(at)].IsNumber()) {
    return std::nullopt;
  }
  const bool asked = Is(at, "the") && at > 0 &&
                     IsOneOf(at - 1, {"on", "by", "until", "since", "before", "after", "for"});
  if (Is(day->end, "of") && DirectionAt(SkipThe(day->end + 1))) {
    const Match month = DeicticUnit(day->end + 1);
    if (!month || month->sense.unit != TimeUnit::kMonth) return std::nullopt;
  } else if (!asked) {
    return std::nullopt;
  }
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

// Nothing follows that the expression could belong to.
bool TimeGrammar::PhraseEnds(size_t at) const {
  return !In(at) || IsOneOf(at, {".", ",", ";", ":", ")", "?", "!"});
}

// "2016 June", "2016-11", "11/2016".
TimeGrammar::Match TimeGrammar::YearFirst(size_t at) const {
  if (!In(at) || !atoms_[at].IsNumber()) return std::nullopt;
  TimeSense sense;
  if (const auto year = YearAt(at)) {
    sense.year = year->value;
    const size_t next = SkipComma(year->end);
    if (const auto month = MonthAt(next);
        month && !DayNumberAt(month->end) && !YearAt(month->end) && atoms_[next].space_before) {
      if (IsDoubtfulCalendarWord(Lower(next)) && !atoms_[next].capital) return std::nullopt;
      // "in 2016, May said": after a comma only what ends there.
      if (next > year->end && !PhraseEnds(month->end)) return std::nullopt;
      sense.month = month->value;
      return Found(at, month->end, sense);
    }
    const size_t mark = year->end;
    if (!IsOneOf(mark, {"-", "/"}) || !In(mark + 1)) return std::nullopt;
    // "2019-aug-1"
    if (const auto month = MonthAt(mark + 1);
        month && GluedMark(mark, Lower(mark)) && GluedMark(month->end, Lower(mark))) {
      const auto day = DayNumberAt(month->end + 1);
      if (!day) return std::nullopt;
      return Found(at, day->end, Date(year->value, month->value, day->value));
    }
    // "2011-12" is more often two years than a month. With spaces only where
    // the phrase ends: "in 2016 - 11 people".
    const bool glued = GluedMark(mark, Lower(mark)) && Glued(mark + 1);
    const TimeAtom& number = atoms_[mark + 1];
    if (number.IsNumber() && number.digits <= 2 && number.number >= 1 && number.number <= 12 &&
        (number.digits == 2 || glued) && number.number != (year->value + 1) % 100 &&
        !GluedMark(mark + 2, Lower(mark)) && (glued || PhraseEnds(mark + 2))) {
      sense.month = static_cast<int>(number.number);
      return Found(at, mark + 2, sense);
    }
    return std::nullopt;
  }
  if (atoms_[at].digits > 2 || atoms_[at].number < 1 || atoms_[at].number > 12) return std::nullopt;
  if (Glued(at) || !IsOneOf(at + 1, {"/", "-"})) return std::nullopt;
  const auto year = YearAt(at + 2);
  const bool glued = GluedMark(at + 1, Lower(at + 1)) && Glued(at + 2);
  if (!glued && (!year || !PhraseEnds(year->end) || atoms_[at].digits != 2)) return std::nullopt;
  if (!year || year->value < 1900 || year->value > 2100 || atoms_[at + 2].digits != 4) {
    return std::nullopt;
  }
  sense.month = static_cast<int>(atoms_[at].number);
  sense.year = year->value;
  return Found(at, year->end, sense);
}

// "on 4/22": month and day in figures, only where a date is asked for.
TimeGrammar::Match TimeGrammar::MonthAndDay(size_t at) const {
  if (at == 0 || !In(at + 2) || !GluedMark(at + 1, "/")) return std::nullopt;
  // "from 10/1 to 11/7"
  const bool second =
      at > 3 && IsOneOf(at - 1, {"to", "and", "until"}) && GluedMark(at - 3, "/") && Glued(at - 2);
  if (!second && !IsOneOf(at - 1, {"on", "from", "between", "by", "until"})) return std::nullopt;
  const TimeAtom &a = atoms_[at], &b = atoms_[at + 2];
  if (!a.IsNumber() || !b.IsNumber() || a.digits > 2 || b.digits > 2) return std::nullopt;
  if (GluedMark(at + 3, "/")) return std::nullopt;
  TimeSense sense;
  const bool month_first = PlausibleDate(2000, a.number, b.number);
  if (!month_first && !PlausibleDate(2000, b.number, a.number)) return std::nullopt;
  sense.month = static_cast<int>(month_first ? a.number : b.number);
  sense.day = static_cast<int>(month_first ? b.number : a.number);
  sense.relative = true;
  return Found(at, at + 3, sense);
}

}  // namespace dateline::nlp
