// Counts what waits for delivery: by state and priority, and by source. Decides
// whether more may be taken on.
//
//   BacklogMeter meter({.max_waiting = 100'000});
//   DATELINE_RETURN_IF_ERROR(meter.Admit(source, Priority::kNormal, retry_after));
//   meter.Add(queued);                                       // once it is on disk
//
// Room is shared so that nobody can take all of it. A source may hold at most
// four times the room that is left, a submitter with many publishers eight times:
// alone, one source fills four fifths and leaves the rest to whoever comes next.
// Only what is as urgent or more urgent counts against it, so an archive that
// somebody sends does not keep out the same sender's news; and the last fifth of
// all room is closed to backfill, the last tenth to everything but breaking news.
// Re-extraction takes no room: it feeds itself bit by bit.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_BACKLOG_METER_H_
#define DATELINE_SERVICES_INGEST_CORE_BACKLOG_METER_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

struct BacklogLimits {
  // Documents that may wait before more are refused; those of one batch may
  // exceed it. More rides out longer outages of the services behind; each costs
  // about half a kilobyte of memory.
  uint64_t max_waiting = 100'000;
};

struct QueueDepth {
  DeliveryState state = DeliveryState::kUnspecified;
  Priority priority = Priority::kUnspecified;
  uint64_t documents = 0;
  absl::Time oldest_queued_at;
};

struct SourceBacklog {
  DeliverySource source;
  uint64_t documents = 0;
};

class BacklogMeter {
 public:
  explicit BacklogMeter(const BacklogLimits& limits) : limits_(limits) {}

  // OK, or RESOURCE_EXHAUSTED (QUEUE_FULL) that tells the client to wait
  // `retry_after`.
  absl::Status Admit(const DeliverySource& source, Priority priority,
                     absl::Duration retry_after) const;

  void Add(const QueuedDocument& queued);
  // REQUIRES: was added with the same values.
  void Remove(const QueuedDocument& queued);

  // Documents that wait, re-extraction among them.
  uint64_t waiting() const;
  // Of these, those of one priority.
  uint64_t waiting(Priority priority) const;
  // Room for more that is as urgent as this.
  uint64_t room(Priority priority) const;
  const BacklogLimits& limits() const { return limits_; }

  // What waits, without zeros: by state, then by priority.
  std::vector<QueueDepth> Depths() const;
  // When the one was queued that waits longest, re-extraction left out.
  std::optional<absl::Time> OldestQueuedAt() const;
  // The `count` sources with most waiting, most first.
  std::vector<SourceBacklog> TopSources(size_t count) const;

 private:
  using ByPriority = std::array<uint64_t, kPriorities.size() + 1>;  // By number.
  struct Class {
    uint64_t documents = 0;
    std::map<absl::Time, uint64_t> queued_at;
  };

  uint64_t RoomLocked(Priority priority) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const BacklogLimits limits_;
  mutable absl::Mutex mutex_;
  ByPriority totals_ ABSL_GUARDED_BY(mutex_) = {};
  std::map<std::pair<DeliveryState, Priority>, Class> classes_ ABSL_GUARDED_BY(mutex_);
  // Only those with something waiting.
  std::map<std::string, ByPriority, std::less<>> submitters_ ABSL_GUARDED_BY(mutex_);
  std::map<DeliverySource, ByPriority> sources_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_BACKLOG_METER_H_
