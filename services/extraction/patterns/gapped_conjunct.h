// A second participle that leaves out the auxiliary of the first and has a
// subject of its own: "Seven were killed and [23 injured]".
//
//   if (const auto gap = GappedConjunctAt(view, injured)) gap->subject;  // "23"
//
// Thread-safe: a pure function; linear in what hangs from the verb.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_GAPPED_CONJUNCT_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_GAPPED_CONJUNCT_H_

#include <cstdint>
#include <optional>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

struct GappedConjunct {
  uint32_t first = 0;    // The verb with the auxiliary: "killed".
  uint32_t subject = 0;  // Head of the verb's own subject: "23".
};

// Nothing if the verb has an auxiliary, or shares its subject too ("were seized
// and burned"). Holds whether or not the tree knows the number for a subject.
std::optional<GappedConjunct> GappedConjunctAt(const DocumentView& view, uint32_t verb);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_GAPPED_CONJUNCT_H_
