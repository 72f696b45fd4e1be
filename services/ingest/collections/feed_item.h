// From what a feed says about an item to an article.
//
//   CollectionItem item = MakeFeedItem(head, entry);
//
// The article's content is a page made of the item: its title, and its content or else its
// summary, as HTML. Items that give only a summary are marked so: metadata.summary_only.
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_FEED_ITEM_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_FEED_ITEM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/collections/item_parser.h"

namespace dateline::ingest {

// Text of an element, and what kind of text it says it is.
struct FeedText {
  enum class Kind { kPlain, kHtml, kOther };
  std::string text;
  Kind kind = Kind::kHtml;
  bool given() const { return !text.empty(); }
};

// What a feed says about itself.
struct FeedHead {
  std::string uri;  // Where the feed is from.
  FeedText title;
  std::string link;
  std::string language;
  std::vector<std::string> authors;
};

// What a feed says about one item. Addresses are absolute where the feed has a base.
struct FeedEntry {
  uint64_t offset = 0;
  FeedText title;
  FeedText summary;
  FeedText content;
  std::string link;
  std::string id;             // guid, Atom's id or rdf:about.
  bool id_is_address = true;  // guid without isPermaLink="false".
  std::vector<std::string> authors;
  std::string published;
  std::string updated;
  std::string category;
  std::string language;
  std::string source;     // Title of the feed that it was taken over from.
  std::string publisher;  // dc:publisher.
  std::string malformed;  // What the parser had to mend.
  bool too_large = false;
};

CollectionItem MakeFeedItem(const FeedHead& head, const FeedEntry& entry);

// "Harbour Post" of "Harbour Post - World": the part of a feed's title that its address
// bears out, else the part before a separator.
std::string OutletOf(std::string_view feed_title, std::string_view link);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_FEED_ITEM_H_
