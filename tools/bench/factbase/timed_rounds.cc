#include "tools/bench/factbase/timed_rounds.h"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"

namespace dateline {

void Timing::Add(Timing other) {
  calls.insert(calls.end(), other.calls.begin(), other.calls.end());
  spent += other.spent;
  answer_bytes += other.answer_bytes;
}

double Timing::PerSecond() const {
  return static_cast<double>(calls.size()) / absl::ToDoubleSeconds(spent);
}

double Timing::MeanAnswerBytes() const {
  return calls.empty() ? 0 : answer_bytes / static_cast<double>(calls.size());
}

absl::Duration Timing::At(double share) {
  if (calls.empty()) return absl::ZeroDuration();
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(calls.size() - 1));
  std::nth_element(calls.begin(), calls.begin() + rank, calls.end());
  return calls[static_cast<size_t>(rank)];
}

absl::StatusOr<Timing> RunRound(const std::vector<TimedCall>& clients, absl::Duration length,
                                uint64_t seed) {
  std::mutex mutex;
  Timing timing;
  absl::Status failure;
  std::vector<std::thread> threads;
  const absl::Time begin = absl::Now();
  for (size_t i = 0; i < clients.size(); ++i) {
    threads.emplace_back([&, i] {
      std::mt19937_64 random(seed * 100 + i);
      Timing own;
      absl::Status status;
      for (absl::Time now = absl::Now(); now < begin + length && status.ok();) {
        const absl::StatusOr<size_t> bytes = clients[i](random);
        const absl::Time after = absl::Now();
        own.calls.push_back(after - now);
        own.answer_bytes += static_cast<double>(bytes.value_or(0));
        status = bytes.status();
        now = after;
      }
      std::lock_guard<std::mutex> lock(mutex);
      timing.Add(std::move(own));
      if (!status.ok()) failure = status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  timing.spent = absl::Now() - begin;
  DATELINE_RETURN_IF_ERROR(failure);
  return timing;
}

}  // namespace dateline
