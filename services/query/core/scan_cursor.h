// An index scan as something to pull from, in batches, so that several scans
// can be read side by side.
//
//   ScanCursor cursor(view, scan, take, cancellation);
//   DATELINE_RETURN_IF_ERROR(cursor.Advance());
//   while (cursor.entry() != nullptr) { ...; DATELINE_RETURN_IF_ERROR(cursor.Advance()); }
//
// Not thread-safe; lives within one request.
#ifndef DATELINE_SERVICES_QUERY_CORE_SCAN_CURSOR_H_
#define DATELINE_SERVICES_QUERY_CORE_SCAN_CURSOR_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/query/core/cancellation.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

// Says whether an entry is wanted, before its fact is fetched.
using EntryFilter = std::function<bool(const FactIndexEntry&)>;

// Whether `a` comes before `b` in an index by valid start (undated last) and id
// that is read in this direction.
bool ComesBefore(const FactPlace& a, const FactPlace& b,
                 ScanDirection direction = ScanDirection::kForward);
FactPlace PlaceOf(const FactIndexEntry& entry);

class ScanCursor {
 public:
  // Starts before the first entry of `scan`. Gives entries that `take` takes;
  // an empty one takes all. `cancellation` must outlive the cursor.
  ScanCursor(FactBaseView view, FactScan scan, EntryFilter take, const Cancellation& cancellation);

  // To the next entry.
  absl::Status Advance();
  // To the first entry, from here on, that does not come before `place`: at a
  // cost that does not depend on how many are between. For dated indexes.
  absl::Status SeekTo(const FactPlace& place);
  // The entry, or null at the end and before the first Advance() or SeekTo().
  // Lasts until the cursor moves.
  const FactIndexEntry* entry() const { return next_ == 0 ? nullptr : &batch_[next_ - 1]; }

 private:
  absl::Status Refill();
  void Finish();

  FactBaseView view_;
  FactScan scan_;
  EntryFilter take_;
  const Cancellation* cancellation_;
  std::vector<FactIndexEntry> batch_;
  size_t next_ = 0;  // Index in batch_ of what Advance() goes to.
  size_t batch_size_;
  bool exhausted_ = false;  // The scan has nothing after batch_.
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SCAN_CURSOR_H_
