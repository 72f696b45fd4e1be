// The dateline of a report: where, when and by which agency it was filed.
//
//   DatelineEnd("LIMA, March 6 (Example Agency) – The talks ...")  // offset of "The"
//
// A place in capitals, then at most a region, a date and an agency, then a
// dash. Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_DATELINE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_DATELINE_H_

#include <cstddef>
#include <string_view>

namespace dateline::nlp {

// Where the report goes on after its dateline; 0 if `paragraph` has none.
// REQUIRES: `paragraph` is the first of the running text.
size_t DatelineEnd(std::string_view paragraph);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_SEGMENTATION_DATELINE_H_
