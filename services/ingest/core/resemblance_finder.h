// Says what a document is to those received before it: the same words again, a
// later version of the same article, a syndicated copy, or like none.
//
//   ResemblanceFinder finder(*view);
//   for (each uncompared document, by receipt) DATELINE_RETURN_IF_ERROR(finder.Compare(sequence,
//   id));
//   ... store what finder.Take() gives ...
//
// Candidates come from the index of sketches (copy_index.h); each is then read and
// compared word by word (text_likeness.h), at most kMaxComparisons for a document,
// whatever the store holds.
//
// Documents of one round see each other. Not thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_RESEMBLANCE_FINDER_H_
#define DATELINE_SERVICES_INGEST_CORE_RESEMBLANCE_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "services/ingest/core/copy_index.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

// Documents that one may be said to resemble.
inline constexpr size_t kMaxResembled = 5;
// Documents that one is compared with.
inline constexpr size_t kMaxComparisons = 16;

// What a round found, to be written in one batch.
struct ComparedDocuments {
  struct One {
    uint64_t sequence = 0;
    std::string document_id;
    bool is_gone = false;  // Deleted, or damaged: nothing is kept of it.
    std::vector<Resemblance> resembled;
  };
  std::vector<One> documents;
  std::map<std::string, CopyIndexEntry> index_entries;  // By key.
};

class ResemblanceFinder {
 public:
  // `view` must outlive this.
  explicit ResemblanceFinder(const ReadView& view);
  ~ResemblanceFinder();

  absl::Status Compare(uint64_t sequence, const std::string& document_id);

  ComparedDocuments Take();

 private:
  struct Subject;

  absl::StatusOr<const Subject*> Read(const std::string& document_id);
  absl::StatusOr<std::vector<const Subject*>> ReadCandidates(const Subject& subject,
                                                             const CopyCandidates& candidates);
  std::vector<std::string> ResembledBy(const Subject& candidate) const;

  const ReadView& view_;
  CopyIndexChange index_;
  std::map<std::string, std::unique_ptr<const Subject>> read_;
  std::map<std::string, std::vector<Resemblance>> found_;  // Of this round, by document.
  ComparedDocuments compared_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_RESEMBLANCE_FINDER_H_
