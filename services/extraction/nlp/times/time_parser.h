// Finds the time expressions of one sentence and says what they mean, as far as
// the words alone do.
//
//   auto atoms = SplitIntoAtoms(tokens);   // "two days ago in late June 2019"
//   for (const FoundTime& found : FindTimes(atoms)) ...
//       -> [0, 3) kPoint day -2;  [4, 7) month 6, year 2019, part kLate
//
// Prepositions are not part of an expression, save those of ranges ("from May
// to July"). Deterministic, linear in the number of atoms (looks ahead a bounded
// number of them). Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_PARSER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_PARSER_H_

#include <cstddef>
#include <vector>

#include "services/extraction/nlp/times/time_atoms.h"
#include "services/extraction/nlp/times/time_sense.h"

namespace dateline::nlp {

// Atoms [begin, end) mean `sense`. Never empty.
struct FoundTime {
  size_t begin = 0;
  size_t end = 0;
  TimeSense sense;
};

// In order, not overlapping; of those that begin at one place the longest.
std::vector<FoundTime> FindTimes(const std::vector<TimeAtom>& atoms);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_PARSER_H_
