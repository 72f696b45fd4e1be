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
  std::string section;
  std::string updated_at;     // As published_at.
  bool summary_only = false;  // The content is a summary of the article.
};

struct RawArticle {
  std::string content;  // 1 byte to kMaxContentBytes.
  // "text/plain", "text/html" or "message/rfc822", charset allowed; empty: sniffed. Content
  // that is compressed (decompressor.h) is unpacked first, up to kMaxContentBytes.
  std::string media_type;
  std::string uri;  // At most kMaxUriBytes; may be empty. See CheckDocumentUri.
  ArticleMetadata metadata;
};

struct Article {
  // Everything but credited_agencies, which the extractor finds.
  Document document;
  std::string media_type;  // What it was read as, without parameters.
  std::vector<DocumentWarning> warnings;
  // From document.text back to the submitted bytes; where these were compressed or a
  // message, to the text that was in them.
  OffsetMap offsets;
  // The main text in document.text: without the headline that an HTML page's text
  // starts with.
  ByteSpan body;
};

// Version of what this makes of given bytes; raised whenever text or offsets may
// come out otherwise. Kept with each document (ingest_records.proto).
inline constexpr uint32_t kArticleReaderVersion = 3;

// Years that something can have been published in: before the first newspaper and long
// after today nothing was. Dates of other years are refused from the client, and passed
// over with a warning in the article.
inline constexpr int kFirstPublicationYear = 1600;
inline constexpr int kLastPublicationYear = 2199;

// Nothing is fetched, whatever a document names. Time grows with the size of the
// content. INVALID_ARGUMENT with reason DOCUMENT_EMPTY (no text, or only white space),
// DOCUMENT_TOO_LARGE, DOCUMENT_BINARY (NUL or other control bytes; in a page, many of
// them), DOCUMENT_NOT_UTF8 (plain text of no declared charset), MEDIA_TYPE_UNSUPPORTED,
// CONTENT_ENCODING_BROKEN, EXPANSION_TOO_LARGE, TIME_INVALID (metadata.published_at or
// updated_at) or FIELD_INVALID (uri or metadata too long, not UTF-8, no language tag, an
// address that a browser would run). Warnings: BYTES_REPLACED, DATES_DISAGREE,
// DATE_IMPLAUSIBLE, HOST_CONFUSABLE, NOT_ENGLISH, PAYWALL_STUB, PUBLISHER_CONFUSABLE,
// SUMMARY_ONLY, TEXT_TRUNCATED.
absl::StatusOr<Article> ReadArticle(const RawArticle& raw);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_ARTICLE_READER_H_
