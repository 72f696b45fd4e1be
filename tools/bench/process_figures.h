// What a benchmark asks of its own process and folders.
#ifndef DATELINE_TOOLS_BENCH_PROCESS_FIGURES_H_
#define DATELINE_TOOLS_BENCH_PROCESS_FIGURES_H_

#include <cstdint>
#include <string>

namespace dateline {

// Bytes of all files in `folder`.
uint64_t BytesOnDisk(const std::string& folder);
// Memory of this process, in bytes, from /proc.
uint64_t ResidentBytes();

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_PROCESS_FIGURES_H_
