// Any string as a token: opened or refused; what is sealed opens to itself.
#include <cstdint>
#include <string>
#include <string_view>

#include "services/query/core/sealed_token.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace query = dateline::query;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto payload = query::OpenToken('P', bytes)) {
    FUZZ_CHECK(query::OpenToken('P', query::SealToken('P', *payload)) == payload);
  }
  const auto opened = query::OpenToken('P', query::SealToken('P', bytes));
  FUZZ_CHECK(opened.has_value() && *opened == bytes);
  FUZZ_CHECK(!query::OpenToken('R', query::SealToken('P', bytes)).has_value());
  std::string_view rest = bytes;
  std::string piece;
  uint64_t number = 0;
  while (query::TakeUint64(&rest, &number) && query::TakeBytes(&rest, &piece)) {
  }
  return 0;
}
