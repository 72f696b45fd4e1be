// A clock that stands still until it is told.
//
//   ManualClock clock(absl::FromUnixSeconds(1'600'000'000));
//   clock.Advance(absl::Seconds(5));
//
// Thread-safe.
#ifndef DATELINE_COMMON_TESTING_MANUAL_CLOCK_H_
#define DATELINE_COMMON_TESTING_MANUAL_CLOCK_H_

#include <mutex>

#include "common/base/clock.h"

namespace dateline {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    std::lock_guard<std::mutex> lock(mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    std::lock_guard<std::mutex> lock(mutex_);
    now_ += by;
  }
  void Set(absl::Time now) {
    std::lock_guard<std::mutex> lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_TESTING_MANUAL_CLOCK_H_
