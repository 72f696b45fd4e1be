// Key space `copy_index`: which stored documents have an address, a text or a band
// of their sketches (text_sketch.h) in common.
//
//   const CopyKeys keys = CopyKeysOf(document, SketchOf(WordsOfText(text)));
//   CopyIndexChange index(*view);
//   DATELINE_ASSIGN_OR_RETURN(CopyCandidates like_it, index.Find(keys));
//   DATELINE_RETURN_IF_ERROR(index.Add(keys, document.id));
//   ... write index.entries() ...
//
// A key keeps the newest of its documents and room for few of them, so that what a
// lookup reads does not grow with the store. What has more documents is a phrase
// of a mould or boilerplate, and says the less of a document the more have it: a
// candidate's weight is the sum, over the bands in common, of one part of each
// band's documents. A text that many print keeps being found, for every copy of it
// leads to the first (resemblance_finder.h).
#ifndef DATELINE_SERVICES_INGEST_CORE_COPY_INDEX_H_
#define DATELINE_SERVICES_INGEST_CORE_COPY_INDEX_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "common/storage/ordered_store.h"
#include "services/ingest/core/commit_queue.h"
#include "services/ingest/core/text_sketch.h"

namespace dateline::ingest {

// Documents that one key keeps.
inline constexpr size_t kMaxDocumentsOfAddress = 64;
inline constexpr size_t kMaxDocumentsOfWords = 16;
inline constexpr size_t kMaxDocumentsOfBand = 32;

// The keys that a document stands under.
struct CopyKeys {
  std::string address;  // Empty if it has none.
  std::string words;
  std::vector<std::string> bands;

  std::vector<std::string> All() const;
};

CopyKeys CopyKeysOf(const Document& document, const TextSketch& sketch);

// The documents under one key, by receipt.
struct CopyIndexEntry {
  std::vector<std::string> document_ids;
  bool has_left_out = false;  // Older ones, for want of room.

  bool Has(std::string_view document_id) const;
};

// How many a key of this tag keeps.
size_t CapacityOf(std::string_view key);

std::string EncodeCopyIndexEntry(const CopyIndexEntry& entry);
// DATA_LOSS (STORE_CORRUPT).
absl::StatusOr<CopyIndexEntry> DecodeCopyIndexEntry(std::string_view key, std::string_view bytes);

// Documents that may be like another, best first; without those that the index
// has no room for.
struct CopyCandidates {
  std::vector<std::string> same_address;  // The newest first.
  std::vector<std::string> same_words;    // The oldest first.
  std::vector<std::string> near;          // At most kMaxNearCandidates.
};

inline constexpr size_t kMaxNearCandidates = 4;

// Lookups and additions that see each other, for one batch. Not thread-safe.
class CopyIndexChange {
 public:
  // `view` must outlive this.
  explicit CopyIndexChange(const ReadView& view) : view_(view) {}

  absl::StatusOr<CopyCandidates> Find(const CopyKeys& keys);
  // REQUIRES: the document is not there.
  absl::Status Add(const CopyKeys& keys, const std::string& document_id);

  // What has changed, by key.
  const std::map<std::string, CopyIndexEntry>& entries() const { return changed_; }

 private:
  // Reads those of `keys` that were not read before.
  absl::Status Load(const std::vector<std::string>& keys);

  const ReadView& view_;
  std::map<std::string, CopyIndexEntry> read_;
  std::map<std::string, CopyIndexEntry> changed_;
};

// Takes a document out of the index, whether it was there or not.
absl::Status EraseFromCopyIndex(Transaction& transaction, const CopyKeys& keys,
                                std::string_view document_id);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_COPY_INDEX_H_
