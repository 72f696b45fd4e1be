#include "services/ingest/core/testing/manual_alarm.h"

#include <algorithm>
#include <vector>

namespace dateline::ingest {

void ManualAlarm::Wait(absl::Mutex* mutex, absl::CondVar* changed, absl::Time until) {
  const Sleeper sleeper{mutex, changed, until};
  {
    absl::MutexLock lock(&mutex_);
    sleepers_.insert(&sleeper);
  }
  // Registered before the look at the clock, so an Advance() in between wakes it:
  // that needs `mutex`, which is held until the wait begins.
  if (clock_->Now() < until) changed->Wait(mutex);
  absl::MutexLock lock(&mutex_);
  sleepers_.erase(&sleeper);
}

void ManualAlarm::Advance(absl::Duration by) {
  clock_->Advance(by);
  std::vector<std::pair<absl::Mutex*, absl::CondVar*>> wake;
  {
    absl::MutexLock lock(&mutex_);
    for (const Sleeper* sleeper : sleepers_) wake.emplace_back(sleeper->mutex, sleeper->changed);
  }
  for (const auto& [mutex, changed] : wake) {
    absl::MutexLock lock(mutex);
    changed->SignalAll();
  }
}

void ManualAlarm::AwaitSleeper(absl::Time until) {
  const auto sleeps = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return std::any_of(sleepers_.begin(), sleepers_.end(),
                       [&](const Sleeper* sleeper) { return sleeper->until == until; });
  };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&sleeps));
}

}  // namespace dateline::ingest
