// Words that end in a stop without ending a sentence ("Mr.", "Inc.").
//
//   KindOfAbbreviation("Mr") == AbbreviationKind::kOpens
//
// Private to segmentation. Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_ABBREVIATIONS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_ABBREVIATIONS_H_

#include <cstdint>
#include <string_view>

namespace dateline::nlp {

enum class AbbreviationKind : uint8_t {
  kNone,
  kOpens,   // "Mr.", "approx.": what it belongs to follows, so no sentence ends there.
  kCloses,  // "Inc.", "Nov.", "etc.": a sentence may end there.
};

// `word` is without its stop and as written: most kinds need their capital.
AbbreviationKind KindOfAbbreviation(std::string_view word);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_ABBREVIATIONS_H_
