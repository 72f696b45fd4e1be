// Rules that put expressions together: parts ("late last year"), times of day
// ("Monday at 10 p.m."), years and weeks around them ("July last year"), ranges.
#include "services/extraction/nlp/times/time_grammar.h"

namespace dateline::nlp {
namespace {

using Kind = TimeSense::Kind;

bool IsDay(const TimeSense& sense) {
  if (sense.kind == Kind::kGrid) return sense.unit == TimeUnit::kDay;
  return sense.kind == Kind::kCalendar &&
         (sense.day || sense.weekday || sense.holiday || sense.weekend);
}

bool IsPartOfYear(const TimeSense& sense) {
  return sense.kind == Kind::kCalendar && !sense.year &&
         (sense.month || sense.quarter || sense.half || sense.season || sense.holiday);
}

}  // namespace

TimeGrammar::Match TimeGrammar::At(size_t at) const {
  Match best;
  Keep(best, Range(at));
  Keep(best, RangeWithin(at));
  Keep(best, YearRange(at));
  Keep(best, DaysOfWeek(at));
  Keep(best, ClockFirst(at));
  Keep(best, Timed(at));
  if (best && PartOfSomethingElse(*best)) return std::nullopt;
  return best;
}

// Words glued to the expression make it something else: "COVID-19", "F-16".
bool TimeGrammar::PartOfSomethingElse(const FoundTime& found) const {
  const TimeAtom& first = atoms_[found.begin];
  // Inside an address: "example.org/2019/5/27/in-two-weeks".
  if (found.begin > 1 && Glued(found.begin) && Glued(found.begin - 1) &&
      IsOneOf(found.begin - 1, {"/", "_", "=", "-"})) {
    const bool name_before = atoms_[found.begin - 2].lower.size() >= 2 &&
                             !atoms_[found.begin - 2].IsNumber() &&
                             !WeekdayNamed(Lower(found.begin - 2));
    if (!Is(found.begin - 1, "-") || (name_before && GluedMark(found.end, "-"))) return true;
  }
  if (found.begin > 0 && Glued(found.begin) && first.IsNumber()) {
    const TimeAtom& before = atoms_[found.begin - 1];
    const bool word = !before.IsNumber() && before.lower.size() >= 1 &&
                      (before.lower[0] >= 'a' && before.lower[0] <= 'z');
    if (word) return true;
    if (before.lower == "-" && found.begin > 1 && Glued(found.begin - 1) &&
        !MonthNamed(Lower(found.begin - 2)) && !Is(found.begin - 2, "mid")) {
      return true;
    }
  }
  const size_t end = found.end;
  return In(end) && Glued(end) && atoms_[end - 1].IsNumber() && !atoms_[end].lower.empty() &&
         atoms_[end].lower[0] >= 'a' && atoms_[end].lower[0] <= 'z';
}

TimeGrammar::Match TimeGrammar::Simple(size_t at) const {
  Match best;
  Keep(best, CalendarCore(at));
  Keep(best, RelativeCore(at));
  const auto part = PartAt(at);
  if (part) {
    Match inner;
    Keep(inner, CalendarCore(part->end));
    Keep(inner, DeicticUnit(part->end));
    Keep(inner, DeicticName(part->end));
    Keep(inner, DayWord(part->end));
    if (!inner && MonthAt(part->end)) {
      TimeSense sense;
      sense.month = MonthAt(part->end)->value;
      inner = Found(part->end, MonthAt(part->end)->end, sense);
    }
    if (!inner && SeasonNamed(Lower(part->end))) {
      TimeSense sense;
      sense.season = SeasonNamed(Lower(part->end));
      inner = Found(part->end, part->end + 1, sense);
    }
    if (inner) {
      // "earlier this month" is before now, "later" after; both are the unit.
      const bool comparative = IsOneOf(SkipThe(at), {"earlier", "later"});
      if (!comparative) inner->sense.part = part->value;
      inner->sense.approximate |= comparative;
      if (comparative && inner->sense.kind == Kind::kGrid) {
        inner->sense.clip = IsOneOf(SkipThe(at), {"earlier"}) ? -1 : 1;
      }
      inner->begin = at;
      if (!best || inner->end >= best->end) best = std::move(inner);
    }
  }
  if (!best && IsOneOf(at, {"around", "about", "circa", "c", "roughly"})) {
    const size_t next = Is(at, "c") ? SkipStop(at + 1) : at + 1;
    Match inner = CalendarCore(next);
    if (inner && (inner->sense.year || inner->sense.month)) {
      inner->sense.approximate = true;
      inner->begin = at;
      best = std::move(inner);
    }
  }
  if (!best || best->sense.repeated) return best;
  // "next week Sunday", "last week on Friday".
  if (best->sense.kind == Kind::kGrid && best->sense.unit == TimeUnit::kWeek &&
      best->sense.part == IntervalPart::kWhole && best->sense.clip == 0) {
    const size_t next = Is(best->end, "on") ? best->end + 1 : best->end;
    if (const auto weekday = WeekdayAt(next);
        weekday && !IsDoubtfulCalendarWord(Lower(next)) && !Is(weekday->end, ",")) {
      TimeSense day;
      day.weekday = weekday->value;
      day.relative = true;
      day.within = {best->sense};
      return Found(at, weekday->end, day);
    }
  }
  // "July last year", "Monday of next week", "the first quarter of this year".
  const bool part_of_year = IsPartOfYear(best->sense);
  const bool day_only = best->sense.kind == Kind::kCalendar && !best->sense.month &&
                        (best->sense.day || best->sense.weekday);
  if (part_of_year || day_only) {
    const size_t next = IsOneOf(best->end, {"of", ",", "in"}) ? best->end + 1 : best->end;
    const Match outer = DeicticUnit(next);
    if (outer && outer->sense.kind == Kind::kGrid) {
      const TimeUnit unit = outer->sense.unit;
      const bool fits =
          part_of_year ? unit == TimeUnit::kYear
                       : (best->sense.day ? unit == TimeUnit::kMonth : unit == TimeUnit::kWeek);
      if (fits) {
        best->sense.within = {outer->sense};
        best->sense.relative = true;
        best->end = outer->end;
      }
    }
  }
  return best;
}

TimeGrammar::Match TimeGrammar::Timed(size_t at) const {
  Match best = Simple(at);
  if (!best || !IsDay(best->sense) || best->sense.clock.set() || best->sense.repeated) return best;
  size_t next = best->end;
  if (const auto part = DayPartNamed(Lower(next))) {
    best->sense.clock.part = *part;
    best->end = next + 1;
    return best;
  }
  next = SkipComma(next);
  if (IsOneOf(next, {"early", "late"}) && DayPartNamed(Lower(next + 1))) ++next;
  if (IsOneOf(next, {"at", "around", "on", "by"}) || (Is(next, "-") && !Glued(next))) ++next;
  if (Is(next, "about") || (Is(next, "t") && Glued(next))) ++next;
  if (Is(next - 1, "in") ||
      (Is(next, "in") && Is(next + 1, "the") && DayPartNamed(Lower(next + 2)))) {
    best->sense.clock.part = *DayPartNamed(Lower(next + 2));
    best->end = next + 3;
    return best;
  }
  // "2021-08-23T09:45".
  if (const auto clock = ClockAt(next)) {
    best->sense.clock = clock->value;
    best->end = clock->end;
  }
  return best;
}

// "10 p.m. on Wednesday", "the morning of 5 May", "at noon", "14:30 GMT".
TimeGrammar::Match TimeGrammar::ClockFirst(size_t at) const {
  ClockTime clock;
  size_t end = at;
  const size_t word = SkipThe(at);
  bool alone = true;
  if (const auto part = DayPartNamed(Lower(word)); part && !ClockAt(word)) {
    clock.part = *part;
    end = word + 1;
    alone = false;
  } else if (const auto read = ClockAt(at)) {
    clock = read->value;
    end = read->end;
  } else {
    return std::nullopt;
  }
  size_t next = SkipComma(end);
  if (IsOneOf(next, {"on", "of"})) ++next;
  Match day = Simple(next);
  if (day && IsDay(day->sense) && !day->sense.clock.set() && !day->sense.repeated &&
      (alone || next > end)) {
    day->begin = at;
    day->sense.clock = clock;
    return day;
  }
  if (!alone) return std::nullopt;
  TimeSense sense;
  sense.clock = clock;
  sense.relative = true;
  return Found(at, end, sense);
}

bool TimeGrammar::ConnectsRange(size_t at, bool between, size_t* next) const {
  if (between) {
    if (!Is(at, "and")) return false;
    *next = at + 1;
    return true;
  }
  if (IsOneOf(at, {"-", "to", "through", "until", "till"})) {
    *next = at + 1;
    return true;
  }
  return false;
}

// Gives each end what only the other says. False if they do not belong together.
bool TimeGrammar::FillEnds(TimeSense& from, TimeSense& to) {
  if (from.kind != Kind::kCalendar || to.kind != Kind::kCalendar) return true;
  if (!from.year && to.year && to.within.empty() && from.within.empty() && !from.which &&
      (from.month || from.quarter || from.season)) {
    from.year = to.year;
    if (from.month && to.month && *from.month > *to.month) from.year = *to.year - 1;
    from.relative = false;
  }
  if (!from.within.empty() || to.within.empty()) return true;
  from.within = to.within;
  return true;
}

// "from May to July", "between 3 June and 5 July 2019", "Monday to Wednesday".
TimeGrammar::Match TimeGrammar::Range(size_t at) const {
  const bool between = Is(at, "between");
  const bool from_word = Is(at, "from");
  const size_t first = between || from_word ? at + 1 : at;
  Match from = Timed(first);
  // "between now and May": a range may begin or end now.
  const auto now = [&](size_t word) -> Match {
    if (!Is(word, "now")) return std::nullopt;
    TimeSense sense;
    sense.kind = Kind::kGrid;
    sense.relative = true;
    return Found(word, word + 1, sense);
  };
  if (between || from_word) {
    if (Match here = now(first)) from = std::move(here);
  }
  if (!from && (between || from_word)) {
    if (const auto month = MonthAt(first)) {
      TimeSense sense;
      sense.month = month->value;
      from = Found(first, month->end, sense);
    }
  }
  if (!from || from->sense.kind == Kind::kDuration || from->sense.kind == Kind::kVague ||
      from->sense.kind == Kind::kSpan || from->sense.repeated) {
    return std::nullopt;
  }
  size_t next = 0;
  bool months_and = false;
  if (!ConnectsRange(from->end, between, &next)) {
    // "in July and August": two months on end are one stretch.
    if (!Is(from->end, "and") || !from->sense.month || from->sense.day || from->sense.year) {
      return std::nullopt;
    }
    next = from->end + 1;
    months_and = true;
  }
  Match to = Timed(next);
  if (Match here = now(next); here && (between || from_word)) to = std::move(here);
  if (!to && MonthAt(next)) {
    TimeSense sense;
    sense.month = MonthAt(next)->value;
    to = Found(next, MonthAt(next)->end, sense);
  }
  if (!to || to->begin != next) return std::nullopt;
  TimeSense &a = from->sense, &b = to->sense;
  if (b.kind == Kind::kDuration || b.kind == Kind::kSpan || b.kind == Kind::kRange || b.repeated) {
    return std::nullopt;
  }
  if (months_and && (!b.month || b.day || *b.month % 12 != (*a.month + 1) % 12)) {
    return std::nullopt;
  }
  // "from Monday until further", "2019 to 5": both ends are of one kind, and a
  // word that may only list ("to", "-") joins like with like.
  if (!between && !from_word && a.kind != b.kind) return std::nullopt;
  if (!between && !from_word && a.kind == Kind::kCalendar && !(a.day && b.day) &&
      a.weekday.has_value() != b.weekday.has_value()) {
    return std::nullopt;
  }
  if (!FillEnds(a, b)) return std::nullopt;
  TimeSense sense;
  sense.kind = Kind::kRange;
  sense.relative = a.relative || b.relative;
  sense.ends = {a, b};
  return Found(at, to->end, sense);
}

// "2 - 4 September 2021", "September 2-4", "between 3 and 5 June".
TimeGrammar::Match TimeGrammar::RangeWithin(size_t at) const {
  const bool between = Is(at, "between");
  size_t word = between || Is(at, "from") ? at + 1 : at;
  TimeSense sense;
  sense.kind = Kind::kRange;
  // The weekday of either end adds nothing to its date.
  const auto month = MonthAt(word);
  // "November between 19 and 20"
  const bool inner_between = month && Is(month->end, "between");
  const size_t first_at = month ? month->end + (inner_between ? 1 : 0) : SkipThe(word);
  const auto first = DayNumberAt(first_at);
  if (!first) return std::nullopt;
  size_t next = 0;
  const bool list = Is(first->end, "and") || Is(first->end, "or");
  if (!ConnectsRange(first->end, between || inner_between, &next)) {
    if (!list && !(inner_between && Is(first->end, "-"))) return std::nullopt;
    next = first->end + 1;
  }
  // "from 4 to January 22, 1995"
  if (const auto late_month = MonthAt(next); late_month && word > at && !month) {
    return DaysBeforeMonth(at, first->value, next);
  }
  const auto last = DayNumberAt(SkipThe(next));
  if (!last || (list && !between && !inner_between && last->value != first->value + 1))
    return std::nullopt;
  if (last->value <= first->value) return std::nullopt;
  TimeSense from, to;
  size_t end = last->end;
  if (month) {
    if (MonthAt(end)) return std::nullopt;
    to.month = month->value;
    end = TakeYear(end, to);
  } else {
    if (Is(end, "of")) ++end;
    if (const auto after = MonthAt(end)) {
      to.month = after->value;
      end = TakeYear(after->end, to);
    } else if (Match outer = DeicticUnit(end);
               outer && outer->sense.kind == Kind::kGrid && outer->sense.unit == TimeUnit::kMonth) {
      to.within = {outer->sense};
      end = outer->end;
    } else {
      return std::nullopt;
    }
  }
  from = to;
  from.day = first->value;
  to.day = last->value;
  // Without a year both ends take that of the first.
  sense.relative = !to.year;
  if (!to.within.empty()) from.within = to.within;
  sense.ends = {from, to};
  return Found(at, end, sense);
}

// The range whose first day is `day` and whose last one at `at_last`, with the
// month that both lie in.
TimeGrammar::Match TimeGrammar::DaysBeforeMonth(size_t begin, int day, size_t at_last) const {
  const Match last = MonthFirst(at_last);
  if (!last || !last->sense.day || *last->sense.day <= day) return std::nullopt;
  TimeSense sense;
  sense.kind = Kind::kRange;
  sense.ends = {last->sense, last->sense};
  sense.ends[0].day = day;
  sense.relative = !last->sense.year;
  return Found(begin, last->end, sense);
}

// "next week between Wednesday and Friday", "this week from Tuesday to Thursday".
TimeGrammar::Match TimeGrammar::DaysOfWeek(size_t at) const {
  const Match week = DeicticUnit(at);
  if (!week || week->sense.kind != Kind::kGrid || week->sense.unit != TimeUnit::kWeek) {
    return std::nullopt;
  }
  if (!IsOneOf(week->end, {"from", "between"})) return std::nullopt;
  Match days = Range(week->end);
  if (!days) return std::nullopt;
  for (TimeSense& end : days->sense.ends) {
    if (end.kind != Kind::kCalendar || !end.weekday || end.day || !end.within.empty()) {
      return std::nullopt;
    }
    end.within = {week->sense};
  }
  days->begin = at;
  return days;
}

// "1992-1997", "from 1992 to 1997", "the 1914-18 war".
TimeGrammar::Match TimeGrammar::YearRange(size_t at) const {
  const bool between = Is(at, "between");
  const bool from_word = Is(at, "from");
  const size_t word = between || from_word ? at + 1 : SkipThe(at);
  const auto first = YearAt(word);
  if (!first || !In(word) || atoms_[word].digits != 4) return std::nullopt;
  size_t next = 0;
  if (!ConnectsRange(first->end, between, &next)) return std::nullopt;
  const bool dash = Is(first->end, "-");
  if (!dash && !between && !from_word) return std::nullopt;
  int64_t last = 0;
  size_t end = next + 1;
  if (const auto year = YearAt(next); year && atoms_[next].digits == 4) {
    last = year->value;
    end = year->end;
  } else if (dash && In(next) && atoms_[next].digits == 2 && Glued(next)) {
    last = first->value / 100 * 100 + atoms_[next].number;
  } else {
    return std::nullopt;
  }
  if (last <= first->value || last - first->value > 500) return std::nullopt;
  if (GluedMark(end, "-") || GluedMark(end, ",")) return std::nullopt;
  TimeSense sense, from, to;
  sense.kind = Kind::kRange;
  from.year = first->value;
  to.year = last;
  sense.ends = {from, to};
  return Found(at, end, sense);
}

}  // namespace dateline::nlp
