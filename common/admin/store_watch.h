// Sees to it that services are NOT_SERVING while their store cannot write, and
// serve again when it can.
//
//   options.services_serve_at_start = false;
//   ... Server::Start(options, services) ...
//   StoreWatch watch(*store, {.name = "query", .on_change = [&](bool writable) {
//     server->SetServing("dateline.query.v1.QueryService", writable);
//   }});
//
// Asks the store (OrderedStore::CheckWritable) at once and then every few
// seconds, more often while it cannot write. Thread-safe.
#ifndef DATELINE_COMMON_ADMIN_STORE_WATCH_H_
#define DATELINE_COMMON_ADMIN_STORE_WATCH_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/event_log.h"
#include "common/metrics/metrics.h"
#include "common/storage/ordered_store.h"

namespace dateline {

struct StoreWatchOptions {
  std::string name;  // In the log and as label `store`: "query".
  // How long to wait between two looks at a store that can write: each costs one
  // sync of the disk.
  absl::Duration period = absl::Seconds(5);
  // And at one that cannot.
  absl::Duration period_while_failing = absl::Seconds(1);
  // Called with the first look, before the constructor returns, and whenever the
  // answer changes, from a thread of the watch.
  std::function<void(bool writable)> on_change;
  // Says when the store can no longer write, why, and when it can again. May be
  // null; must outlive the watch.
  const EventLog* log = nullptr;
  // For dateline_store_writable. May be null; must outlive the watch.
  Metrics* metrics = nullptr;
};

class StoreWatch {
 public:
  // `store` must outlive the watch, and what on_change uses too.
  StoreWatch(OrderedStore& store, StoreWatchOptions options);
  // Waits for a look in progress.
  ~StoreWatch();

  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;

  bool writable() const { return writable_; }

  // Looks now instead of when it is time. For tests, and for whoever has just met
  // an error.
  void LookNow();

 private:
  void Run();
  // Looks, and tells of a change; `first` tells in any case.
  void Look(bool first);
  void Tell(const absl::Status& status) const;

  OrderedStore& store_;
  const StoreWatchOptions options_;
  std::atomic<bool> writable_{false};
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool look_now_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<void> collector_;
  std::thread thread_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_ADMIN_STORE_WATCH_H_
