// Rules for times told from another time: "yesterday", "two weeks ago", "last
// March", "the day before", and for lengths and repetitions.
#include "services/extraction/nlp/times/time_grammar.h"

namespace dateline::nlp {
namespace {

using Kind = TimeSense::Kind;
using Anchor = TimeSense::Anchor;

TimeSense GridSense(TimeUnit unit, int64_t count) {
  TimeSense sense;
  sense.kind = Kind::kGrid;
  sense.relative = true;
  sense.unit = unit;
  sense.count = count;
  return sense;
}

// A point or span so far from its anchor. Halves are counted in a finer unit.
TimeSense Away(Kind kind, const TimeAmount& amount, int direction) {
  TimeSense sense;
  sense.kind = kind;
  sense.relative = true;
  sense.amount = amount;
  sense.unit = amount.unit;
  sense.indefinite = amount.indefinite;
  double count = amount.count;
  if (count != static_cast<double>(static_cast<int64_t>(count))) {
    switch (amount.unit) {
      case TimeUnit::kYear:
        sense.unit = TimeUnit::kMonth;
        count *= 12;
        break;
      case TimeUnit::kHour:
        sense.unit = TimeUnit::kMinute;
        count *= 60;
        break;
      case TimeUnit::kDecade:
        sense.unit = TimeUnit::kYear;
        count *= 10;
        break;
      case TimeUnit::kCentury:
        sense.unit = TimeUnit::kYear;
        count *= 100;
        break;
      default:
        sense.approximate = true;
        break;
    }
  }
  sense.count = direction * static_cast<int64_t>(count);
  return sense;
}

}  // namespace

TimeGrammar::Match TimeGrammar::RelativeCore(size_t at) const {
  Match best;
  Keep(best, DayWord(at));
  Keep(best, Vague(at));
  Keep(best, DeicticUnit(at));
  Keep(best, DeicticName(at));
  Keep(best, AgoOrLater(at));
  Keep(best, InAmount(at));
  Keep(best, LastAmount(at));
  Keep(best, UnitEnd(at));
  Keep(best, RestOfUnit(at));
  Keep(best, Duration(at));
  Keep(best, Repeated(at));
  return best;
}

// "last", "this coming", "the following": -1, 0 or 1.
std::optional<TimeGrammar::Read<int>> TimeGrammar::DirectionAt(size_t at) const {
  if (Is(at, "this")) {
    if (IsOneOf(at + 1, {"past", "last"})) return Read<int>{-1, at + 2};
    if (IsOneOf(at + 1, {"coming", "next", "upcoming"})) return Read<int>{1, at + 2};
    if (IsOneOf(at + 1, {"same", "current"})) return Read<int>{0, at + 2};
    return Read<int>{0, at + 1};
  }
  if (IsOneOf(at, {"last", "past", "previous", "preceding", "latest", "prior"})) {
    return Read<int>{-1, at + 1};
  }
  if (IsOneOf(at, {"current", "same", "present", "that"})) return Read<int>{0, at + 1};
  if (IsOneOf(at, {"next", "coming", "upcoming", "following", "ensuing"})) {
    return Read<int>{1, at + 1};
  }
  return std::nullopt;
}

TimeGrammar::Match TimeGrammar::DayWord(size_t at) const {
  const size_t word = SkipThe(at);
  if (Is(word, "day") && IsOneOf(word + 1, {"before", "after"})) {
    const int direction = Is(word + 1, "after") ? 1 : -1;
    if (Is(word + 2, direction < 0 ? "yesterday" : "tomorrow")) {
      return Found(at, word + 3, GridSense(TimeUnit::kDay, 2 * direction));
    }
    if (word == at) return std::nullopt;
    // "the day before the vote" is told from the vote, "the day after that" is not.
    const bool ends =
        !In(word + 2) || !atoms_[word + 2].space_before ||
        IsOneOf(word + 2, {"and", "but", "that", "in", "at", "by", "to", "on", "when", "during",
                           "with", "as", "from", "while", "about", "near", "against"});
    if (!ends) return std::nullopt;
    TimeSense sense = GridSense(TimeUnit::kDay, direction);
    sense.anchor = Anchor::kFocus;
    return Found(at, word + 2, sense);
  }
  if (word != at) return std::nullopt;
  const auto day = [&](int64_t count, DayPart part = DayPart::kNone) {
    TimeSense sense = GridSense(TimeUnit::kDay, count);
    sense.clock.part = part;
    return Found(at, at + 1, sense);
  };
  if (Is(at, "yesterday")) return day(-1);
  if (IsOneOf(at, {"today", "tonight"})) {
    // "USA Today" and "Today" in names of programmes.
    if (at > 0 && atoms_[at].capital && atoms_[at - 1].capital) return std::nullopt;
    return day(0, Is(at, "tonight") ? DayPart::kNight : DayPart::kNone);
  }
  if (Is(at, "tomorrow")) return day(1);
  if (Is(at, "overnight")) return day(0, DayPart::kNight);
  return std::nullopt;
}

TimeGrammar::Match TimeGrammar::Vague(size_t at) const {
  TimeSense sense;
  sense.kind = Kind::kVague;
  sense.relative = true;
  if (IsOneOf(at, {"now", "currently", "nowadays", "recently"})) {
    if (atoms_[at].capital && In(at + 1) && atoms_[at + 1].capital) return std::nullopt;
    return Found(at, at + 1, sense);
  }
  if (Is(at, "at") && IsOneOf(at + 1, {"present"})) return Found(at, at + 2, sense);
  const size_t word = SkipThe(at);
  if (Is(word, "recent") && IsPluralUnit(Lower(word + 1))) return Found(at, word + 2, sense);
  if (word > at && IsOneOf(word, {"past", "future"}) && IsOneOf(word - 2, {"in", "for"}) &&
      (!In(word + 1) || !atoms_[word + 1].space_before || IsOneOf(word + 1, {"and"}))) {
    return Found(at, word + 1, sense);
  }
  return std::nullopt;
}

// "last week", "the previous day", "this month", "the year", "this evening".
TimeGrammar::Match TimeGrammar::DeicticUnit(size_t at) const {
  const size_t word = SkipThe(at);
  if (IsOneOf(word + 1, {"after", "before"}) && word > at) {  // "the week after next"
    const auto unit = UnitNamed(Lower(word));
    const bool ahead = Is(word + 1, "after") && Is(SkipThe(word + 2), "next");
    const bool back = Is(word + 1, "before") && Is(word + 2, "last");
    if (unit && *unit >= TimeUnit::kWeekend && (ahead || back)) {
      return Found(at, (ahead ? SkipThe(word + 2) : word + 2) + 1,
                   GridSense(*unit, ahead ? 2 : -2));
    }
  }
  const auto direction = DirectionAt(word);
  if (!direction) {
    // "the quarter", "the fiscal year": the one that is spoken of.
    const size_t unit = IsOneOf(word, {"fiscal", "financial", "academic"}) ? word + 1 : word;
    if (word == at || !IsOneOf(unit, {"quarter", "year"}) || (unit == word && Is(unit, "year")) ||
        IsOneOf(unit + 1, {"of", "final", "finals"})) {
      return std::nullopt;
    }
    TimeSense sense = GridSense(*UnitNamed(Lower(unit)), 0);
    sense.anchor = Anchor::kFocus;
    return Found(at, unit + 1, sense);
  }
  const bool focus =
      IsOneOf(word, {"previous", "preceding", "prior", "following", "ensuing", "same", "that"});
  if (const auto part = DayPartNamed(Lower(direction->end)); part && word == at) {
    if (IsOneOf(direction->end, {"overnight", "noon", "midday", "midnight"})) return std::nullopt;
    // "last night" is that of yesterday, "this evening" that of today.
    TimeSense sense = GridSense(TimeUnit::kDay, direction->value);
    sense.clock.part = *part;
    sense.anchor = focus ? Anchor::kFocus : Anchor::kReference;
    return Found(at, direction->end + 1, sense);
  }
  const auto unit = UnitAt(direction->end);
  if (!unit || IsPluralUnit(Lower(unit->end - 1)) || unit->value < TimeUnit::kDay) {
    return std::nullopt;
  }
  if (word > at && Is(word, "last") && Is(unit->end, "of")) return std::nullopt;
  // "year-earlier", "last-minute" and other compounds.
  if (GluedMark(unit->end, "-")) return std::nullopt;
  TimeSense sense = GridSense(unit->value, direction->value);
  sense.anchor = focus ? Anchor::kFocus : Anchor::kReference;
  // "the past year", "the last week": up to now, not the calendar's.
  if (word > at && IsOneOf(word, {"past", "last"}) && unit->value != TimeUnit::kDay) {
    TimeAmount amount;
    amount.unit = unit->value;
    return Found(at, unit->end, Away(Kind::kSpan, amount, -1));
  }
  return Found(at, unit->end, sense);
}

// "last Friday", "next March", "this summer", "last Christmas".
TimeGrammar::Match TimeGrammar::DeicticName(size_t at) const {
  const size_t word = SkipThe(at);
  const auto direction = DirectionAt(word);
  if (!direction || IsOneOf(word, {"that", "latest", "present"})) return std::nullopt;
  const size_t name = direction->end;
  TimeSense sense;
  sense.which = direction->value;
  sense.relative = true;
  size_t end = name + 1;
  if (Is(word, "this") && name == word + 2 && IsOneOf(word + 1, {"past", "last"}) &&
      SeasonNamed(Lower(name))) {
    sense.season = SeasonNamed(Lower(name));
    return Found(at, end, sense);
  }
  if (const auto weekday = WeekdayAt(name)) {
    sense.weekday = weekday->value;
    end = weekday->end;
    // "this coming Sunday, March eighth": the date decides.
    if (Match date = WeekdayFirst(name); date && date->sense.day) {
      date->begin = at;
      return date;
    }
    // "this coming Sunday" is the first one ahead, not that of next week.
    if (IsOneOf(name - 1, {"coming", "upcoming"})) {
      TimeSense coming;
      coming.weekday = weekday->value;
      coming.relative = true;
      coming.which = 2;
      return Found(at, end, coming);
    }
  } else if (const auto month = MonthAt(name);
             month && (atoms_[name].capital ||
                       !IsOneOf(name, {"may", "march", "mar", "sep", "dec", "jan"}))) {
    if (Match date = MonthFirst(name); date && (date->sense.day || date->sense.year)) {
      date->begin = at;
      if (!date->sense.year) date->sense.which = direction->value;
      return date;
    }
    sense.month = month->value;
    end = month->end;
  } else if (const auto season = SeasonNamed(Lower(name))) {
    sense.season = *season;
  } else if (Match holiday = HolidayRule(name)) {
    sense.holiday = holiday->sense.holiday;
    end = holiday->end;
  } else {
    return std::nullopt;
  }
  return Found(at, end, sense);
}

// "two days ago", "three weeks earlier", "a year later", "10 years from now".
TimeGrammar::Match TimeGrammar::AgoOrLater(size_t at) const {
  size_t start = at;
  bool approximate = false;
  while (IsOneOf(start, {"about", "around", "nearly", "almost", "roughly", "some", "over"}) ||
         (IsOneOf(start, {"more", "less"}) && Is(start + 1, "than"))) {
    approximate = true;
    start += IsOneOf(start, {"more", "less"}) ? 2 : 1;
  }
  const auto amount = AmountAt(start);
  if (!amount) {
    if (IsOneOf(at, {"year", "month", "week"}) && Is(at + 1, "-") &&
        IsOneOf(at + 2, {"ago", "earlier"})) {
      TimeAmount one;  // "the year-earlier quarter"
      one.unit = *UnitNamed(Lower(at));
      TimeSense sense = Away(Kind::kPoint, one, -1);
      sense.anchor = Is(at + 2, "ago") ? Anchor::kReference : Anchor::kFocus;
      return Found(at, at + 3, sense);
    }
    return std::nullopt;
  }
  size_t end = amount->end;
  int direction = 0;
  Anchor anchor = Anchor::kReference;
  if (Is(end, "ago")) {
    direction = -1;
    ++end;
  } else if (IsOneOf(end, {"earlier", "before", "previously"})) {
    direction = -1;
    anchor = Anchor::kFocus;
    if (Is(end, "before") && IsOneOf(end + 1, {"yesterday", "today", "tomorrow"})) {
      TimeSense day = Away(Kind::kPoint, amount->value, -1);
      const int64_t shift = Is(end + 1, "yesterday") ? -1 : Is(end + 1, "tomorrow") ? 1 : 0;
      day.within = {GridSense(TimeUnit::kDay, shift)};
      return Found(at, end + 2, day);
    }
    // "two days before the vote" is told from the vote.
    if (Is(end, "before") && In(end + 1) && atoms_[end + 1].space_before &&
        !IsOneOf(end + 1, {"in", "and", "but", "at", "on"})) {
      return std::nullopt;
    }
    ++end;
  } else if (IsOneOf(end, {"later", "afterwards", "hence"})) {
    direction = 1;
    anchor = Is(end, "hence") ? Anchor::kReference : Anchor::kFocus;
    ++end;
  } else if (IsOneOf(end, {"from"}) && IsOneOf(end + 1, {"now", "today"})) {
    direction = 1;
    end += 2;
  } else if (IsOneOf(end, {"from", "after", "before"}) &&
             IsOneOf(end + 1, {"yesterday", "today", "tomorrow", "now"})) {
    TimeSense day = Away(Kind::kPoint, amount->value, Is(end, "before") ? -1 : 1);
    const int64_t shift = Is(end + 1, "yesterday") ? -1 : Is(end + 1, "tomorrow") ? 1 : 0;
    day.within = {GridSense(TimeUnit::kDay, shift)};
    return Found(at, end + 2, day);
  } else {
    return std::nullopt;
  }
  TimeSense sense = Away(Kind::kPoint, amount->value, direction);
  sense.anchor = anchor;
  sense.approximate |= approximate;
  return Found(at, end, sense);
}

// "in two weeks", "within three days": "in two weeks" only where it looks ahead,
// which the words alone leave open; a length otherwise.
TimeGrammar::Match TimeGrammar::InAmount(size_t at) const {
  if (!IsOneOf(at, {"in", "within"})) return std::nullopt;
  size_t next = at + 1;
  const bool the_next = Is(next, "the") && IsOneOf(next + 1, {"next", "coming", "upcoming"});
  // "within the next two years": from now on.
  if (the_next && Is(at, "within")) next += 2;
  if (the_next && next == at + 1) return std::nullopt;
  const auto amount = AmountAt(next);
  if (!amount || IsOneOf(amount->end, {"ago", "earlier", "later", "before"})) return std::nullopt;
  if (Is(amount->end, "'") && Is(amount->end + 1, "time")) {
    TimeSense sense = Away(Kind::kPoint, amount->value, 1);
    return Found(at, amount->end + 2, sense);
  }
  if (GluedMark(amount->end, "-") || Is(amount->end, "of")) return std::nullopt;
  TimeSense sense = Away(Is(at, "in") ? Kind::kPoint : Kind::kSpan, amount->value, 1);
  sense.kind = Is(at, "in") ? Kind::kPoint : Kind::kSpan;
  sense.only_ahead = true;
  return Found(at, amount->end, sense);
}

// "the past three weeks", "the next few days", "the last decade", "recent years".
TimeGrammar::Match TimeGrammar::LastAmount(size_t at) const {
  const size_t word = SkipThe(at);
  int direction = 0;
  if (IsOneOf(word, {"last", "past", "previous", "preceding", "latest"})) direction = -1;
  if (IsOneOf(word, {"next", "coming", "upcoming", "following"})) direction = 1;
  if (direction == 0) return std::nullopt;
  const bool focus = IsOneOf(word, {"previous", "preceding", "following"});
  const auto amount = AmountAt(word + 1);
  size_t end = 0;
  TimeAmount length;
  if (amount) {
    length = amount->value;
    end = amount->end;
  } else if (const auto unit = UnitNamed(Lower(word + 1)); unit && IsPluralUnit(Lower(word + 1))) {
    length.indefinite = true;
    length.unit = *unit;
    end = word + 2;
  } else {
    return std::nullopt;
  }
  if (GluedMark(end, "-")) return std::nullopt;
  TimeSense sense = Away(Kind::kSpan, length, direction);
  if (focus) sense.anchor = Anchor::kFocus;
  return Found(at, end, sense);
}

// "three hours", "a two-day visit", "for decades", "half a year".
TimeGrammar::Match TimeGrammar::Duration(size_t at) const {
  size_t start = at;
  TimeSense sense;
  sense.kind = Kind::kDuration;
  if (IsOneOf(start, {"about", "around", "nearly", "almost", "roughly", "approximately", "over"}) ||
      (IsOneOf(start, {"more", "less"}) && Is(start + 1, "than")) ||
      (Is(start, "at") && IsOneOf(start + 1, {"least", "most"})) ||
      (Is(start, "up") && Is(start + 1, "to"))) {
    sense.approximate = true;
    start += IsOneOf(start, {"more", "less", "at", "up"}) ? 2 : 1;
  }
  if (Is(start, "the") && !OrdinalAt(start + 1) && AmountAt(start + 1)) ++start;
  auto amount = AmountAt(start);
  if (!amount) {
    // "for years", "for decades", "all day", "the whole week".
    const bool whole = IsOneOf(start, {"all", "entire", "whole", "full"});
    const size_t unit_at = whole ? SkipHyphen(start + 1) : start;
    const auto unit = UnitNamed(Lower(unit_at));
    if (!unit || *unit < TimeUnit::kHour || In(unit_at) == false) return std::nullopt;
    const bool plural = IsPluralUnit(Lower(unit_at));
    if (!(whole && !plural) &&
        !(plural && start > 0 && IsOneOf(start - 1, {"for", "in", "within", "over", "after"}))) {
      return std::nullopt;
    }
    TimeAmount length;
    length.unit = *unit;
    length.indefinite = plural;
    amount = Read<TimeAmount>{length, unit_at + 1};
  }
  size_t end = amount->end;
  // Ages: "a 45-year-old", "five years old", "a year-old ban".
  const size_t after = SkipHyphen(end);
  if (IsOneOf(after, {"old", "olds"}) || (Is(end, "of") && Is(end + 1, "age"))) return std::nullopt;
  const TimeUnit unit = amount->value.unit;
  // "a second", "a minute" and "one day" rarely measure anything.
  const bool article = IsOneOf(start, {"a", "an"}) && end == start + 2;
  if (article && (unit == TimeUnit::kSecond || unit == TimeUnit::kMinute)) return std::nullopt;
  const bool fraction = end > 2 && Is(end - 3, ".") && Glued(end - 2);  // "3.5 second"
  if (unit == TimeUnit::kSecond && IsOneOf(end - 1, {"second"}) && !Is(end - 2, "-") && !article &&
      !fraction) {
    return std::nullopt;
  }
  if (Is(start, "one") && IsOneOf(end - 1, {"day"}) && end == start + 2) return std::nullopt;
  if (article && unit == TimeUnit::kQuarter) return std::nullopt;
  // "five quarters" of a fruit and "a quarter" of anything.
  if (unit == TimeUnit::kQuarter && Is(end, "of")) return std::nullopt;
  if (article && start > 0) {
    // "$5 a day", "twice a week", "100 barrels a day": a rate.
    if (atoms_[start - 1].IsNumber() ||
        IsOneOf(start - 1, {"once", "twice", "times", "percent", "%", "million", "billion",
                            "dollars", "hours", "days", "barrels", "tonnes", "tons"})) {
      sense.repeated = true;
    }
  }
  sense.amount = amount->value;
  return Found(at, end, sense);
}

// "every Monday", "each month", "daily", "every two weeks", "Mondays".
TimeGrammar::Match TimeGrammar::Repeated(size_t at) const {
  TimeSense sense;
  sense.kind = Kind::kDuration;
  sense.repeated = true;
  TimeAmount length;
  if (IsOneOf(at, {"daily", "weekly", "monthly", "yearly", "annually", "hourly", "nightly"})) {
    if (atoms_[at].capital && at > 0) return std::nullopt;
    // Only adverbs: "a daily paper" says no time.
    const bool adverb =
        Is(at, "annually") || !In(at + 1) || !atoms_[at + 1].space_before ||
        IsOneOf(at + 1, {"and", "at", "in", "on", "by", "to", "from", "for", "since"});
    if (!adverb) return std::nullopt;
    length.unit = Is(at, "daily") || Is(at, "nightly") ? TimeUnit::kDay
                  : Is(at, "weekly")                   ? TimeUnit::kWeek
                  : Is(at, "monthly")                  ? TimeUnit::kMonth
                  : Is(at, "hourly")                   ? TimeUnit::kHour
                                                       : TimeUnit::kYear;
    sense.amount = length;
    return Found(at, at + 1, sense);
  }
  if (IsOneOf(at, {"once", "twice"}) && IsOneOf(at + 1, {"a", "an", "every", "per"})) {
    if (const auto unit = UnitNamed(Lower(at + 2))) {
      length.unit = *unit;
      sense.amount = length;
      return Found(at, at + 3, sense);
    }
  }
  if (const auto weekday =
          WeekdayNamed(Lower(at).ends_with('s') ? Lower(at).substr(0, Lower(at).size() - 1) : "");
      weekday && atoms_[at].capital && Lower(at).size() > 6) {
    sense.weekday = *weekday;
    length.unit = TimeUnit::kWeek;
    sense.amount = length;
    return Found(at, at + 1, sense);
  }
  if (!IsOneOf(at, {"every", "each"})) return std::nullopt;
  if (Is(at, "each") && Is(at + 1, "other")) return std::nullopt;
  const size_t next = IsOneOf(at + 1, {"other", "single"}) ? at + 2 : at + 1;
  length.count = Is(at + 1, "other") ? 2 : 1;
  if (const auto weekday = WeekdayAt(next)) {
    sense.weekday = weekday->value;
    length.unit = TimeUnit::kWeek;
    sense.amount = length;
    size_t end = weekday->end;
    if (DayPartNamed(Lower(end))) ++end;
    return Found(at, end, sense);
  }
  if (const auto month = MonthAt(next); month && atoms_[next].capital) {
    length.unit = TimeUnit::kYear;
    sense.amount = length;
    return Found(at, month->end, sense);
  }
  if (DayPartNamed(Lower(next)) || SeasonNamed(Lower(next))) {
    length.unit = DayPartNamed(Lower(next)) ? TimeUnit::kDay : TimeUnit::kYear;
    sense.amount = length;
    return Found(at, next + 1, sense);
  }
  if (const auto amount = AmountAt(next)) {
    sense.amount = amount->value;
    return Found(at, amount->end, sense);
  }
  if (const auto unit = UnitNamed(Lower(next))) {
    length.unit = *unit;
    sense.amount = length;
    return Found(at, next + 1, sense);
  }
  return std::nullopt;
}

// "the rest of the week", "the remainder of this year", "later in the year".
TimeGrammar::Match TimeGrammar::RestOfUnit(size_t at) const {
  const size_t word = SkipThe(at);
  int clip = 1;
  size_t next = word + 2;
  if (IsOneOf(word, {"rest", "remainder"}) && (Is(word + 1, "of") || Is(word + 1, "the"))) {
    if (Is(word + 1, "the")) next = word + 1;
  } else if (IsOneOf(word, {"earlier", "later"}) && IsOneOf(word + 1, {"in"})) {
    clip = Is(word, "earlier") ? -1 : 1;
  } else {
    return std::nullopt;
  }
  const bool whose = IsOneOf(next, {"the", "this", "that", "my", "your", "our"});
  if (!whose && (clip < 0 || Is(word, "later"))) return std::nullopt;
  const auto unit = UnitAt(whose ? next + 1 : next);
  if (!unit || unit->value < TimeUnit::kWeek || IsPluralUnit(Lower(unit->end - 1))) {
    return std::nullopt;
  }
  TimeSense sense = GridSense(unit->value, 0);
  sense.clip = clip;
  return Found(at, unit->end, sense);
}

// "year-end", "the end of the month", "the beginning of the year".
TimeGrammar::Match TimeGrammar::UnitEnd(size_t at) const {
  if (IsOneOf(at, {"year", "month"}) && Is(at + 1, "-") && Is(at + 2, "end")) {
    TimeSense sense = GridSense(*UnitNamed(Lower(at)), 0);
    sense.part = IntervalPart::kLate;
    return Found(at, at + 3, sense);
  }
  const auto part = PartAt(at);
  if (!part || !Is(part->end, "the") || !Is(part->end - 1, "of")) return std::nullopt;
  const auto unit = UnitNamed(Lower(part->end + 1));
  if (!unit || IsPluralUnit(Lower(part->end + 1)) || *unit < TimeUnit::kDay ||
      *unit > TimeUnit::kCentury) {
    return std::nullopt;
  }
  if (GluedMark(part->end + 2, "-")) return std::nullopt;
  TimeSense sense = GridSense(*unit, 0);
  sense.part = part->value;
  return Found(at, part->end + 2, sense);
}

}  // namespace dateline::nlp
