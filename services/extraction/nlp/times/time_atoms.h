// The words of a sentence as the time grammar sees them: runs of digits, runs
// of letters and single marks, so that it makes no difference whether a
// tokenizer keeps "mid-March", "5th" or "10pm" whole.
//
//   TimeAtoms({"10pm", "on", "5th", "May"}) -> 10 pm on 5 th May
//
// Thread-safe: pure functions of their arguments.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_ATOMS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_ATOMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/byte_span.h"
#include "services/extraction/nlp/times/calendar_arithmetic.h"

namespace dateline::nlp {

// One token of the sentence, as the caller has it.
struct TimeToken {
  std::string_view text;
  uint32_t begin = 0;  // Offset of its first byte.
  bool space_after = true;
};

struct TimeAtom {
  std::string text;   // As written.
  std::string lower;  // In lower case; dashes and hyphens of every length as "-".
  ByteSpan span;
  uint32_t token = 0;         // Position of the token it is part of.
  bool space_before = false;  // Or the sentence begins here.
  bool capital = false;       // Begins with a capital letter.
  int64_t number = -1;        // Value of up to nine digits; -1 for all else.
  int digits = 0;             // Number of digits.

  bool IsNumber() const { return number >= 0; }
};

std::vector<TimeAtom> SplitIntoAtoms(const std::vector<TimeToken>& tokens);

// What single lower-case words mean; nothing if they mean nothing of the kind.
std::optional<int> MonthNamed(std::string_view lower);      // 1 to 12, "sept" too
std::optional<int> WeekdayNamed(std::string_view lower);    // 1 Monday to 7, "thu" too
std::optional<TimeUnit> UnitNamed(std::string_view lower);  // "year", "years", "yr"
std::optional<Season> SeasonNamed(std::string_view lower);
std::optional<DayPart> DayPartNamed(std::string_view lower);
std::optional<int> SmallNumberNamed(std::string_view lower);  // "zero" to "ninety"
std::optional<int> OrdinalNamed(std::string_view lower);      // "first" to "thirty", "thirtieth"
// True for "march", "may", "sat" and other words that mean something else too.
bool IsDoubtfulCalendarWord(std::string_view lower);
// True for the plural: "weeks".
bool IsPluralUnit(std::string_view lower);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_ATOMS_H_
