// What the readers of feeds, WARC files and JSON Lines have in common. For
// collection_reader.h, which everybody else uses.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_ITEM_PARSER_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_ITEM_PARSER_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/fact/fact.h"
#include "services/ingest/core/article_reader.h"

namespace dateline::ingest {

// From fields of documents to the names that lines use for them (ingest.proto,
// CollectionHeader.fields).
using FieldMapping = std::map<std::string, std::string>;

struct CollectionItem {
  uint64_t index = 0;   // From 0.
  uint64_t offset = 0;  // Where it begins, in bytes of the payload after unpacking.
  // Why it could not be read; then `article` has no content, but may have a URI.
  absl::Status problem;
  RawArticle article;
  // What was odd about it and is not part of the article: DATE_IMPLAUSIBLE,
  // FEED_MALFORMED.
  std::vector<DocumentWarning> notes;
};

class ItemParser {
 public:
  virtual ~ItemParser() = default;

  // Reads on. INVALID_ARGUMENT (COLLECTION_BROKEN) where nothing further can be read; the
  // items before that place are whole.
  virtual absl::Status Consume(std::string_view bytes) = 0;
  // Reads what Consume put off until more would come: nothing follows, or what does is lost.
  virtual absl::Status Flush() { return absl::OkStatus(); }
  // There are no more bytes. REQUIRES: flushed.
  virtual absl::Status Finish() = 0;
  // Bytes were lost here, and what follows begins a new record. False if the format has no such
  // beginnings.
  virtual bool SkipDamage(const absl::Status& damage) { return false; }

  bool has_item() const { return !items_.empty(); }
  CollectionItem TakeItem() {
    CollectionItem item = std::move(items_.front());
    items_.pop_front();
    return item;
  }
  uint64_t passed_over() const { return passed_over_; }

 protected:
  std::deque<CollectionItem> items_;
  uint64_t passed_over_ = 0;
};

// COLLECTION_BROKEN and ITEM_BROKEN, with where.
absl::Status CollectionBroken(std::string_view message, uint64_t offset);
absl::Status ItemBroken(std::string_view message, uint64_t offset);
absl::Status ItemTooLarge(std::string_view uri, uint64_t size);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_ITEM_PARSER_H_
