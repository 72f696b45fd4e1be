// The order of attempts: what is due, whose turn it is, and how many may be under
// way at once. Gives one document to each worker that asks.
//
//   DeliveryQueue queue(&clock, &alarm, {.in_flight = 8});
//   queue.Set(queued);                       // again whenever its place changes
//   while (std::optional<QueuedDocument> next = queue.Take()) {   // waits
//     ... one attempt ...
//     queue.Done(next->document_id);
//   }
//
// What is more urgent goes first, but every sixteenth turn goes to a less urgent
// class, round them, so that nothing waits for ever. Within a class sources take
// turns (fair_queue.h). One source can have at most three quarters of the attempts
// under way, and re-extraction at most half, so that a source whose documents hang
// leaves room for the others.
//
// While a service behind is away, Pause() stops new attempts but for one at a
// time, which finds out whether it is back: an outage uses up nobody's attempts.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_DELIVERY_QUEUE_H_
#define DATELINE_SERVICES_INGEST_CORE_DELIVERY_QUEUE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "services/ingest/core/alarm.h"
#include "services/ingest/core/fair_queue.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

struct DeliveryQueueOptions {
  // Documents given out and not done, at most.
  size_t in_flight = 8;
};

class DeliveryQueue {
 public:
  // `clock` and `alarm` must outlive this.
  DeliveryQueue(const Clock* clock, Alarm* alarm, const DeliveryQueueOptions& options)
      : clock_(clock), alarm_(alarm), options_(options) {}

  // Puts a document at its place, from wherever it was. One that is given out
  // is given out again when it is done.
  void Set(const QueuedDocument& queued);
  // It has come to rest.
  void Erase(const std::string& document_id);
  // Gives it another moment in memory only: the store could not take one.
  void Postpone(const std::string& document_id, absl::Time until);

  // Waits for the next attempt; nothing once stopped.
  std::optional<QueuedDocument> Take();
  // Its attempt has ended.
  void Done(const std::string& document_id);

  // Until then at most one document is given out at a time, and none before.
  void Pause(absl::Time until);
  // Ends a pause.
  void Resume();

  void Stop();
  bool stopped() const;

  // Given out and not done: all, and of one source.
  size_t in_flight() const;
  size_t in_flight(const DeliverySource& source) const;

 private:
  std::optional<std::string> FindNext(absl::Time now, absl::Time& next)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Moves what has fallen due to the ready.
  void CollectDue(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<std::string> TakeReady(Priority priority) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<std::string> TakeInOrder() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Unlink(const std::string& document_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Of a document that is given out: whose turns it uses.
  struct GivenOut {
    DeliverySource source;
    Priority priority;
  };

  const Clock* const clock_;
  Alarm* const alarm_;
  const DeliveryQueueOptions options_;

  mutable absl::Mutex mutex_;
  absl::CondVar changed_;
  // Everything that waits. A document that is not given out stands in `later_`
  // or `ready_` too.
  std::unordered_map<std::string, QueuedDocument> documents_ ABSL_GUARDED_BY(mutex_);
  std::map<TimedKey, std::string> later_ ABSL_GUARDED_BY(mutex_);
  std::array<FairQueue, kPriorities.size()> ready_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, GivenOut> given_out_ ABSL_GUARDED_BY(mutex_);
  std::map<DeliverySource, size_t> given_to_source_ ABSL_GUARDED_BY(mutex_);
  size_t given_to_reextraction_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t turn_ ABSL_GUARDED_BY(mutex_) = 0;
  std::array<uint64_t, kPriorities.size()> last_turn_ ABSL_GUARDED_BY(mutex_) = {};
  std::optional<absl::Time> paused_until_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DELIVERY_QUEUE_H_
