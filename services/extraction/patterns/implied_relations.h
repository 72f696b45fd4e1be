// Leaves out relations that others of the same document say better.
//
// "special representative" of a ministry is no second office "representative"
// of it, and who holds an office of a body is not also listed as its member.
//
// Thread-safe: pure function of its argument; linear.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_IMPLIED_RELATIONS_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_IMPLIED_RELATIONS_H_

#include "services/extraction/patterns/fact_sink.h"

namespace dateline::patterns {

// Removes drafts of holds_position whose position ends another's for the same
// person and body, and of member_of for persons who hold a position there, where
// factuality agrees.
void DropImpliedRelations(FactSink& sink);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_IMPLIED_RELATIONS_H_
