// Asks Dateline and PostgreSQL the same questions about the same facts, in
// turns and with the same number of clients, and writes the same documents into
// both.
//
//   DATELINE_RETURN_IF_ERROR(RunRivalBench(world, options, progress, report));
//
// Both answer a question with the same facts in the same order, or it fails.
// Dateline answers with messages over a socket of the machine, PostgreSQL with
// rows over its own; Dateline's clients parse the answer, PostgreSQL's leave the
// fields as they came. Not thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_RIVAL_BENCH_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_RIVAL_BENCH_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/bench/factbase/news_world.h"

namespace dateline {

struct RivalOptions {
  std::string folder;            // As RunRecordingBench left it.
  std::string scratch = "/tmp";  // PostgreSQL's data come below it and go again.
  int clients = 4;
  int rounds = 5;  // Of each, in turns.
  absl::Duration round = absl::Seconds(2);
  uint64_t entities = 2'000;  // As in ReadingOptions.
  uint64_t sample = 200;      // Documents recorded into both.
};

struct RivalFigure {
  std::string what, unit;
  double dateline = 0, postgresql = 0;
};

absl::Status RunRivalBench(const NewsWorld& world, const RivalOptions& options,
                           absl::FunctionRef<void(uint64_t facts)> progress,
                           absl::FunctionRef<void(const RivalFigure&)> report);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_RIVAL_BENCH_H_
