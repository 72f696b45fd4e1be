// Takes documents from the queue into the fact base: extraction, then recording;
// or, for deleted ones, removal.
//
// Delivery is at least once and both steps are idempotent. A failed attempt is
// made again after a delay that doubles each time, with jitter so that many
// documents do not come back at once; an error that no repetition cures, or too
// many attempts, make a document DEAD. Removals never give up. Which document is
// next is the matter of delivery_queue.h. When many attempts in a row find a
// service away, the others wait until one has found it back.
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_DELIVERY_WORKERS_H_
#define DATELINE_SERVICES_INGEST_CORE_DELIVERY_WORKERS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/event_log.h"
#include "common/base/trace_context.h"
#include "common/fact/fact.h"
#include "services/ingest/core/alarm.h"
#include "services/ingest/core/delivery_queue.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

// How a call to another service is made.
struct UpstreamCall {
  // DEADLINE_EXCEEDED after it.
  absl::Duration timeout;
  // The attempt's span; the call belongs to it.
  TraceContext trace;
};

// The extraction service as ingest sees it. Thread-safe.
class ExtractionClient {
 public:
  virtual ~ExtractionClient() = default;
  virtual absl::StatusOr<Extraction> Extract(const Document& document,
                                             const UpstreamCall& call) = 0;
  // Ends calls under way, and all to come, with CANCELLED.
  virtual void CancelAll() = 0;
};

// The query service as ingest sees it. Thread-safe.
class FactBaseClient {
 public:
  virtual ~FactBaseClient() = default;
  // Returns how many facts the document attests now.
  virtual absl::StatusOr<uint32_t> RecordExtraction(const Extraction& extraction,
                                                    const UpstreamCall& call) = 0;
  virtual absl::Status RemoveDocument(std::string_view document_id, const UpstreamCall& call) = 0;
  virtual void CancelAll() = 0;
};

struct DeliveryOptions {
  // Documents worked on at a time. More hides the latency of services that are
  // far away; each takes a thread and the memory of its document.
  size_t in_flight = 8;
  // How long one call may take before the attempt counts as failed. Longer than
  // the largest document needs.
  absl::Duration extraction_timeout = absl::Seconds(60);
  absl::Duration fact_base_timeout = absl::Seconds(60);
  // Delay after the first failure, doubled by each further one up to the
  // maximum. Of each delay a random part of up to one half is left out.
  absl::Duration first_delay = absl::Milliseconds(200);
  absl::Duration max_delay = absl::Minutes(5);
  // Attempts before a document is DEAD: with these delays an outage of more
  // than two hours is ridden out.
  uint32_t max_attempts = 50;
  // Attempts in a row, for each of those at a time, that find a service away
  // before the others wait for it; and the longest time between two looks.
  uint32_t unavailable_before_pause = 2;
  absl::Duration max_pause = absl::Seconds(30);
};

// The delay before attempt number `attempts` + 1. `random` is in [0, 1).
absl::Duration BackoffDelay(const DeliveryOptions& options, uint32_t attempts, double random);

class DeliveryWorkers {
 public:
  // All must outlive this. `random` gives numbers in [0, 1) and is called from
  // one thread at a time. `log` is told of attempts that fail and of documents
  // given up, each with its trace; it may be null.
  DeliveryWorkers(DocumentStore* documents, ExtractionClient* extraction, FactBaseClient* fact_base,
                  const Clock* clock, Alarm* alarm, std::function<double()> random,
                  const DeliveryOptions& options, const EventLog* log = nullptr);
  // Stops.
  ~DeliveryWorkers();

  // Reads what the store has queued. REQUIRES: called once, before the store's
  // next change.
  absl::Status LoadQueue();

  // Begins to work on the queue. REQUIRES: called once, after LoadQueue().
  void Start();

  // For the store's change listener.
  void OnChange(const DeliveryChange& change);

  // Ends calls under way and the threads. What was under way stays queued.
  void Stop();

  const DeliveryQueue& queue() const { return queue_; }

 private:
  void Work();
  void Attempt(const QueuedDocument& queued);
  // `step` becomes the one under way.
  absl::StatusOr<AttemptOutcome> Deliver(const Document& document, const TraceContext& trace,
                                         DeliveryStep& step);
  absl::StatusOr<AttemptOutcome> Remove(const std::string& document_id, const TraceContext& trace,
                                        DeliveryStep& step);
  void LogFailure(const std::string& document_id, uint32_t attempt, const TraceContext& trace,
                  const AttemptOutcome& outcome) const;
  AttemptOutcome FailedOutcome(const Delivery& before, DeliveryStep step,
                               const absl::Status& error);
  // Pauses the queue while a service is away, and ends that.
  void NoteAvailability(const absl::Status& result);
  double Random();

  DocumentStore* const documents_;
  ExtractionClient* const extraction_;
  FactBaseClient* const fact_base_;
  const Clock* const clock_;
  const DeliveryOptions options_;
  const EventLog* const log_;
  DeliveryQueue queue_;

  mutable absl::Mutex mutex_;
  std::function<double()> random_ ABSL_GUARDED_BY(mutex_);
  // Attempts in a row that found a service away.
  uint32_t unavailable_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DELIVERY_WORKERS_H_
