// Any UTF-8 as tokens: a match covers some of them and its readings are real;
// any bytes as data: read or refused.
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/text/utf8.h"
#include "services/extraction/nlp/gazetteer/gazetteer.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using dateline::nlp::Gazetteer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (dateline::FindInvalidUtf8(text)) return 0;
  if (text.starts_with("#")) {
    (void)Gazetteer::Create(text).ok();
    return 0;
  }
  std::vector<std::string_view> tokens;
  for (std::string_view rest = text;;) {
    const size_t gap = rest.find(' ');
    tokens.push_back(rest.substr(0, gap));
    if (gap == std::string_view::npos) break;
    rest.remove_prefix(gap + 1);
  }
  const Gazetteer& gazetteer = Gazetteer::Default();
  const absl::Span<const std::string_view> all(tokens);
  for (size_t at = 0; at < tokens.size(); ++at) {
    const auto match = gazetteer.Lookup(all.subspan(at));
    if (!match) continue;
    FUZZ_CHECK(match->tokens >= 1 && match->tokens <= tokens.size() - at);
    FUZZ_CHECK(!match->readings.empty() && !match->best().canonical.empty());
  }
  (void)gazetteer.Find(text);
  return 0;
}
