// An Alarm that rings when a test moves the clock.
//
//   ManualClock clock(start);
//   ManualAlarm alarm(&clock);
//   alarm.Advance(absl::Seconds(5));      // moves the clock and wakes who waits
//
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_TESTING_MANUAL_ALARM_H_
#define DATELINE_SERVICES_INGEST_CORE_TESTING_MANUAL_ALARM_H_

#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/testing/manual_clock.h"
#include "services/ingest/core/alarm.h"

namespace dateline::ingest {

class ManualAlarm final : public Alarm {
 public:
  explicit ManualAlarm(ManualClock* clock) : clock_(clock) {}

  void Wait(absl::Mutex* mutex, absl::CondVar* changed, absl::Time until) override;
  void Advance(absl::Duration by);

  // Blocks until somebody waits for `until`.
  void AwaitSleeper(absl::Time until);

 private:
  struct Sleeper {
    absl::Mutex* mutex;
    absl::CondVar* changed;
    absl::Time until;
  };

  ManualClock* const clock_;
  absl::Mutex mutex_;
  std::multiset<const Sleeper*> sleepers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TESTING_MANUAL_ALARM_H_
