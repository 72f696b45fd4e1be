// Waiting for a moment, injected: what waits never sleeps, and tests move time.
//
//   absl::MutexLock lock(&mutex_);
//   while (!HasWork()) alarm_->Wait(&mutex_, &changed_, next_due_);
#ifndef DATELINE_SERVICES_INGEST_CORE_ALARM_H_
#define DATELINE_SERVICES_INGEST_CORE_ALARM_H_

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace dateline::ingest {

// Thread-safe.
class Alarm {
 public:
  virtual ~Alarm() = default;
  // Returns once `changed` is signalled or the clock has reached `until`, and
  // possibly before: callers check again. REQUIRES: `mutex` is held.
  virtual void Wait(absl::Mutex* mutex, absl::CondVar* changed, absl::Time until) = 0;
};

// By the machine's clock.
class SystemAlarm final : public Alarm {
 public:
  void Wait(absl::Mutex* mutex, absl::CondVar* changed, absl::Time until) override {
    changed->WaitWithDeadline(mutex, until);
  }
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_ALARM_H_
