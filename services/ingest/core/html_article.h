// The article in an HTML page: its text in paragraphs, and what the page's
// markup says about it.
//
//   HtmlArticle article = ReadHtmlArticle(bytes);
//   article.text.text          // "Heading\n\nFirst paragraph.\n\n..."
//   article.text.offsets       // back to the page's bytes
//
// Takes the article element (or what serves as one), leaves out scripts,
// navigation, asides, forms, captions and footers, and separates blocks by a
// blank line. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_ARTICLE_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_ARTICLE_H_

#include <string_view>

#include "services/ingest/core/metadata_finder.h"
#include "services/ingest/core/text_canonicalizer.h"

namespace dateline::ingest {

struct HtmlArticle {
  CanonicalText text;      // Empty if the page has none.
  FoundMetadata metadata;  // From the markup alone: meta elements, JSON-LD, <time>.
};

// REQUIRES: `page` is well-formed UTF-8, smaller than 4 GiB.
HtmlArticle ReadHtmlArticle(std::string_view page);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_ARTICLE_H_
