#include "common/rpc/executor.h"

#include <algorithm>
#include <utility>

namespace dateline {

struct Executor::DrainListeners {
  absl::Mutex mutex;
  bool draining ABSL_GUARDED_BY(mutex) = false;
  uint64_t next_key ABSL_GUARDED_BY(mutex) = 0;
  std::map<uint64_t, std::function<void()>> listeners ABSL_GUARDED_BY(mutex);
};

Executor::Executor(const ExecutorOptions& options)
    : max_waiting_(options.max_waiting), drain_(std::make_shared<DrainListeners>()) {
  const size_t threads = options.threads != 0
                             ? options.threads
                             : std::max<size_t>(2, std::thread::hardware_concurrency());
  threads_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { RunTasks(); });
}

Executor::~Executor() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Executor::TryRun(Task task) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.size() >= max_waiting_) {
    ++refused_;
    return false;
  }
  waiting_.push_back(std::move(task));
  return true;
}

void Executor::Run(Task task) {
  absl::MutexLock lock(&mutex_);
  waiting_.push_back(std::move(task));
}

Executor::Figures Executor::figures() const {
  absl::MutexLock lock(&mutex_);
  return {threads_.size(), busy_, waiting_.size(), max_waiting_, refused_};
}

void Executor::RunTasks() {
  const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !waiting_.empty() || stopping_;
  };
  while (true) {
    Task task;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (waiting_.empty()) return;
      task = std::move(waiting_.front());
      waiting_.pop_front();
      ++busy_;
    }
    std::move(task)();
    task = nullptr;  // What it holds goes before the thread counts as free.
    --busy_;
  }
}

void Executor::BeginDrain() {
  absl::MutexLock lock(&drain_->mutex);
  if (drain_->draining) return;
  drain_->draining = true;
  for (auto& [key, listener] : drain_->listeners) listener();
}

bool Executor::draining() const {
  absl::MutexLock lock(&drain_->mutex);
  return drain_->draining;
}

std::shared_ptr<void> Executor::AddDrainListener(std::function<void()> listener) {
  absl::MutexLock lock(&drain_->mutex);
  if (drain_->draining) listener();
  const uint64_t key = drain_->next_key++;
  drain_->listeners.emplace(key, std::move(listener));
  return {static_cast<void*>(nullptr), [drain = drain_, key](void*) {
            absl::MutexLock handle_lock(&drain->mutex);
            drain->listeners.erase(key);
          }};
}

}  // namespace dateline
