// Time is injected: code that needs the present moment takes a Clock.
#ifndef DATELINE_COMMON_BASE_CLOCK_H_
#define DATELINE_COMMON_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace dateline {

// Tells the present moment. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock. May step backwards; who needs order keeps its own.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace dateline

#endif  // DATELINE_COMMON_BASE_CLOCK_H_
