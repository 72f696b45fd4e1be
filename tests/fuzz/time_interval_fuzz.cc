// Any string: what parses prints as something that parses to the same ends.
#include <cstdint>
#include <string_view>

#include "common/time/time_interval.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = dateline::ParseTimeInterval(text);
  if (!parsed.ok()) return 0;
  FUZZ_CHECK(!parsed->empty());
  const auto again = dateline::ParseTimeInterval(parsed->ToEdtf());
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(again->start.has_value() == parsed->start.has_value());
  FUZZ_CHECK(again->end.has_value() == parsed->end.has_value());
  FUZZ_CHECK(again->approximate == parsed->approximate);
  FUZZ_CHECK(again->ToEdtf() == parsed->ToEdtf());
  FUZZ_CHECK(parsed->Touches(*parsed) && parsed->Contains(*parsed));
  return 0;
}
