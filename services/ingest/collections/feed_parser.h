// Items of RSS (0.9x, 1.0, 2.0) and Atom (0.3, 1.0) feeds.
//
// libxml2 reads the feed as it comes. It loads no DTD, fetches nothing, and a feed that
// defines entities is refused, for such definitions serve to blow a document up; the names
// of HTML's entities are known without. Feeds are often not well-formed: what can be made
// out of an item is taken, with the note FEED_MALFORMED.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_FEED_PARSER_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_FEED_PARSER_H_

#include <memory>
#include <string_view>

#include "services/ingest/collections/item_parser.h"

namespace dateline::ingest {

// `uri` is where the feed is from; may be empty.
std::unique_ptr<ItemParser> MakeFeedParser(std::string_view uri);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_FEED_PARSER_H_
