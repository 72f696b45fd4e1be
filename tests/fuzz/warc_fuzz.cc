// Any bytes as a WARC file: read or refused; the same items however the bytes are cut.
#include "tests/fuzz/collection_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  CheckCollection("application/warc", data, size);
  return 0;
}
