// Any bytes as a key: no part reads past the end, and what reads back as one
// string writes the same bytes again. Two strings order as their keys do.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/storage/ordered_key.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  dateline::KeyReader reader(bytes);
  std::string text;
  while (reader.String(&text)) {
    std::string again;
    dateline::AppendKeyString(&again, text);
    FUZZ_CHECK(again.size() <= size && bytes.find(again) != std::string_view::npos);
  }
  uint8_t byte = 0;
  uint32_t small = 0;
  uint64_t large = 0;
  int64_t number = 0;
  dateline::KeyReader numbers(bytes);
  while (numbers.Uint64(&large) && numbers.Int64(&number) && numbers.Descending(&large) &&
         numbers.Uint32(&small) && numbers.Byte(&byte)) {
  }
  const std::string_view left = bytes.substr(0, size / 2), right = bytes.substr(size / 2);
  std::string left_key, right_key;
  dateline::AppendKeyString(&left_key, left);
  dateline::AppendKeyString(&right_key, right);
  FUZZ_CHECK((left < right) == (left_key < right_key));
  const std::string after = dateline::AfterKeyPrefix(bytes);
  FUZZ_CHECK(after.empty() || after > std::string(bytes));
  return 0;
}
