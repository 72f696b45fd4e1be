// Any bytes as the text of a document, through segmentation and all stages and
// rules: refused or read, with all evidence inside the text on character
// boundaries.
#include <cstdint>
#include <string>

#include "common/text/utf8.h"
#include "services/extraction/core/extractor.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

const dateline::extraction::Extractor& SharedExtractor() {
  static const auto* const extractor = dateline::extraction::Extractor::Create()->release();
  return *extractor;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  dateline::Document document;
  document.publisher = "Example Wire";
  document.published_at = dateline::TimeInterval::Day(absl::CivilDay(2019, 5, 15));
  document.text.assign(reinterpret_cast<const char*>(data), size);
  const auto extraction = SharedExtractor().Extract(document);
  if (!extraction.ok()) return 0;
  for (const auto& fact : extraction->facts) {
    for (const auto& evidence : fact.attestation.evidence) {
      const dateline::ByteSpan span = evidence.span;
      FUZZ_CHECK(span.begin < span.end && span.end <= size);
      FUZZ_CHECK(dateline::IsCharacterBoundary(document.text, span.begin));
      FUZZ_CHECK(dateline::IsCharacterBoundary(document.text, span.end));
    }
  }
  return 0;
}
