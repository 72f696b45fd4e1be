// Rules for stretches of the calendar: decades, quarters, seasons, fiscal years,
// weeks, and for days counted inside them.
#include "services/extraction/nlp/times/time_grammar.h"

namespace dateline::nlp {

// "the 1990s", "'90s", "the nineties".
TimeGrammar::Match TimeGrammar::DecadeRule(size_t at) const {
  static constexpr std::string_view kNames[] = {"twenties", "thirties",  "forties",  "fifties",
                                                "sixties",  "seventies", "eighties", "nineties"};
  size_t word = SkipThe(at);
  const bool the = word > at;
  TimeSense sense;
  int64_t century = 0;  // "the nineteen seventies"
  if (const auto first = SmallNumberNamed(Lower(word)); first && *first >= 16 && *first <= 19) {
    century = 100 * *first;
    word = SkipHyphen(word + 1);
  }
  // "the two thousands", "the twenty-tens"
  if (the && (Is(word, "two") || Is(word, "twenty")) &&
      Is(SkipHyphen(word + 1), Is(word, "two") ? "thousands" : "tens")) {
    sense.decade = Is(word, "two") ? 2000 : 2010;
    return Found(at, SkipHyphen(word + 1) + 1, sense);
  }
  if (Is(word, "noughties") && the) {
    sense.decade = 2000;
    return Found(at, word + 1, sense);
  }
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (!Is(word, kNames[i])) continue;
    if (!the && !PrepositionBefore(at)) return std::nullopt;
    if (century > 0) {
      sense.decade = century + static_cast<int64_t>(20 + 10 * i);
      return Found(at, word + 1, sense);
    }
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
             (apostrophe || end > word + 1 || (the && !IsOneOf(at - 1, {"his", "her", "their"})))) {
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

// "the week of 3 May", "the week beginning Monday".
TimeGrammar::Match TimeGrammar::WeekOf(size_t at) const {
  const size_t word = SkipThe(at);
  if (!Is(word, "week")) return std::nullopt;
  size_t next = word + 1;
  // "week 31 of 2019": numbered as in ISO 8601.
  if (In(next) && atoms_[next].IsNumber() && atoms_[next].digits <= 2 && atoms_[next].number >= 1 &&
      atoms_[next].number <= 53 && !Glued(next) && !GluedMark(next + 1, ":") &&
      !GluedMark(next + 1, ".") && !GluedMark(next + 1, ",")) {
    TimeSense sense, year;
    year.kind = TimeSense::Kind::kGrid;
    year.unit = TimeUnit::kYear;
    year.relative = true;
    sense.nth = static_cast<int>(atoms_[next].number);
    sense.nth_week = true;
    size_t end = next + 1;
    if (const auto named = YearAt(Is(end, "of") ? end + 1 : SkipComma(end))) {
      year = TimeSense();
      year.year = sense.year = named->value;
      end = named->end;
    }
    sense.relative = year.relative;
    sense.within = {year};
    return Found(at, end, sense);
  }
  if (IsOneOf(next, {"of", "beginning", "starting", "commencing", "ending", "ended"}))
    ++next;
  else
    return std::nullopt;
  if (Is(next, "on")) ++next;
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

// "the first Friday of July 2019", "the last week of the year".
TimeGrammar::Match TimeGrammar::NthOf(size_t at) const {
  const size_t word = SkipThe(at);
  TimeSense sense;
  size_t next = word + 1;
  if (const auto ordinal = OrdinalAt(word); ordinal && ordinal->value >= 1) {
    sense.nth = ordinal->value;
    next = ordinal->end;
  } else if (IsOneOf(word, {"last", "final"})) {
    sense.nth = -1;
  } else {
    return std::nullopt;
  }
  if (const auto weekday = WeekdayAt(next)) {
    sense.weekday = weekday->value;
    next = weekday->end;
  } else if (Is(next, "week")) {
    sense.nth_week = true;
    ++next;
  } else {
    return std::nullopt;
  }
  if (sense.nth > (sense.nth_week ? 53 : 5)) return std::nullopt;
  if (IsOneOf(next, {"of", "in"}))
    ++next;
  else if (!DirectionAt(next))
    return std::nullopt;
  Match outer = MonthFirst(next);
  if (!outer && MonthAt(next)) {
    TimeSense month;
    month.month = MonthAt(next)->value;
    outer = Found(next, MonthAt(next)->end, month);
  }
  if (!outer) outer = DeicticUnit(next);
  if (!outer && Is(next, "the") && IsOneOf(next + 1, {"month", "year"})) {
    TimeSense unit;
    unit.kind = TimeSense::Kind::kGrid;
    unit.relative = true;
    unit.unit = *UnitNamed(Lower(next + 1));
    outer = Found(next, next + 2, unit);
  }
  if (!outer && YearAt(next)) {
    TimeSense year;
    year.year = YearAt(next)->value;
    outer = Found(next, YearAt(next)->end, year);
  }
  if (!outer || outer->sense.day) return std::nullopt;
  const bool fits =
      outer->sense.month || outer->sense.year ||
      (outer->sense.kind == TimeSense::Kind::kGrid &&
       (outer->sense.unit == TimeUnit::kMonth || outer->sense.unit == TimeUnit::kYear));
  if (!fits) return std::nullopt;
  sense.relative = outer->sense.relative;
  sense.within = {outer->sense};
  if (outer->sense.year) sense.year = outer->sense.year;
  return Found(at, outer->end, sense);
}

}  // namespace dateline::nlp
