// One leg of an index scan as something to pull from, in batches, so that
// several scans can be read side by side.
//
//   ScanCursor cursor(view, leg, after, cancellation);
//   DATELINE_RETURN_IF_ERROR(cursor.Advance());
//   while (cursor.entry() != nullptr) { ...; DATELINE_RETURN_IF_ERROR(cursor.Advance()); }
//
// Not thread-safe; lives within one request.
#ifndef DATELINE_SERVICES_QUERY_CORE_SCAN_CURSOR_H_
#define DATELINE_SERVICES_QUERY_CORE_SCAN_CURSOR_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/fact_stream.h"
#include "services/query/factbase/fact_base_view.h"

namespace dateline::query {

class ScanCursor {
 public:
  // Starts before the first entry after `after` (empty: of the leg).
  // `cancellation` must outlive the cursor.
  ScanCursor(FactBaseView view, ScanLeg leg, std::string_view after,
             const Cancellation& cancellation);

  // To the next entry.
  absl::Status Advance();
  // The entry, or null at the end. Lasts until Advance().
  const FactIndexEntry* entry() const;

 private:
  absl::Status Refill();

  FactBaseView view_;
  ScanLeg leg_;
  const Cancellation* cancellation_;
  std::vector<FactIndexEntry> batch_;
  size_t next_ = 0;  // Index in batch_ of what Advance() goes to.
  size_t batch_size_;
  bool exhausted_ = false;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SCAN_CURSOR_H_
