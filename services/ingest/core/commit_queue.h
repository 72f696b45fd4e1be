// One writer made of many: changes that wait at the same time become one batch,
// and one wait for the disk.
//
//   absl::Status status = queue.Run([&](Transaction& transaction) -> absl::Status {
//     DATELINE_ASSIGN_OR_RETURN(auto old, transaction.Get(kDocumentsSpace, key));
//     if (old.has_value()) return absl::OkStatus();
//     transaction.Put(kDocumentsSpace, key, value);
//     return absl::OkStatus();
//   });
//
// Changes run one after another, each seeing what those before it wrote, so they
// need no retries. The first caller to find nobody at work does the work for all
// that wait; the others sleep until their change is on disk.
//
// Thread-safe. The store must have no other writer and outlive the queue.
#ifndef DATELINE_SERVICES_INGEST_CORE_COMMIT_QUEUE_H_
#define DATELINE_SERVICES_INGEST_CORE_COMMIT_QUEUE_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/storage/ordered_store.h"

namespace dateline::ingest {

// What one change reads and writes. Belongs to the thread that runs the change.
class Transaction {
 public:
  // As of the changes before this one, and its own writes.
  absl::StatusOr<std::optional<std::string>> Get(KeySpace space, std::string_view key) const;
  void Put(KeySpace space, std::string_view key, std::string_view value);
  void Delete(KeySpace space, std::string_view key);
  // The answer waits until the batch is on disk. Without it the batch survives
  // a crash of the process only.
  void RequireSync() { sync_ = true; }
  // Called after the batch is committed, in the order of the changes, and never
  // if it is not. Must not start another change.
  void OnCommit(std::function<void()> action) { on_commit_.push_back(std::move(action)); }

 private:
  friend class CommitQueue;
  using Key = std::pair<KeySpace, std::string>;
  using Writes = std::map<Key, std::optional<std::string>>;

  Transaction(const ReadView& view, const Writes& before) : view_(view), before_(before) {}

  const ReadView& view_;
  const Writes& before_;
  Writes writes_;
  bool sync_ = false;
  std::vector<std::function<void()>> on_commit_;
};

class CommitQueue {
 public:
  using Change = absl::FunctionRef<absl::Status(Transaction&)>;

  explicit CommitQueue(OrderedStore* store) : store_(store) {}

  // Runs `change` and commits what it wrote. An error of the change writes
  // nothing and is returned; an error of the store is returned to every change
  // of the batch.
  absl::Status Run(Change change);

  // Commits made so far; fewer than changes if changes came together.
  uint64_t commit_count() const;

 private:
  struct Waiting {
    Change change;
    bool done = false;
    absl::Status status;
  };

  void RunBatch(const std::vector<Waiting*>& batch);

  OrderedStore* const store_;
  mutable absl::Mutex mutex_;
  std::deque<Waiting*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool working_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t commit_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_COMMIT_QUEUE_H_
