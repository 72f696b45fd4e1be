// How likely a careful reader is to agree with an open proposition.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CONFIDENCE_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CONFIDENCE_H_

#include "services/extraction/patterns/open_propositions.h"

namespace dateline::patterns {

// A logistic function of construction, lengths and shape; thread-safe.
double EstimateConfidence(const OpenProposition& proposition);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_CLAIM_CONFIDENCE_H_
