// Records the documents of a made-up world of news and measures what that
// costs, beside a bare store that is given the same bytes in the same run.
//
//   RecordingBench bench(world, options);
//   DATELINE_RETURN_IF_ERROR(bench.Run(report));
//
// Not thread-safe.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_RECORDING_BENCH_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_RECORDING_BENCH_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/bench/factbase/news_world.h"

namespace dateline {

struct RecordingOptions {
  std::string folder;  // Must be empty or not there, unless `resume`.
  // Goes on with what an earlier run recorded into the folder: a large base can
  // be built in parts. Sizes that it has already are not measured.
  bool resume = false;
  uint64_t documents = 50'000;
  // Measure whenever the base holds so many documents, and at the end.
  std::vector<uint64_t> measure_at;
  // Documents recorded one by one, each synced, for one measurement.
  uint64_t sample = 500;
};

struct RowFigures {
  uint64_t rows = 0, bytes = 0;  // Keys and values, before compression.
};

// One measurement: what `sample` documents cost on top of what was there.
struct RecordingFigures {
  uint64_t attestations = 0;     // Held when the sample began.
  absl::Duration whole;          // Of the sample's RecordExtraction calls.
  absl::Duration in_store;       // Of it, in Commit.
  absl::Duration bare;           // The same batches into a store without a fact base.
  uint64_t rows = 0, bytes = 0;  // Written by the sample.
  uint64_t bytes_written = 0;    // Of the whole folder, log and uncompacted files included.
  uint64_t bytes_on_disk = 0;    // Of the whole folder, compacted.
  uint64_t resident_bytes = 0;   // Of this process.
  absl::Duration slowest;        // Of the sample's calls.
  std::map<std::string, RowFigures> by_tag;  // By key space and first byte of the key.
};

absl::Status RunRecordingBench(const NewsWorld& world, const RecordingOptions& options,
                               absl::FunctionRef<void(uint64_t documents)> progress,
                               absl::FunctionRef<void(const RecordingFigures&)> report);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_RECORDING_BENCH_H_
