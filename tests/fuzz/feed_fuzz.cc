// Any bytes as a feed: read or refused; the same items however the bytes are cut; no item at an
// address that a browser would run, and none that the ingest service would find malformed
// but for its text.
#include "tests/fuzz/collection_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  CheckCollection("application/xml", data, size);
  return 0;
}
