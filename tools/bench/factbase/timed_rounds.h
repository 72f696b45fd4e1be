// Clients that ask at once for a while, and how long each call took.
//
//   DATELINE_ASSIGN_OR_RETURN(Timing timing, RunRound(calls, absl::Seconds(2), seed));
//
// Not thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_TIMED_ROUNDS_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_TIMED_ROUNDS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace dateline {

// One call with a question of its own choice; the bytes of the answer.
using TimedCall = std::function<absl::StatusOr<size_t>(std::mt19937_64&)>;

struct Timing {
  std::vector<absl::Duration> calls;
  absl::Duration spent;
  double answer_bytes = 0;  // Of all calls.

  void Add(Timing other);
  double PerSecond() const;
  double MeanAnswerBytes() const;
  // The time within which this share of the calls was answered.
  absl::Duration At(double share);
};

// One thread for each of `clients`, each with one call at a time. Equal seeds
// give equal questions.
absl::StatusOr<Timing> RunRound(const std::vector<TimedCall>& clients, absl::Duration length,
                                uint64_t seed);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_TIMED_ROUNDS_H_
