#include "services/ingest/core/delivery_rates.h"

#include <algorithm>

namespace dateline::ingest {

DeliveryRates::DeliveryRates(const Clock* clock) : clock_(clock), start_(clock->Now()) {}

DeliveryRates::Second& DeliveryRates::Current() {
  const int64_t now = NowSecond();
  Second& second = ring_[static_cast<size_t>(now % kWindowSeconds)];
  if (second.number < now) {
    second = Second();
    second.number = now;
  }
  return second;
}

void DeliveryRates::Count(DeliveryEvent event) {
  absl::MutexLock lock(&mutex_);
  ++Current().events[static_cast<size_t>(event)];
  ++totals_[static_cast<size_t>(event)];
}

void DeliveryRates::CountDelivered(absl::Duration took) {
  absl::MutexLock lock(&mutex_);
  Second& second = Current();
  ++second.events[static_cast<size_t>(DeliveryEvent::kDelivered)];
  ++second.timed;
  second.sum += took;
  second.longest = std::max(second.longest, took);
  ++totals_[static_cast<size_t>(DeliveryEvent::kDelivered)];
  const auto bound =
      std::lower_bound(kTimeBounds.begin(), kTimeBounds.end(), absl::ToDoubleSeconds(took));
  ++total_times_.counts[static_cast<size_t>(bound - kTimeBounds.begin())];
  total_times_.sum += std::max(took, absl::ZeroDuration());
}

uint64_t DeliveryRates::Total(DeliveryEvent event) const {
  absl::MutexLock lock(&mutex_);
  return totals_[static_cast<size_t>(event)];
}

DeliveryRates::TimeTotals DeliveryRates::TotalTimes() const {
  absl::MutexLock lock(&mutex_);
  return total_times_;
}

double DeliveryRates::PerSecond(DeliveryEvent event) const {
  uint64_t events = 0;
  absl::MutexLock lock(&mutex_);
  for (const Second& second : ring_) {
    if (second.number > NowSecond() - kWindowSeconds) {
      events += second.events[static_cast<size_t>(event)];
    }
  }
  const double lived = absl::ToDoubleSeconds(clock_->Now() - start_);
  return static_cast<double>(events) / std::clamp<double>(lived, 1, kWindowSeconds);
}

std::optional<DeliveryRates::Times> DeliveryRates::DeliveryTimes() const {
  uint64_t deliveries = 0;
  Times times;
  absl::MutexLock lock(&mutex_);
  for (const Second& second : ring_) {
    if (second.number <= NowSecond() - kWindowSeconds) continue;
    deliveries += second.timed;
    times.mean += second.sum;
    times.longest = std::max(times.longest, second.longest);
  }
  if (deliveries == 0) return std::nullopt;
  times.mean /= static_cast<int64_t>(deliveries);
  return times;
}

}  // namespace dateline::ingest
