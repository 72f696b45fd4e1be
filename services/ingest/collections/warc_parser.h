// Pages in WARC files (ISO 28500), versions 0.17 to 1.1.
//
// Taken are `response` records that hold a page or text with HTTP status 200, and
// `resource` and `conversion` records of these types. Redirects, errors, images,
// requests, revisits and the like are passed over and counted. The date of a record says when it
// was fetched, not when the article was published, and is not used. Behind a broken record the next
// one is looked for.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_WARC_PARSER_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_WARC_PARSER_H_

#include <memory>

#include "services/ingest/collections/item_parser.h"

namespace dateline::ingest {

inline constexpr size_t kMaxWarcHeaderBytes = 64 * 1024;

std::unique_ptr<ItemParser> MakeWarcParser();

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_WARC_PARSER_H_
