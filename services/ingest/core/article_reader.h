// From submitted bytes to an article: the one place that decides what the text
// of a document is. Used by the ingest service and by `dateline extract --local`,
// so both see the same text, offsets and ids.
//
//   DATELINE_ASSIGN_OR_RETURN(Article article, ReadArticle({.content = bytes, .uri = uri}));
//   article.document.text        // canonical (text_canonicalizer.h)
//   article.document.id          // HashedId({uri, content})
//
// Thread-safe: pure functions. Deterministic: the same input gives the same
// article everywhere.
#ifndef DATELINE_SERVICES_INGEST_CORE_ARTICLE_READER_H_
#define DATELINE_SERVICES_INGEST_CORE_ARTICLE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "services/ingest/core/text_canonicalizer.h"

namespace dateline::ingest {

inline constexpr size_t kMaxContentBytes = 10 * 1024 * 1024;
inline constexpr size_t kMaxUriBytes = 2048;

// What the client knows better than the text says; empty fields are looked for
// in the article.
struct ArticleMetadata {
  std::string publisher;
  std::string title;
  std::vector<std::string> bylines;
  std::string published_at;  // `YYYY-MM-DD` or RFC 3339 date-time.
  std::string language;      // BCP 47 tag.
};

struct RawArticle {
  std::string content;     // 1 byte to kMaxContentBytes.
  std::string media_type;  // "text/plain" or "text/html", charset allowed; empty: sniffed.
  std::string uri;         // At most kMaxUriBytes; may be empty.
  ArticleMetadata metadata;
};

struct Article {
  // Everything but credited_agencies, which the extractor finds.
  Document document;
  std::string media_type;  // What it was read as, without parameters.
  std::vector<DocumentWarning> warnings;
  OffsetMap offsets;  // From document.text back to the submitted bytes.
  // The main text in document.text: without the headline that an HTML page's text
  // starts with.
  ByteSpan body;
};

// Version of what this makes of given bytes; raised whenever text or offsets may
// come out otherwise. Kept with each document (ingest_records.proto).
inline constexpr uint32_t kArticleReaderVersion = 2;

// Nothing is fetched, whatever a document names. Time grows with the size of the
// content. INVALID_ARGUMENT with reason DOCUMENT_EMPTY (no text, or only white space),
// DOCUMENT_TOO_LARGE, DOCUMENT_BINARY (NUL or other control bytes; in a page, many of
// them), DOCUMENT_NOT_UTF8 (plain text of no declared charset), MEDIA_TYPE_UNSUPPORTED,
// TIME_INVALID (metadata.published_at) or FIELD_INVALID (uri or metadata too long, not
// UTF-8, no language tag). Warnings: BYTES_REPLACED, DATES_DISAGREE, NOT_ENGLISH,
// PAYWALL_STUB, PUBLISHER_CONFUSABLE, TEXT_TRUNCATED.
absl::StatusOr<Article> ReadArticle(const RawArticle& raw);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_ARTICLE_READER_H_
