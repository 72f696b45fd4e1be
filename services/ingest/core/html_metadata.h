// What the markup of a page says about its article: JSON-LD, meta elements,
// <time>, headings.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_

#include <cstdint>

#include "services/ingest/core/html_tree.h"
#include "services/ingest/core/metadata_finder.h"

namespace dateline::ingest {

// The nodes from `begin` to before `end` hold the article. Fields that the markup
// does not give stay empty.
FoundMetadata ReadHtmlMetadata(const HtmlTree& tree, uint32_t begin, uint32_t end);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_
