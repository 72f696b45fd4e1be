// The newest changes of the log, read once for all watchers.
//
//   RecentChanges recent(base, EncodeChange);
//   DATELINE_ASSIGN_OR_RETURN(LoggedChanges logged, recent.After(sequence));
//
// A change is shown as it was right after it, so it is the same for everyone and
// is read, and encoded, by whoever asks first. The newest are kept, within a
// bound; readers further behind read the log on their own and disturb nobody.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_RECENT_CHANGES_H_
#define DATELINE_SERVICES_QUERY_CORE_RECENT_CHANGES_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/query/core/fact_reading.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

// A change as a watcher sees it.
struct WatchedChange {
  ChangeType type = ChangeType::kUnspecified;
  AttestedFact fact;  // For kRemoved and kMerged only the id.
  std::string merged_into;
  absl::Time recorded_at;
};

// True for what is told by the id alone: removals and merges.
bool ShowsOnlyId(ChangeType type);

// Ids that had been merged into entities of a fact, each with what it became.
using MergedIds = std::map<std::string, std::string>;

// A change with what filters ask about it.
struct LoggedChange {
  ChangeRecord record;
  WatchedChange change;
  std::string encoded;  // What the encoder made of `change`.
  // The fact right after, if ShowsOnlyId(): what it was merged into, or nothing.
  std::optional<FactRecord> became;
  MergedIds merged_ids_after;
  // The fact right before; nothing if there was none or it is no longer known.
  std::optional<FactRecord> before;
  MergedIds merged_ids_before;

  const FactRecord* after() const;
};
struct LoggedChanges {
  std::vector<std::shared_ptr<const LoggedChange>> changes;
  bool caught_up = true;  // False: there are more.
};

// What an answer carries of a change. Called once for each change, one at a time
// or not; must be thread-safe.
using ChangeEncoder = std::function<std::string(const WatchedChange&)>;

class RecentChanges {
 public:
  // Changes that one call gives at most; fewer when they are large.
  static constexpr size_t kMaxGiven = 200;

  // `base` must outlive it. Make it before the listeners that it shall be ahead
  // of (FactBase::AddChangeListener). Without encoder nothing is encoded.
  explicit RecentChanges(FactBase& base, ChangeEncoder encoder = nullptr);

  // Changes right after this one of the log, oldest first; empty if there are
  // none. Those whose fact is no longer known, for its documents were removed
  // since, have a record and nothing else.
  absl::StatusOr<LoggedChanges> After(uint64_t sequence);

  // Drops what is kept. To be called after a document was removed: what it said
  // must not be read any more.
  void Forget();

 private:
  // Reads what was recorded since, at most kMaxGiven changes.
  absl::Status CatchUp() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<LoggedChanges> ReadLog(uint64_t after) const;

  FactBase& base_;
  const ChangeEncoder encoder_;
  std::atomic<uint64_t> commits_{0};
  absl::Mutex mutex_;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t commits_seen_ ABSL_GUARDED_BY(mutex_) = 0;
  bool caught_up_ ABSL_GUARDED_BY(mutex_) = true;  // With these commits.
  uint64_t newest_ ABSL_GUARDED_BY(mutex_) = 0;    // Sequence of the newest read.
  // Without gaps, up to newest_.
  std::deque<std::shared_ptr<const LoggedChange>> kept_ ABSL_GUARDED_BY(mutex_);
  size_t kept_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<void> listener_;  // Last: ends before what it counts in.
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_RECENT_CHANGES_H_
