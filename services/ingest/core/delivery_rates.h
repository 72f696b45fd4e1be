// How fast delivery goes: events in a second over the last minute, and how long
// deliveries took; and both since the start.
//
//   DeliveryRates rates(&clock);
//   rates.Count(DeliveryEvent::kAccepted);
//   rates.CountDelivered(clock.Now() - queued_at);
//   rates.PerSecond(DeliveryEvent::kAccepted);       // 12.5
//
// Kept by whole seconds in a ring, so memory is the same whatever happens. A
// clock that is set back counts in the newest second until it has caught up.
// Thread-safe.
#ifndef DATELINE_SERVICES_INGEST_CORE_DELIVERY_RATES_H_
#define DATELINE_SERVICES_INGEST_CORE_DELIVERY_RATES_H_

#include <array>
#include <cstdint>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"

namespace dateline::ingest {

enum class DeliveryEvent : uint8_t {
  kAccepted,
  kDuplicate,
  kRefused,
  kDelivered,
  kFailedAttempt,
  kGivenUp,
};
inline constexpr size_t kDeliveryEvents = 6;

class DeliveryRates {
 public:
  static constexpr int64_t kWindowSeconds = 60;

  // `clock` must outlive this.
  explicit DeliveryRates(const Clock* clock);

  void Count(DeliveryEvent event);
  // One kDelivered that took so long.
  void CountDelivered(absl::Duration took);

  // Since this was made.
  uint64_t Total(DeliveryEvent event) const;

  // Deliveries since this was made by how long they took: for each bound, in
  // seconds, those up to it and above the one before, and last those above all.
  static constexpr std::array<double, 14> kTimeBounds = {0.05, 0.1, 0.25, 0.5, 1,   2.5,   5,
                                                         10,   30,  60,   300, 900, 3'600, 14'400};
  struct TimeTotals {
    std::array<uint64_t, kTimeBounds.size() + 1> counts = {};
    absl::Duration sum;
  };
  TimeTotals TotalTimes() const;

  // On average over the last minute, or since this was made.
  double PerSecond(DeliveryEvent event) const;

  struct Times {
    absl::Duration mean;
    absl::Duration longest;
  };
  // Of the deliveries of the last minute; nothing if there were none.
  std::optional<Times> DeliveryTimes() const;

 private:
  struct Second {
    int64_t number = 0;  // Since 1970; older ones are out of the window.
    std::array<uint64_t, kDeliveryEvents> events = {};
    uint64_t timed = 0;
    absl::Duration sum;
    absl::Duration longest;
  };

  Second& Current() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  int64_t NowSecond() const { return absl::ToUnixSeconds(clock_->Now()); }

  const Clock* const clock_;
  const absl::Time start_;
  mutable absl::Mutex mutex_;
  std::array<Second, kWindowSeconds> ring_ ABSL_GUARDED_BY(mutex_);
  std::array<uint64_t, kDeliveryEvents> totals_ ABSL_GUARDED_BY(mutex_) = {};
  TimeTotals total_times_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DELIVERY_RATES_H_
