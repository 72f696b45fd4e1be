// Index entries in the order of a listing, one at a time, resumable.
//
//   DATELINE_ASSIGN_OR_RETURN(auto stream, OpenScanStream(view, scan, take, position,
//   cancellation)); DATELINE_ASSIGN_OR_RETURN(std::optional<FactIndexEntry> entry, stream->Next());
//   ... stream->position() resumes right after `entry` ...
//
// Here are two ways to make one: a scan of an index that has the order already,
// and a selection, which reads all entries and keeps the next few by a sort key,
// for orders that no index has. A third is in ordered_stream.h. Every way gives
// each fact once. Not thread-safe; lives within one request, and what it is
// given by reference must outlive it.
#ifndef DATELINE_SERVICES_QUERY_CORE_FACT_STREAM_H_
#define DATELINE_SERVICES_QUERY_CORE_FACT_STREAM_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/scan_cursor.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

class FactStream {
 public:
  virtual ~FactStream() = default;
  // The next entry, or nothing at the end.
  virtual absl::StatusOr<std::optional<FactIndexEntry>> Next() = 0;
  // Resumes right after the entry that Next() gave last. REQUIRES: it gave one.
  virtual std::string position() const = 0;
  // True if of the entries that Next() gives now only those count whose fact has
  // fewer than two origins: the others came before.
  virtual bool gives_single_origins() const { return false; }
};

// Entries of one fact must be neighbours in the scan. An unreadable `position`
// is PAGE_TOKEN_INVALID, here and below.
absl::StatusOr<std::unique_ptr<FactStream>> OpenScanStream(const FactBaseView& view, FactScan scan,
                                                           EntryFilter take,
                                                           std::string_view position,
                                                           const Cancellation& cancellation);

// What has two origins or more, by the scan `many` of such facts, and then what
// `single` gives for a position.
using StreamOpener =
    std::function<absl::StatusOr<std::unique_ptr<FactStream>>(std::string_view position)>;
absl::StatusOr<std::unique_ptr<FactStream>> OpenOriginsStream(const FactBaseView& view,
                                                              FactScan many, EntryFilter take,
                                                              StreamOpener single,
                                                              std::string_view position,
                                                              const Cancellation& cancellation);

// Sort key of an entry's fact, or nothing to leave it out. Keys are compared as
// bytes and end with the fact's id, so no two facts share one.
using EntryKey = std::function<absl::StatusOr<std::optional<std::string>>(const FactIndexEntry&)>;

// The union of `scans` by sort key. Keeps `window` entries in memory and reads
// the scans again for the next window: time grows with the number of entries,
// memory does not.
std::unique_ptr<FactStream> OpenSelectionStream(const FactBaseView& view,
                                                std::vector<FactScan> scans, EntryFilter take,
                                                EntryKey sort_key, size_t window,
                                                std::string_view position,
                                                const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_FACT_STREAM_H_
