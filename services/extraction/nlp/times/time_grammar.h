// The rules behind time_parser.h. Private to it: each rule looks at one place
// and gives what it found there, or nothing.
//
// Thread-safe as long as the atoms stay as they are.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_GRAMMAR_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_GRAMMAR_H_

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "services/extraction/nlp/times/time_atoms.h"
#include "services/extraction/nlp/times/time_parser.h"
#include "services/extraction/nlp/times/time_sense.h"

namespace dateline::nlp {

class TimeGrammar {
 public:
  using Match = std::optional<FoundTime>;

  // Keeps a reference to `atoms`.
  explicit TimeGrammar(const std::vector<TimeAtom>& atoms) : atoms_(atoms) {}

  // The longest expression that begins at `at`.
  Match At(size_t at) const;

 private:
  // A value read at some place and where it ends.
  template <typename T>
  struct Read {
    T value;
    size_t end;
  };

  // --- looking at atoms (time_grammar.cc) ---
  bool In(size_t at) const { return at < atoms_.size(); }
  std::string_view Lower(size_t at) const {
    return In(at) ? std::string_view(atoms_[at].lower) : std::string_view();
  }
  bool Is(size_t at, std::string_view word) const { return In(at) && atoms_[at].lower == word; }
  bool IsOneOf(size_t at, std::initializer_list<std::string_view> words) const;
  // The atom before `at`, skipping "the".
  std::string_view Before(size_t at) const;
  // No space between the atom before and this one.
  bool Glued(size_t at) const { return In(at) && at > 0 && !atoms_[at].space_before; }
  bool GluedMark(size_t at, std::string_view mark) const;
  size_t SkipThe(size_t at) const { return Is(at, "the") ? at + 1 : at; }
  size_t SkipHyphen(size_t at) const { return Is(at, "-") ? at + 1 : at; }
  size_t SkipStop(size_t at) const;  // The stop of an abbreviation.
  size_t SkipComma(size_t at) const { return Is(at, ",") ? at + 1 : at; }
  bool PrepositionBefore(size_t at) const;
  bool PhraseEnds(size_t at) const;

  // --- numbers (time_grammar.cc) ---
  std::optional<Read<int>> MonthAt(size_t at) const;
  std::optional<Read<int>> WeekdayAt(size_t at) const;
  std::optional<Read<int>> DayNumberAt(size_t at) const;   // "5", "5th", "fifth"
  std::optional<Read<int>> OrdinalAt(size_t at) const;     // "5th", "twenty-first"
  std::optional<Read<int64_t>> YearAt(size_t at) const;    // "1992", "'92", in words
  std::optional<Read<int>> WordNumberAt(size_t at) const;  // "twenty-one": below 100
  std::optional<Read<double>> CountAt(size_t at) const;    // "12", "1,200", "two and a half"
  std::optional<Read<TimeAmount>> AmountAt(size_t at, int depth = 0) const;
  std::optional<Read<TimeUnit>> UnitAt(size_t at) const;
  std::optional<Read<IntervalPart>> PartAt(size_t at) const;  // "early", "the end of the"
  std::optional<Read<ClockTime>> ClockAt(size_t at) const;
  std::optional<Read<int>> OffsetAt(size_t at) const;  // "GMT", "+03:00"
  // Number and unit, with what may stand between and before them.
  static Match Found(size_t begin, size_t end, TimeSense sense);
  static void Keep(Match& best, Match candidate);

  // --- dates (date_rules.cc) ---
  Match CalendarCore(size_t at) const;
  Match NumericDate(size_t at) const;
  Match CompactDate(size_t at) const;
  Match MonthFirst(size_t at) const;
  Match DayFirst(size_t at) const;
  Match WeekdayFirst(size_t at) const;
  Match BareYear(size_t at) const;
  Match DecadeRule(size_t at) const;
  Match CenturyRule(size_t at) const;
  Match QuarterRule(size_t at) const;
  Match SeasonRule(size_t at) const;
  Match FiscalYear(size_t at) const;
  Match HolidayRule(size_t at) const;
  Match DayOfMonth(size_t at) const;
  Match WeekOf(size_t at) const;
  Match Weekend(size_t at) const;
  Match NthOf(size_t at) const;        // "the second Friday of May", "the last week of 2019"
  Match YearFirst(size_t at) const;    // "2016 June", "2016-11", "11/2016"
  Match MonthAndDay(size_t at) const;  // "on 4/22"
  bool BareMonthAllowed(size_t at, size_t end) const;
  bool AfterNoDay(size_t month) const;
  // "of 2019", ", 2019", "last year" after a part of a year.
  size_t TakeYear(size_t at, TimeSense& sense) const;

  // --- relative expressions (relative_rules.cc) ---
  Match RelativeCore(size_t at) const;
  Match DayWord(size_t at) const;
  Match Vague(size_t at) const;
  Match DeicticUnit(size_t at) const;  // "last week", "the same day"
  Match DeicticName(size_t at) const;  // "last Friday", "next March"
  Match AgoOrLater(size_t at) const;
  Match InAmount(size_t at) const;
  Match LastAmount(size_t at) const;
  Match Duration(size_t at) const;
  Match Repeated(size_t at) const;
  Match UnitEnd(size_t at) const;     // "year-end", "the end of the month"
  Match RestOfUnit(size_t at) const;  // "the rest of the week", "later in the year"
  std::optional<Read<int>> DirectionAt(size_t at) const;

  // --- putting together (compound_rules.cc) ---
  Match Simple(size_t at) const;  // A core with its part: "late last year".
  Match Timed(size_t at) const;   // With its time of day.
  Match Range(size_t at) const;
  Match RangeWithin(size_t at) const;  // "2 - 4 September", "September 2-4"
  Match DaysBeforeMonth(size_t begin, int day, size_t at_last) const;
  Match YearRange(size_t at) const;
  Match DaysOfWeek(size_t at) const;  // "next week from Tuesday to Friday"
  Match ClockFirst(size_t at) const;
  bool ConnectsRange(size_t at, bool between, size_t* next) const;
  static bool FillEnds(TimeSense& from, TimeSense& to);
  bool PartOfSomethingElse(const FoundTime& found) const;

  const std::vector<TimeAtom>& atoms_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_GRAMMAR_H_
