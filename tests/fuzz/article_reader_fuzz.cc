// Any bytes as plain text, HTML in several character sets or unknown (by the first
// byte): read or refused, and what is read is well-formed, not empty, leads back into
// the bytes and is the same the second time.
#include <cstdint>
#include <string>

#include "common/text/utf8.h"
#include "services/ingest/core/article_reader.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kTypes[] = {"text/plain",
                                           "text/html",
                                           "",
                                           "text/html; charset=windows-1251",
                                           "text/html; charset=shift_jis",
                                           "text/html; charset=utf-16"};
  dateline::ingest::RawArticle raw;
  raw.media_type = kTypes[data[0] % 6];
  raw.uri = "https://news.example/one";
  raw.content.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto article = dateline::ingest::ReadArticle(raw);
  if (!article.ok()) return 0;
  FUZZ_CHECK(!article->document.text.empty());
  FUZZ_CHECK(!dateline::FindInvalidUtf8(article->document.text));
  FUZZ_CHECK(article->body.begin <= article->body.end);
  FUZZ_CHECK(article->body.end == article->document.text.size());
  for (uint32_t i = 0; i < article->document.text.size(); ++i) {
    FUZZ_CHECK(article->offsets.SourceOf(i).end <= raw.content.size());
  }
  const std::string& address = article->document.canonical_url;
  FUZZ_CHECK(address.empty() || (address[0] | 0x20) == 'h');
  const auto again = dateline::ingest::ReadArticle(raw);
  FUZZ_CHECK(again.ok() && again->document.text == article->document.text);
  FUZZ_CHECK(again->document.id == article->document.id);
  return 0;
}
