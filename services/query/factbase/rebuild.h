// Makes a fact base anew from what was recorded in another: everything else in
// it follows from that.
//
//   DATELINE_ASSIGN_OR_RETURN(RebuildOutcome outcome,
//       RebuildFactBase({old_store.get(), old_key_spaces}, *empty_store, progress));
//
// The source may be of an older format or of older rules, as far as
// kOldestRebuildableFormat. Kept are the extractions that hold now, each with
// the moment of its recording. Not kept is what only the past knew: extractions
// that were replaced or removed, the change log, redirects of ids that nothing
// leads to any more.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_REBUILD_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_REBUILD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

// The oldest format whose extractions this program reads: since then they are
// StoredExtraction rows under `x` and the document in the key space
// "extractions".
inline constexpr uint32_t kOldestRebuildableFormat = 1;

// A store that holds a fact base, and the names of its key spaces in the order
// in which it was opened, which need not be those of this version.
struct RebuildSource {
  const OrderedStore* store = nullptr;
  std::vector<std::string> key_spaces;
};

struct RebuildOutcome {
  FactBaseVersion found;   // Of the source.
  uint64_t documents = 0;  // Recorded anew.
};

// By what the source was written. Errors as below, but for the target.
absl::StatusOr<FactBaseVersion> ReadFactBaseVersion(const RebuildSource& source);

// Told after each document how many of how many are done.
using RebuildProgress = std::function<void(uint64_t done, uint64_t total)>;

// `target` must be empty and opened with FactBase::KeySpaceNames().
// FAILED_PRECONDITION (STORE_FORMAT_UNSUPPORTED) if the source is none, or of a
// format that is newer or too old; DATA_LOSS (STORE_CORRUPT) for a row that
// does not parse; ALREADY_EXISTS for a target with something in it.
absl::StatusOr<RebuildOutcome> RebuildFactBase(const RebuildSource& source, OrderedStore& target,
                                               const RebuildProgress& progress,
                                               const FactBaseOptions& options = {});

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_REBUILD_H_
