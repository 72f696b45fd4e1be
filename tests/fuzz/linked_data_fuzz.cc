// Any bytes as the code of a JSON-LD script: read or passed over, never more objects
// than the code could hold.
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingest/core/linked_data.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<dateline::ingest::LinkedArticle> articles;
  dateline::ingest::ReadLinkedData({reinterpret_cast<const char*>(data), size}, articles);
  FUZZ_CHECK(articles.size() <= size / 2);
  for (const auto& article : articles) FUZZ_CHECK(article.authors.size() <= 50);
  return 0;
}
