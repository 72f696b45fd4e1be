// Reads a recorded world over a real socket and measures throughput and
// latency, beside a bare gRPC service that gives real answers, sampled before,
// to the same calls of the same client and does nothing else.
//
//   DATELINE_RETURN_IF_ERROR(RunReadingBench(world, options, report));
//
// Or also beside the same service behind TLS, with tokens and metrics: what these
// cost. They take turns in short rounds, so that a machine that is slow for a
// while is slow for all. Not thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_READING_BENCH_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_READING_BENCH_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/bench/factbase/news_world.h"

namespace dateline {

struct ReadingOptions {
  std::string folder;  // As RunRecordingBench left it.
  int clients = 4;     // Threads, each with one call at a time.
  int rounds = 5;      // Of each service, in turns.
  absl::Duration round = absl::Seconds(2);
  bool guarded = false;       // Asks the same over TLS, with a token and metrics, too.
  uint64_t entities = 2'000;  // The most mentioned are asked for, as often as they are mentioned.
};

// One way of reading: all rounds together.
struct ReadingFigures {
  std::string what;
  uint64_t calls = 0, bare_calls = 0;
  double a_second = 0, bare_a_second = 0;
  double guarded_a_second = 0;  // 0 if that was not asked for.
  absl::Duration median, p99, bare_median, bare_p99, guarded_median, guarded_p99;
  double answer_bytes = 0, bare_answer_bytes = 0;  // Mean.
  uint64_t resident_bytes = 0;
};

absl::Status RunReadingBench(const NewsWorld& world, const ReadingOptions& options,
                             absl::FunctionRef<void(const ReadingFigures&)> report);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_READING_BENCH_H_
