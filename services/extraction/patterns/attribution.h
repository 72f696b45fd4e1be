// Gives every draft the chain of speakers whose words it lies in.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_ATTRIBUTION_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_ATTRIBUTION_H_

#include "services/extraction/patterns/fact_sink.h"

namespace dateline::patterns {

// Writes Attestation.attribution of all drafts, outermost speaker first, from
// the statements whose content holds them. The publisher is not included.
void AttributeDrafts(FactSink& sink);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_ATTRIBUTION_H_
