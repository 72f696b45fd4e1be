// From a payload with many documents to one raw article after the other: feeds (RSS,
// Atom), WARC files, JSON Lines, each plain or under gzip or zstd.
//
//   DATELINE_ASSIGN_OR_RETURN(auto reader, CollectionReader::Create({.uri = path}));
//   CollectionItem item;
//   while (true) {
//     DATELINE_ASSIGN_OR_RETURN(CollectionStep step, reader->Next(item));
//     if (step == CollectionStep::kEnd) break;
//     if (step == CollectionStep::kItem) Submit(item);
//     if (step == CollectionStep::kNeedsBytes) file.Read(chunk) ? reader->Add(chunk) :
//     reader->Finish();
//   }
//
// Memory is that of one item and the bytes added last, however large the payload. Items
// come in order and the same however the bytes are cut. A broken item is given as
// such and the rest goes on. Nothing is fetched, no entity is expanded that the payload
// defines. Limits: kMaxContentBytes an item, decompressor.h for compression.
//
// Not thread-safe; several readers are independent of each other.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_COLLECTION_READER_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_COLLECTION_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/ingest/collections/item_parser.h"
#include "services/ingest/core/decompressor.h"
#include "services/ingest/core/media_type.h"

namespace dateline::ingest {

struct CollectionOptions {
  // As in CollectionHeader (ingest.proto): empty is told by content.
  std::string media_type;
  std::string uri;
  FieldMapping fields;
  ArticleMetadata defaults;
};

enum class CollectionStep { kItem, kNeedsBytes, kEnd };

// The collection that begins so, under compression or not; kNone for anything else. Some
// KiB are enough.
CollectionType PeekCollection(std::string_view start);

class CollectionReader {
 public:
  // MEDIA_TYPE_UNSUPPORTED for a type that is no collection, FIELD_INVALID for a mapping
  // of fields that no document has.
  static absl::StatusOr<std::unique_ptr<CollectionReader>> Create(CollectionOptions options);

  // The next bytes. REQUIRES: Next asked for them (or has not been called yet).
  void Add(std::string_view bytes);
  // There are no more.
  void Finish() { finished_ = true; }

  // `item` is set with kItem only. INVALID_ARGUMENT where nothing further can be read,
  // after all items before that place, and then always: COLLECTION_BROKEN,
  // CONTENT_ENCODING_BROKEN, EXPANSION_TOO_LARGE, MEDIA_TYPE_UNSUPPORTED (no collection
  // by its content) or DOCUMENT_EMPTY (no bytes at all).
  absl::StatusOr<CollectionStep> Next(CollectionItem& item);

  uint64_t items() const { return items_; }
  // Records that are no articles, so far.
  uint64_t passed_over() const { return parser_ == nullptr ? 0 : parser_->passed_over(); }

 private:
  struct Layer {
    explicit Layer(Compression compression) : decompressor(compression) {}
    Decompressor decompressor;
    std::string input;
    size_t used = 0;
  };

  explicit CollectionReader(CollectionOptions options);

  absl::StatusOr<bool> Pull(size_t level, std::string& out);
  absl::StatusOr<bool> ReadOn();
  absl::StatusOr<bool> FindStart();
  absl::Status ChooseParser();
  absl::StatusOr<bool> End();
  // REQUIRES: the parser is chosen.
  absl::Status SkipDamage(const absl::Status& damage);
  void Complete(CollectionItem& item);

  const CollectionOptions options_;
  CollectionType type_;
  std::string pending_;  // Added, and not read yet from pending_used_.
  size_t pending_used_ = 0;
  bool finished_ = false;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::string start_;  // Bytes kept until it is known what they are.
  std::unique_ptr<ItemParser> parser_;
  bool ended_ = false;
  bool resuming_ = false;  // Looks for the next gzip member behind damage.
  absl::Status broken_;
  uint64_t items_ = 0;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_COLLECTION_READER_H_
