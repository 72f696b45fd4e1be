// What a page says about its article: by JSON-LD, meta elements and microdata, and
// where these are silent by what stands visibly around the headline.
//
// Thread-safe: pure functions. Linear in the page.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_

#include <string_view>

#include "services/ingest/core/article_place.h"
#include "services/ingest/core/html_tree.h"
#include "services/ingest/core/metadata_finder.h"
#include "services/ingest/core/page_markup.h"

namespace dateline::ingest {

// Fields that the page does not give stay empty. Finds place.headline. `uri` is where
// the page was found; may be empty.
FoundMetadata ReadHtmlMetadata(const HtmlTree& tree, const PageMarkup& markup, std::string_view uri,
                               ArticlePlace& place);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_
