// A whole payload read in tests.
#ifndef DATELINE_SERVICES_INGEST_COLLECTIONS_TESTING_READ_COLLECTION_H_
#define DATELINE_SERVICES_INGEST_COLLECTIONS_TESTING_READ_COLLECTION_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "services/ingest/collections/collection_reader.h"

namespace dateline::ingest {

struct ReadPayload {
  std::vector<CollectionItem> items;
  absl::Status end;  // How it ended.
  uint64_t passed_over = 0;
};

// `cut` bytes at a time.
inline ReadPayload ReadCollection(std::string_view payload, const CollectionOptions& options = {},
                                  size_t cut = 64 * 1024) {
  ReadPayload read;
  absl::StatusOr<std::unique_ptr<CollectionReader>> reader = CollectionReader::Create(options);
  if (!reader.ok()) {
    read.end = reader.status();
    return read;
  }
  while (true) {
    CollectionItem item;
    const absl::StatusOr<CollectionStep> step = (*reader)->Next(item);
    read.end = step.status();
    read.passed_over = (*reader)->passed_over();
    if (!step.ok() || *step == CollectionStep::kEnd) return read;
    if (*step == CollectionStep::kItem) {
      read.items.push_back(std::move(item));
    } else if (payload.empty()) {
      (*reader)->Finish();
    } else {
      (*reader)->Add(payload.substr(0, cut));
      payload.remove_prefix(std::min(cut, payload.size()));
    }
  }
}

inline std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail ? detail->reason : "";
}

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_COLLECTIONS_TESTING_READ_COLLECTION_H_
