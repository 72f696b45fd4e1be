// Turns what the rules found into an Extraction: duplicates merged, entities
// in order of first mention, passages cut, agencies credited, odd dates noted.
//
// Deterministic. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_CORE_EXTRACTION_ASSEMBLER_H_
#define DATELINE_SERVICES_EXTRACTION_CORE_EXTRACTION_ASSEMBLER_H_

#include <string_view>

#include "common/fact/fact.h"
#include "services/extraction/patterns/fact_sink.h"

namespace dateline::extraction {

// `document` is the caller's; `sink` holds the drafts over the same text.
Extraction AssembleExtraction(const Document& document, std::string_view extractor_version,
                              const patterns::DocumentView& view, patterns::FactSink& sink);

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_CORE_EXTRACTION_ASSEMBLER_H_
