// Reads documents again with a newer extractor while the service goes on: goes
// through them in the order in which they were received and queues them bit by
// bit, behind everything else.
//
//   Reprocessings reprocessings(&documents, &clock, &alarm, {});
//   DATELINE_RETURN_IF_ERROR(reprocessings.Load());      // what an earlier life began
//   reprocessings.Start();
//   DATELINE_ASSIGN_OR_RETURN(Reprocessing begun, reprocessings.Begin({}, /*max_per_second=*/50));
//
// At most `window` documents of it wait at a time, so the queue stays short
// however large the base is. How far it has come is written in the batch that
// queues the documents it has passed, so a crash neither leaves one out nor takes
// one twice. One reprocessing goes on at a time, the oldest first.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_REPROCESSING_H_
#define DATELINE_SERVICES_INGEST_CORE_REPROCESSING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "services/ingest/core/alarm.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

// All that is set must hold.
struct ReprocessingFilter {
  DeliveryState state = DeliveryState::kUnspecified;  // DELIVERED, DEAD, or both.
  std::string unless_extractor_version;
  std::string publisher;  // Compared folded.
  std::string uri_prefix;
  std::optional<absl::Time> received_from;
  std::optional<absl::Time> received_to;  // Exclusive.
  friend bool operator==(const ReprocessingFilter&, const ReprocessingFilter&) = default;
};

// As in dateline.ingest.v1.Reprocessing.
struct Reprocessing {
  uint64_t number = 0;
  ReprocessingFilter filter;
  double max_per_second = 0;  // 0: no limit.
  absl::Time started_at;
  std::optional<absl::Time> ended_at;
  bool stopped = false;
  std::string last_key;  // In `received`.
  uint64_t total = 0;
  uint64_t examined = 0;
  uint64_t queued = 0;
};

struct ReprocessingOptions {
  // Documents of reprocessings that may wait at a time. Enough that workers never
  // wait for the next ones; a restart with a changed mind leaves as many queued.
  uint64_t window = 256;
  // Documents looked at in one step.
  size_t rows_per_step = 1'000;
  // Reprocessings that go on or wait, and ended ones that are remembered.
  size_t max_open = 16;
  size_t max_ended = 16;
  // After a step that the store refused.
  absl::Duration retry_delay = absl::Seconds(5);
};

class Reprocessings {
 public:
  static constexpr double kMaxPerSecond = 100'000;

  // All must outlive this.
  Reprocessings(DocumentStore* documents, const Clock* clock, Alarm* alarm,
                const ReprocessingOptions& options)
      : documents_(documents), clock_(clock), alarm_(alarm), options_(options) {}
  // Stops.
  ~Reprocessings();

  // REQUIRES: called once, before the others.
  absl::Status Load();
  // Begins to work. REQUIRES: called at most once, after Load().
  void Start();
  // What is under way goes on after the next start.
  void Stop();

  // INVALID_ARGUMENT for a filter that no document can match or a rate out of
  // range; RESOURCE_EXHAUSTED (QUEUE_FULL) if too many are open.
  absl::StatusOr<Reprocessing> Begin(const ReprocessingFilter& filter, double max_per_second);
  // Ends it where it is. NOT_FOUND (REPROCESSING_NOT_FOUND).
  absl::StatusOr<Reprocessing> End(uint64_t number);
  // The newest first.
  std::vector<Reprocessing> List() const;
  // Waits until none goes on or waits. What they queued may wait still.
  void AwaitAllEnded() const;

  // For the store's change listener.
  void OnChange() { Ring(); }

 private:
  bool AllEnded() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Work();
  // Takes the oldest that goes on a step further, if there is room and something
  // to do. The moment of the next step; nothing if it waits for a change.
  std::optional<absl::Time> Advance(absl::Time not_before);
  absl::Time Step(Reprocessing& of) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ids to queue, at most `count`; moves `next` behind them.
  absl::StatusOr<std::vector<std::string>> FindMore(Reprocessing& next, uint64_t count) const;
  void Ring();

  DocumentStore* const documents_;
  const Clock* const clock_;
  Alarm* const alarm_;
  const ReprocessingOptions options_;

  // Held while the store commits.
  mutable absl::Mutex mutex_;
  std::map<uint64_t, Reprocessing> all_ ABSL_GUARDED_BY(mutex_);
  // Never held for long: the store rings from its commits.
  absl::Mutex bell_mutex_ ABSL_ACQUIRED_AFTER(mutex_);
  absl::CondVar bell_;
  bool rung_ ABSL_GUARDED_BY(bell_mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(bell_mutex_) = false;
  std::thread thread_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_REPROCESSING_H_
