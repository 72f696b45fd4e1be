#include "services/extraction/nlp/model/english_bundle.h"

#include <cstddef>

// The linker's names for what english_bundle_data.S brings in.
extern "C" {
extern const char dateline_english_bundle[];
extern const char dateline_english_bundle_end[];
}

namespace dateline::nlp {

std::string_view EnglishBundleBytes() {
  return {dateline_english_bundle,
          static_cast<size_t>(dateline_english_bundle_end - dateline_english_bundle)};
}

}  // namespace dateline::nlp
