// What the text says about the document itself: agencies it credits as a whole
// and dates that contradict its date of publication.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_CORE_DOCUMENT_CHECKS_H_
#define DATELINE_SERVICES_EXTRACTION_CORE_DOCUMENT_CHECKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/fact/fact.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::extraction {

// DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE, DOCUMENT_BINARY (NUL bytes) or
// DOCUMENT_NOT_UTF8; OK otherwise.
absl::Status CheckText(std::string_view text);

// Whether facts are read in the document's language: English, or not known.
bool IsReadLanguage(const Document& document);

// "Based on materials from X", "Source: X", "LIMA (X) -", in order, each once.
std::vector<std::string> FindCreditedAgencies(const nlp::AnnotatedDocument& document);

// DATES_DISAGREE where the text reports as past what lies after its date of
// publication.
std::vector<DocumentWarning> FindDateWarnings(const Document& document,
                                              const nlp::AnnotatedDocument& annotated);

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_CORE_DOCUMENT_CHECKS_H_
