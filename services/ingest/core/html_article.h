// The article in an HTML page: its text in paragraphs, and what the page says
// about it.
//
//   HtmlArticle article = ReadHtmlArticle(bytes);
//   article.text.text          // "Headline\n\nFirst paragraph.\n\n..."
//   article.text.offsets       // back to the page's bytes
//   article.body_begin         // where "First" is
//
// The headline as it stands on the page, then the article's blocks as
// article_blocks.h chooses them, a blank line between blocks. Scripts, navigation,
// related links, comments, captions and notices are left out. Deterministic;
// thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_ARTICLE_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_ARTICLE_H_

#include <cstdint>
#include <string_view>

#include "services/ingest/core/metadata_finder.h"
#include "services/ingest/core/text_canonicalizer.h"

namespace dateline::ingest {

struct HtmlArticle {
  CanonicalText text;       // Empty if the page has none.
  uint32_t body_begin = 0;  // Behind the headline, if the text has one; else 0.
  FoundMetadata metadata;   // What markup and page say, not what the text does.
};

// `uri` is where the page was found; may be empty. REQUIRES: `page` is well-formed
// UTF-8, smaller than 4 GiB.
HtmlArticle ReadHtmlArticle(std::string_view page, std::string_view uri = {});

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_ARTICLE_H_
