// Any bytes as plain text, HTML or unknown (by the first byte): read or refused,
// and what is read is well-formed, not empty and the same the second time.
#include <cstdint>
#include <string>

#include "common/text/utf8.h"
#include "services/ingest/core/article_reader.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kTypes[] = {"text/plain", "text/html", ""};
  dateline::ingest::RawArticle raw;
  raw.media_type = kTypes[data[0] % 3];
  raw.uri = "https://news.example/one";
  raw.content.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto article = dateline::ingest::ReadArticle(raw);
  if (!article.ok()) return 0;
  FUZZ_CHECK(!article->document.text.empty());
  FUZZ_CHECK(!dateline::FindInvalidUtf8(article->document.text));
  const auto again = dateline::ingest::ReadArticle(raw);
  FUZZ_CHECK(again.ok() && again->document.text == article->document.text);
  FUZZ_CHECK(again->document.id == article->document.id);
  return 0;
}
