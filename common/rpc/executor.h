// A fixed pool of threads for the work of calls, so that gRPC's own threads
// never compute and never block.
//
//   Executor executor({.threads = 2});
//   if (!executor.TryRun([=] { reactor->Finish(Compute()); })) { ... too busy ... }
//
// Also tells long-lived work (open streams) that the server drains, so that it
// comes to an end by itself.
//
// Thread-safe. Must outlive every reactor that uses it: destroy the server
// first.
#ifndef DATELINE_COMMON_RPC_EXECUTOR_H_
#define DATELINE_COMMON_RPC_EXECUTOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace dateline {

struct ExecutorOptions {
  // Threads; 0 takes the number of processors, at least two, so that one call
  // that waits for a disk does not stop all others.
  size_t threads = 0;
  // Tasks that may wait before TryRun refuses. More hides overload behind
  // latency; fewer refuses bursts.
  size_t max_waiting = 1'024;
};

class Executor {
 public:
  using Task = absl::AnyInvocable<void() &&>;

  explicit Executor(const ExecutorOptions& options = {});
  // Runs what still waits, then ends the threads.
  ~Executor();

  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Queues new work. False, and `task` is dropped, if too much waits already.
  [[nodiscard]] bool TryRun(Task task);

  // Queues work that belongs to a call already admitted; never refuses. Its
  // amount is bounded by the calls' own windows.
  void Run(Task task);

  // As of now, and how much was refused since the start.
  struct Figures {
    size_t threads = 0;
    size_t busy = 0;  // Threads at work.
    size_t waiting = 0;
    size_t waiting_limit = 0;
    uint64_t refused = 0;
  };
  Figures figures() const;

  // Calls every drain listener, once; those added later are called at once.
  void BeginDrain();
  bool draining() const;

  // Calls `listener` when the server starts to drain, from the thread that
  // drains or, if it drains already, from this call. The listener must return
  // at once and must not destroy the handle. Destroying the result ends it; a
  // call in progress is waited for.
  [[nodiscard]] std::shared_ptr<void> AddDrainListener(std::function<void()> listener);

 private:
  struct DrainListeners;

  void RunTasks();

  const size_t max_waiting_;
  mutable absl::Mutex mutex_;
  std::deque<Task> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t refused_ ABSL_GUARDED_BY(mutex_) = 0;
  // Shared with the handles, which may outlive the executor.
  const std::shared_ptr<DrainListeners> drain_;
  std::atomic<size_t> busy_{0};
  std::vector<std::thread> threads_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_EXECUTOR_H_
