#include "services/extraction/nlp/times/time_grammar.h"

#include <algorithm>

namespace dateline::nlp {

bool TimeGrammar::IsOneOf(size_t at, std::initializer_list<std::string_view> words) const {
  return In(at) && std::find(words.begin(), words.end(), atoms_[at].lower) != words.end();
}

std::string_view TimeGrammar::Before(size_t at) const {
  if (at > 0 && Is(at - 1, "the")) --at;
  return at == 0 ? std::string_view() : std::string_view(atoms_[at - 1].lower);
}

bool TimeGrammar::GluedMark(size_t at, std::string_view mark) const {
  return Is(at, mark) && Glued(at) && Glued(at + 1);
}

size_t TimeGrammar::SkipStop(size_t at) const { return Is(at, ".") && Glued(at) ? at + 1 : at; }

bool TimeGrammar::PrepositionBefore(size_t at) const {
  static constexpr std::string_view kPrepositions[] = {
      "in",         "since",   "by",     "until",  "till",      "of",       "from",
      "to",         "last",    "next",   "this",   "early",     "late",     "mid",
      "for",        "through", "during", "before", "after",     "between",  "every",
      "each",       "past",    "around", "about",  "beginning", "on",       "starting",
      "throughout", "through", "circa",  "c",      "coming",    "previous", "following"};
  std::string_view before = Before(at);
  if (before == "-" && at > 1) before = atoms_[at - 2].lower;
  return std::find(std::begin(kPrepositions), std::end(kPrepositions), before) !=
         std::end(kPrepositions);
}

TimeGrammar::Match TimeGrammar::Found(size_t begin, size_t end, TimeSense sense) {
  return FoundTime{begin, end, std::move(sense)};
}

void TimeGrammar::Keep(Match& best, Match candidate) {
  if (candidate && (!best || candidate->end > best->end)) best = std::move(candidate);
}

std::optional<TimeGrammar::Read<int>> TimeGrammar::MonthAt(size_t at) const {
  const auto month = MonthNamed(Lower(at));
  if (!month) return std::nullopt;
  const bool abbreviated = atoms_[at].lower.size() <= 4 && !IsOneOf(at, {"may", "june", "july"});
  if (IsOneOf(at, {"mar", "may", "sep"}) && !atoms_[at].capital) return std::nullopt;
  return Read<int>{*month, abbreviated ? SkipStop(at + 1) : at + 1};
}

std::optional<TimeGrammar::Read<int>> TimeGrammar::WeekdayAt(size_t at) const {
  const auto weekday = WeekdayNamed(Lower(at));
  if (!weekday) return std::nullopt;
  const bool abbreviated = atoms_[at].lower.size() <= 5;
  return Read<int>{*weekday, abbreviated ? SkipStop(at + 1) : at + 1};
}

std::optional<TimeGrammar::Read<int>> TimeGrammar::WordNumberAt(size_t at) const {
  const auto first = SmallNumberNamed(Lower(at));
  if (!first) return std::nullopt;
  if (*first >= 20) {
    const size_t next = SkipHyphen(at + 1);
    const auto second = SmallNumberNamed(Lower(next));
    if (second && *second >= 1 && *second <= 9) return Read<int>{*first + *second, next + 1};
  }
  return Read<int>{*first, at + 1};
}

std::optional<TimeGrammar::Read<int>> TimeGrammar::OrdinalAt(size_t at) const {
  if (In(at) && atoms_[at].IsNumber() && atoms_[at].digits <= 2 && Glued(at + 1) &&
      IsOneOf(at + 1, {"st", "nd", "rd", "th"})) {
    return Read<int>{static_cast<int>(atoms_[at].number), at + 2};
  }
  if (const auto word = OrdinalNamed(Lower(at))) return Read<int>{*word, at + 1};
  const auto tens = SmallNumberNamed(Lower(at));
  if (tens && *tens >= 20) {
    const size_t next = SkipHyphen(at + 1);
    const auto ones = OrdinalNamed(Lower(next));
    if (ones && *ones <= 9) return Read<int>{*tens + *ones, next + 1};
  }
  return std::nullopt;
}

std::optional<TimeGrammar::Read<int>> TimeGrammar::DayNumberAt(size_t at) const {
  std::optional<Read<int>> out = OrdinalAt(at);
  if (!out && In(at) && atoms_[at].IsNumber() && atoms_[at].digits <= 2) {
    out = Read<int>{static_cast<int>(atoms_[at].number), at + 1};
  }
  if (!out || out->value < 1 || out->value > 31) return std::nullopt;
  return out;
}

std::optional<TimeGrammar::Read<int64_t>> TimeGrammar::YearAt(size_t at) const {
  if (!In(at)) return std::nullopt;
  const TimeAtom& atom = atoms_[at];
  if (atom.digits == 4 && atom.number >= 1000 && atom.number <= 2999) {
    return Read<int64_t>{atom.number, at + 1};
  }
  if (Is(at, "'") && In(at + 1) && Glued(at + 1) && atoms_[at + 1].digits == 2) {
    const int64_t year = atoms_[at + 1].number;
    return Read<int64_t>{year + (year < 40 ? 2000 : 1900), at + 2};
  }
  // "nineteen ninety-six", "twenty twenty-one", "two thousand and four".
  const auto first = SmallNumberNamed(Lower(at));
  if (!first) return std::nullopt;
  if (*first == 2 && Is(at + 1, "thousand")) {
    const size_t next = Is(at + 2, "and") ? at + 3 : at + 2;
    if (const auto rest = WordNumberAt(next)) return Read<int64_t>{2000 + rest->value, rest->end};
    return Read<int64_t>{2000, at + 2};
  }
  if (*first < 16 || *first > 20) return std::nullopt;
  const auto rest = WordNumberAt(SkipHyphen(at + 1));
  if (!rest || rest->value < 10) return std::nullopt;
  return Read<int64_t>{*first * 100 + rest->value, rest->end};
}

std::optional<TimeGrammar::Read<TimeUnit>> TimeGrammar::UnitAt(size_t at) const {
  if (IsOneOf(at, {"calendar", "fiscal", "academic", "financial", "school", "business", "working",
                   "trading", "consecutive", "straight", "full", "whole", "more", "long"})) {
    ++at;
  }
  // "3h"
  if (Is(at, "h") && Glued(at) && atoms_[at - 1].IsNumber()) {
    return Read<TimeUnit>{TimeUnit::kHour, at + 1};
  }
  const auto unit = UnitNamed(Lower(at));
  if (!unit) return std::nullopt;
  return Read<TimeUnit>{*unit, at + 1};
}

std::optional<TimeGrammar::Read<double>> TimeGrammar::CountAt(size_t at) const {
  if (!In(at)) return std::nullopt;
  double value = 0;
  size_t end = at;
  if (atoms_[at].IsNumber()) {
    value = static_cast<double>(atoms_[at].number);
    end = at + 1;
    if (GluedMark(end, ",") && In(end + 1) && atoms_[end + 1].digits == 3) {
      value = value * 1000 + static_cast<double>(atoms_[end + 1].number);
      end += 2;
    } else if (GluedMark(end, ".") && In(end + 1) && Glued(end + 1) &&
               atoms_[end + 1].digits >= 1 && atoms_[end + 1].digits <= 2) {
      value +=
          static_cast<double>(atoms_[end + 1].number) / (atoms_[end + 1].digits == 1 ? 10 : 100);
      end += 2;
    } else if (In(end) && atoms_[end].number == 1 && GluedMark(end + 1, "/") && Is(end + 2, "2")) {
      value += 0.5;  // "2 1/2"
      end += 3;
    }
  } else if (const auto words = WordNumberAt(at)) {
    value = words->value;
    end = words->end;
    if (Is(end, "hundred")) {
      value *= 100;
      ++end;
    }
  } else if (IsOneOf(at, {"a", "an"})) {
    value = 1;
    end = at + 1;
    if (Is(end, "couple") && Is(end + 1, "of")) {
      value = 2;
      end += 2;
    } else if (Is(end, "couple")) {
      value = 2;
      ++end;
    } else if (Is(end, "dozen")) {
      value = 12;
      ++end;
    } else if (Is(end, "hundred")) {
      value = 100;
      ++end;
    }
  } else {
    return std::nullopt;
  }
  if (Is(end, "and") && IsOneOf(end + 1, {"a"}) && Is(end + 2, "half")) {
    value += 0.5;
    end += 3;
  }
  return Read<double>{value, end};
}

std::optional<TimeGrammar::Read<TimeAmount>> TimeGrammar::AmountAt(size_t at, int depth) const {
  TimeAmount amount;
  size_t end = at;
  if (IsOneOf(at, {"half", "a", "an"}) &&
      (Is(at, "half") ? IsOneOf(at + 1, {"a", "an"}) : Is(at + 1, "half"))) {
    const size_t unit_at = SkipHyphen(at + 2);  // "half a year", "a half-year"
    if (const auto unit = UnitNamed(Lower(unit_at))) {
      amount.count = 0.5;
      amount.unit = *unit;
      return Read<TimeAmount>{amount, unit_at + 1};
    }
  }
  if (Is(at, "half")) {  // "half hour"
    const auto unit = UnitNamed(Lower(SkipHyphen(at + 1)));
    if (unit && *unit != TimeUnit::kSecond) {
      amount.count = 0.5;
      amount.unit = *unit;
      return Read<TimeAmount>{amount, SkipHyphen(at + 1) + 1};
    }
  }
  if (IsOneOf(at, {"several", "many", "some", "few", "numerous", "countless"})) {
    amount.indefinite = true;
    end = at + 1;
  } else if (Is(at, "a") && (Is(at + 1, "few") || Is(at + 1, "number"))) {
    amount.indefinite = true;
    end = Is(at + 2, "of") ? at + 3 : at + 2;
  } else if (Is(at, "another")) {
    end = at + 1;
  } else if (Is(at, "couple") && Is(at + 1, "of")) {
    amount.count = 2;
    end = at + 2;
  } else if (const auto count = CountAt(at)) {
    amount.count = count->value;
    end = count->end;
    // "12 to 18 months": so many at the most, but not one number.
    if (IsOneOf(end, {"to", "or", "-"})) {
      if (const auto second = CountAt(end + 1); second && second->value > amount.count) {
        amount.indefinite = true;
        end = second->end;
      }
    }
  } else {
    return std::nullopt;
  }
  const auto unit = UnitAt(SkipHyphen(end));
  if (!unit) return std::nullopt;
  if (amount.indefinite && !IsPluralUnit(atoms_[unit->end - 1].lower) && !Is(end, "-")) {
    return std::nullopt;
  }
  amount.unit = unit->value;
  end = unit->end;
  const size_t half = Is(end, "and") && Is(end + 1, "a") ? end + 2 : end + 1;
  if (Is(end, "and") && Is(half, "half") && !UnitNamed(Lower(half + 1)) &&
      !IsOneOf(half + 1, {"a", "an", "of"})) {
    amount.count += 0.5;  // "a year and a half", "an hour and half"
    return Read<TimeAmount>{amount, half + 1};
  }
  // "one year, two months and ten days".
  size_t next = SkipComma(end);
  if (Is(next, "and")) ++next;
  if (In(next) && (atoms_[next].IsNumber() || SmallNumberNamed(Lower(next))) && depth < 4) {
    const auto more = AmountAt(next, depth + 1);
    if (more && more->value.unit != amount.unit && !amount.indefinite && !more->value.indefinite) {
      amount.more.push_back(more->value);
      amount.more.insert(amount.more.end(), more->value.more.begin(), more->value.more.end());
      amount.more.front().more.clear();
      end = more->end;
    }
  }
  return Read<TimeAmount>{amount, end};
}

std::optional<TimeGrammar::Read<IntervalPart>> TimeGrammar::PartAt(size_t at) const {
  const auto after_of = [&](IntervalPart part, size_t next) -> std::optional<Read<IntervalPart>> {
    if (!Is(next, "of")) return std::nullopt;
    return Read<IntervalPart>{part, next + 1};
  };
  const size_t word = SkipThe(at);
  if (IsOneOf(word, {"early", "earlier"})) {
    return Read<IntervalPart>{IntervalPart::kEarly,
                              Is(word + 1, "in") ? word + 2 : SkipHyphen(word + 1)};
  }
  if (IsOneOf(word, {"late", "later"})) {
    return Read<IntervalPart>{IntervalPart::kLate,
                              Is(word + 1, "in") ? word + 2 : SkipHyphen(word + 1)};
  }
  if (Is(word, "mid")) return Read<IntervalPart>{IntervalPart::kMiddle, SkipHyphen(word + 1)};
  if (IsOneOf(word, {"beginning", "start", "opening"})) {
    return after_of(IntervalPart::kEarly, word + 1);
  }
  if (Is(word, "middle")) return after_of(IntervalPart::kMiddle, word + 1);
  if (IsOneOf(word, {"end", "close"})) return after_of(IntervalPart::kLate, word + 1);
  if (Is(word, "early") && Is(word + 1, "part")) return after_of(IntervalPart::kEarly, word + 2);
  return std::nullopt;
}

std::optional<TimeGrammar::Read<int>> TimeGrammar::OffsetAt(size_t at) const {
  struct Zone {
    std::string_view name;
    int minutes;
  };
  static constexpr Zone kZones[] = {{"gmt", 0},    {"utc", 0},    {"z", 0},      {"msk", 180},
                                    {"cet", 60},   {"cest", 120}, {"eet", 120},  {"eest", 180},
                                    {"est", -300}, {"edt", -240}, {"pst", -480}, {"pdt", -420}};
  const auto digits_offset = [&](size_t sign) -> std::optional<Read<int>> {
    if (!IsOneOf(sign, {"+", "-"}) || !In(sign + 1) || !Glued(sign + 1)) return std::nullopt;
    const TimeAtom& hours = atoms_[sign + 1];
    if (!hours.IsNumber() || hours.digits > 4 || hours.digits == 3) return std::nullopt;
    int64_t minutes =
        hours.digits == 4 ? hours.number / 100 * 60 + hours.number % 100 : hours.number * 60;
    size_t end = sign + 2;
    if (hours.digits <= 2 && GluedMark(end, ":") && In(end + 1) && atoms_[end + 1].digits == 2) {
      minutes += atoms_[end + 1].number;
      end += 2;
    }
    if (minutes > 14 * 60) return std::nullopt;
    return Read<int>{static_cast<int>(Is(sign, "-") ? -minutes : minutes), end};
  };
  for (const Zone& zone : kZones) {
    if (!Is(at, zone.name) || !atoms_[at].capital) continue;
    if (zone.minutes == 0 && Glued(at + 1)) {
      if (const auto further = digits_offset(at + 1)) return further;  // "GMT+5"
    }
    return Read<int>{zone.minutes, at + 1};
  }
  return Glued(at) ? digits_offset(at) : std::nullopt;
}

std::optional<TimeGrammar::Read<ClockTime>> TimeGrammar::ClockAt(size_t at) const {
  ClockTime clock;
  if (IsOneOf(at, {"noon", "midday", "midnight"})) {
    clock.part = *DayPartNamed(Lower(at));
    return Read<ClockTime>{clock, at + 1};
  }
  if (!In(at)) return std::nullopt;
  size_t end = at + 1;
  if (atoms_[at].IsNumber()) {
    clock.hour = static_cast<int>(std::min<int64_t>(atoms_[at].number, 9999));
  } else if (const auto word = WordNumberAt(at); word && word->value >= 1 && word->value <= 12) {
    clock.hour = word->value;
    end = word->end;
  } else {
    return std::nullopt;
  }
  bool minutes = false;
  bool stop_minutes = false;
  const bool zone_follows = In(end) && atoms_[end].capital && OffsetAt(end).has_value();
  if (atoms_[at].digits == 4 && zone_follows) {  // "1800 GMT"
    clock.minute = *clock.hour % 100;
    *clock.hour /= 100;
    minutes = true;
  } else if ((GluedMark(end, ":") || GluedMark(end, ".")) && In(end + 1) &&
             atoms_[end + 1].digits == 2 && atoms_[at].digits <= 2 && atoms_[at].IsNumber()) {
    clock.minute = static_cast<int>(atoms_[end + 1].number);
    minutes = true;
    stop_minutes = Is(end, ".");
    end += 2;
    if (GluedMark(end, ":") && In(end + 1) && atoms_[end + 1].digits == 2) {
      clock.second = static_cast<int>(atoms_[end + 1].number);
      end += 2;
    }
  }
  bool marked = false;
  if (IsOneOf(end, {"am", "pm"}) ||
      (IsOneOf(end, {"a", "p"}) && Is(SkipStop(end + 1), "m") && SkipStop(end + 1) > end + 1)) {
    const bool afternoon = Lower(end).front() == 'p';
    end = IsOneOf(end, {"am", "pm"}) ? end + 1 : SkipStop(SkipStop(end + 1) + 1);
    if (*clock.hour < 1 || *clock.hour > 12) return std::nullopt;
    clock.hour = *clock.hour % 12 + (afternoon ? 12 : 0);
    marked = true;
    clock.to_the_hour = !minutes;
  } else if (Is(end, "o") && Is(end + 1, "'") && Is(end + 2, "clock")) {
    end += 3;
    marked = true;
    clock.to_the_hour = true;
  } else if (IsOneOf(end, {"h", "hrs", "hours"}) && minutes) {
    ++end;
    marked = true;
  }
  if (!marked && (!minutes || (stop_minutes && !OffsetAt(end)))) return std::nullopt;
  if (*clock.hour > 24 || clock.minute > 59 || clock.second.value_or(0) > 59) return std::nullopt;
  if (*clock.hour == 24 && (clock.minute > 0 || clock.second)) return std::nullopt;
  if (const auto offset = OffsetAt(end)) {
    clock.utc_offset_minutes = offset->value;
    end = offset->end;
  } else if (IsOneOf(end, {"local", "moscow"}) && Is(end + 1, "time")) {
    end += 2;
  }
  return Read<ClockTime>{clock, end};
}

std::vector<FoundTime> FindTimes(const std::vector<TimeAtom>& atoms) {
  const TimeGrammar grammar(atoms);
  std::vector<FoundTime> out;
  for (size_t at = 0; at < atoms.size();) {
    std::optional<FoundTime> found = grammar.At(at);
    if (!found) {
      ++at;
      continue;
    }
    at = found->end;
    out.push_back(*std::move(found));
  }
  return out;
}

}  // namespace dateline::nlp
