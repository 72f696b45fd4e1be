// Facts by valid time that are in several parts of the base at once: unions of
// index scans, intersected.
//
//   // Events of a meeting type in which one of two people takes part.
//   OpenOrderedStream(view, {{.any_of = {OfEntity(a), OfEntity(b)}}, {.any_of = {meetings}}},
//                     {.direction = ScanDirection::kBackward}, "", cancellation);
//
// An intersection skips: where one scan is far ahead the others seek to it, so
// the rarest decides what it costs. Not thread-safe; lives within one request.
#ifndef DATELINE_SERVICES_QUERY_CORE_ORDERED_STREAM_H_
#define DATELINE_SERVICES_QUERY_CORE_ORDERED_STREAM_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/core/fact_stream.h"
#include "services/query/core/time_window.h"

namespace dateline::query {

// Facts that at least one scan gives. Scans are of dated indexes; direction and
// bounds of time are set when they are opened.
struct ScanGroup {
  std::vector<FactScan> any_of;
  EntryFilter take;  // Empty: all.
};

struct TimeOrder {
  // Backward: latest first. Undated facts come last in both.
  ScanDirection direction = ScanDirection::kForward;
  // Leaves out facts without a valid start.
  bool dated_only = false;
  // Entries that cannot touch it are left out where the index shows that; the
  // caller checks the rest.
  TimeWindow window;
  // Facts without any valid time are wanted too, although there is a window: what
  // has no time holds as of any date.
  bool timeless = false;
};

// Facts that are in all groups; at least one.
absl::StatusOr<std::unique_ptr<FactStream>> OpenOrderedStream(const FactBaseView& view,
                                                              std::vector<ScanGroup> all_of,
                                                              const TimeOrder& order,
                                                              std::string_view position,
                                                              const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_ORDERED_STREAM_H_
