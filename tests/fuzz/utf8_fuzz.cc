// Any bytes: truncation keeps well-formed text well-formed, and folding does so
// too and changes nothing the second time.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/text/folding.h"
#include "common/text/utf8.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto bad = dateline::FindInvalidUtf8(text)) {
    FUZZ_CHECK(*bad < size);
    FUZZ_CHECK(!dateline::FindInvalidUtf8(text.substr(0, *bad)));
    return 0;
  }
  for (size_t at = 0; at <= size; at += 1 + size / 16) {
    const std::string_view cut = dateline::TruncateUtf8(text, at);
    FUZZ_CHECK(cut.size() <= at && !dateline::FindInvalidUtf8(cut));
    FUZZ_CHECK(dateline::IsCharacterBoundary(text, cut.size()));
  }
  const std::string folded = dateline::FoldForMatching(text);
  FUZZ_CHECK(!dateline::FindInvalidUtf8(folded));
  const std::string collapsed = dateline::CollapseWhiteSpace(text);
  FUZZ_CHECK(!dateline::FindInvalidUtf8(collapsed));
  FUZZ_CHECK(dateline::CollapseWhiteSpace(collapsed) == collapsed);
  return 0;
}
