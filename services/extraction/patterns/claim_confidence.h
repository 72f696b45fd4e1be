// How likely a careful reader is to agree with an open proposition.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CONFIDENCE_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CONFIDENCE_H_

#include <cstddef>

#include "services/extraction/patterns/open_propositions.h"

namespace dateline::patterns {

// What the estimate looks at besides the proposition itself.
struct PropositionShape {
  bool coordinated_objects = false;
  // The relation took a preposition ("lives in").
  bool took_preposition = false;
  size_t obliques = 0;
  size_t sentence_words = 0;
};

// A logistic function of construction, lengths and shape; thread-safe.
double EstimateConfidence(const OpenProposition& proposition, const PropositionShape& shape);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CONFIDENCE_H_
