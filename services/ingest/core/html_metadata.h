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

// `root` is the index of the element that holds the article. Fields that the
// markup does not give stay empty.
FoundMetadata ReadHtmlMetadata(const HtmlTree& tree, uint32_t root);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_METADATA_H_
