// Whoever wants to know how the reading of documents goes, such as metrics.
//
// Implementations are thread-safe and return at once: they are called in the
// middle of the work.
#ifndef DATELINE_SERVICES_EXTRACTION_CORE_READING_OBSERVER_H_
#define DATELINE_SERVICES_EXTRACTION_CORE_READING_OBSERVER_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "absl/time/time.h"

namespace dateline::extraction {

// The stages in their order: those of the language pipeline, then the fact rules
// and putting together the answer.
inline constexpr std::array<std::string_view, 9> kReadingStages = {
    "segmentation", "grammar",  "name labels", "names",   "times",
    "quotes",       "entities", "fact rules",  "assembly"};

class ReadingObserver {
 public:
  virtual ~ReadingObserver() = default;
  // One stage has run over one document; `stage` is one of kReadingStages.
  virtual void StageRan(std::string_view stage, absl::Duration took) = 0;
  // A document was read for facts, and gave so many.
  virtual void DocumentRead(size_t text_bytes, size_t facts) = 0;
};

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_CORE_READING_OBSERVER_H_
