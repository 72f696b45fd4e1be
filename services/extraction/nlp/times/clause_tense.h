// Whether the words around a time expression look ahead or back.
//
// A shallow guess for texts without a parse: the nearest verb group between
// the expression and the limits of its clause. Thread-safe: a pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_CLAUSE_TENSE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_CLAUSE_TENSE_H_

#include <cstddef>
#include <vector>

#include "services/extraction/nlp/times/time_atoms.h"
#include "services/extraction/nlp/times/time_resolver.h"

namespace dateline::nlp {

// The tense at atoms [begin, end). Looks at no more than some thirty atoms.
ClauseTense TenseAround(const std::vector<TimeAtom>& atoms, size_t begin, size_t end);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_CLAUSE_TENSE_H_
