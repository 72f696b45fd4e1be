// Whose doing it is that another verb's object or oblique is asked for or judged
// by: "accused Vance of leaving", "ordered Vance to leave", "called on Vance to
// leave". The subject of the verb in front is not it.
//
//   const int64_t vance = ControllingPhrase(view, leave, order);
//
// Thread-safe: a pure function; linear in what hangs from the two verbs.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_SUBJECT_CONTROL_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_SUBJECT_CONTROL_H_

#include <cstdint>

#include "services/extraction/patterns/document_view.h"

namespace dateline::patterns {

// The head of the phrase that does what `verb` says, an infinitive or gerund that
// hangs from `governor` as an adverbial; -1 if none but the subject of `governor`.
int64_t ControllingPhrase(const DocumentView& view, uint32_t verb, uint32_t governor);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_SUBJECT_CONTROL_H_
