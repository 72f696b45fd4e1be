// Wakes a server stream that has nothing to say for now.
//
//   auto waker = std::make_shared<StreamWaker>();
//   auto handle = base.AddChangeListener([waker] { waker->Wake(); });
//   return AnswerWithStream<WatchFactsResponse>(context, executor, next, waker);
//
// One for each stream: made before it, shared with whatever causes the waking. It may
// outlive the stream, and Wake() then does nothing. Thread-safe; Wake() returns
// at once, so any thread may call it.
#ifndef DATELINE_COMMON_RPC_STREAM_WAKER_H_
#define DATELINE_COMMON_RPC_STREAM_WAKER_H_

#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace dateline {

class StreamWaker {
 public:
  // Says that there may be something new.
  void Wake() {
    absl::MutexLock lock(&mutex_);
    woken_ = true;
    if (on_wake_) on_wake_();
  }

  // For the stream: what to call on Wake(). Called at once if Wake() came
  // before. Null ends it; then no call is in progress any more.
  void Attach(std::function<void()> on_wake) {
    absl::MutexLock lock(&mutex_);
    on_wake_ = std::move(on_wake);
    if (on_wake_ && woken_) on_wake_();
  }

 private:
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> on_wake_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_STREAM_WAKER_H_
