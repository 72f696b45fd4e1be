// Any bytes as JSON Lines, with and without a mapping (by the first byte): read or refused; the
// same items however the bytes are cut.
#include "tests/fuzz/collection_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  dateline::ingest::FieldMapping fields;
  if (data[0] % 2 == 1) {
    fields = {{"title", "headline"}, {"text", "a.b"}, {"bylines", "by"}, {"published_at", "date"}};
  }
  CheckCollection("application/jsonl", data + 1, size - 1, fields);
  return 0;
}
