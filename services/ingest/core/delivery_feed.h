// Publishes changes of delivery state to those who watch.
//
//   std::unique_ptr<DeliveryWatch> watch = *feed.Watch(ids, /*until_settled=*/true, wake);
//   DeliveryUpdate update;
//   while (*watch->Next(update) == WatchStep::kUpdate) ...   // kWait: call again after wake()
//
// A watch gives the present state of every document asked for, then changes in
// their order. A watcher that reads slowly costs no more than one entry per
// document: of several changes to one document it may see only the latest.
//
// The feed is thread-safe; a watch belongs to one thread at a time and must not
// outlive its feed.
#ifndef DATELINE_SERVICES_INGEST_CORE_DELIVERY_FEED_H_
#define DATELINE_SERVICES_INGEST_CORE_DELIVERY_FEED_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/ingest/core/document_store.h"

namespace dateline::ingest {

enum class WatchStep { kUpdate, kWait, kEnd };

struct DeliveryUpdate {
  DeliveryChange change;
  uint64_t unsettled = 0;  // Documents of the watch not at rest, after this one.
};

class DeliveryWatch {
 public:
  virtual ~DeliveryWatch() = default;
  virtual absl::StatusOr<WatchStep> Next(DeliveryUpdate& update) = 0;
};

class DeliveryFeed {
 public:
  // `documents` must outlive this.
  explicit DeliveryFeed(const DocumentStore* documents);
  ~DeliveryFeed();

  // For the store's change listener.
  void Publish(const DeliveryChange& change, uint64_t backlog);

  // Empty `document_ids`: all, now and to come; then `until_settled` means until
  // nothing is left in the queue. `wake` is called after every change that
  // concerns the watch, must return at once, and is not called any more once the
  // watch is destroyed. NOT_FOUND for an unknown id.
  absl::StatusOr<std::unique_ptr<DeliveryWatch>> Watch(const std::vector<std::string>& document_ids,
                                                       bool until_settled,
                                                       std::function<void()> wake);

 private:
  friend class SelectedWatch;
  friend class GeneralWatch;
  // What waits for one watcher. Guarded by the feed's mutex.
  struct Inbox {
    std::optional<std::unordered_set<std::string>> only;  // Nothing: all documents.
    std::function<void()> wake;
    std::deque<std::string> order;  // Ids with a change, the oldest change first.
    std::unordered_map<std::string, DeliveryChange> changes;
  };
  // One watch's membership; ends with it.
  class Subscription {
   public:
    Subscription(DeliveryFeed* feed, std::optional<std::unordered_set<std::string>> only,
                 std::function<void()> wake);
    ~Subscription();
    // The oldest change, if any; `backlog` as of the newest change published.
    std::optional<DeliveryChange> TakeChange(uint64_t& backlog);
    bool HasChange(const std::string& document_id);

   private:
    DeliveryFeed* const feed_;
    Inbox inbox_;
  };

  const DocumentStore* const documents_;
  absl::Mutex mutex_;
  uint64_t backlog_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<Inbox*> inboxes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DELIVERY_FEED_H_
