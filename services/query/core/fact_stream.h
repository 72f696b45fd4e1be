// Index entries in the order of a listing, one at a time, resumable.
//
//   DATELINE_ASSIGN_OR_RETURN(auto stream, OpenScanStream(view, legs, take, position,
//   cancellation)); DATELINE_ASSIGN_OR_RETURN(std::optional<FactIndexEntry> entry, stream->Next());
//   ... stream->position() resumes right after `entry` ...
//
// Three ways to make one: a scan of an index that has the order already; the
// intersection of several such scans; and a selection, which reads all entries
// and keeps the next few by a sort key, for orders that no index has. Every way
// gives each fact once. Not thread-safe; lives within one request, and what it
// is given by reference must outlive it.
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
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

class FactStream {
 public:
  virtual ~FactStream() = default;
  // The next entry, or nothing at the end.
  virtual absl::StatusOr<std::optional<FactIndexEntry>> Next() = 0;
  // Resumes right after the entry that Next() gave last. REQUIRES: it gave one.
  virtual std::string position() const = 0;
};

// A part of an index scan. Undated entries come last in a forward scan and
// first in a backward one, so "latest first, undated last" takes two legs.
struct ScanLeg {
  FactScan scan;
  // Stops at the first entry with a valid start.
  bool undated_only = false;
};

// Says whether an entry is wanted, before its fact is fetched.
using EntryFilter = std::function<bool(const FactIndexEntry&)>;

// The legs one after the other. Entries of one fact must be neighbours in each.
// An unreadable `position` is PAGE_TOKEN_INVALID, here and below.
absl::StatusOr<std::unique_ptr<FactStream>> OpenScanStream(const FactBaseView& view,
                                                           std::vector<ScanLeg> legs,
                                                           EntryFilter take,
                                                           std::string_view position,
                                                           const Cancellation& cancellation);

// Facts that are in every scan of a leg, leg after leg. All scans of a leg run
// in the same direction and order by valid start and fact id.
absl::StatusOr<std::unique_ptr<FactStream>> OpenIntersectionStream(
    const FactBaseView& view, std::vector<std::vector<ScanLeg>> legs, EntryFilter take,
    std::string_view position, const Cancellation& cancellation);

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
