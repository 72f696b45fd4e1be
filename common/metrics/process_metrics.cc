#include "common/metrics/process_metrics.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

namespace dateline {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::optional<double> CpuSeconds() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return std::nullopt;
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

struct MemoryPages {
  double whole = 0;
  double resident = 0;
};
std::optional<MemoryPages> ReadMemoryPages() {
  std::ifstream file("/proc/self/statm");
  MemoryPages pages;
  if (!(file >> pages.whole >> pages.resident)) return std::nullopt;
  return pages;
}

std::optional<double> OpenFiles() {
  std::error_code error;
  double files = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
       !error && entry != end; entry.increment(error)) {
    ++files;
  }
  if (error) return std::nullopt;
  return files - 1;  // One is the folder itself.
}

double NowSeconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::shared_ptr<void> AddProcessMetrics(Metrics& metrics) {
  const double started = NowSeconds();
  const auto page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
  return metrics.AddCollector([started, page_bytes](Samples& samples) {
    samples.Gauge({"dateline_build_info", "Always 1; the label says which version runs."},
                  {{"version", DATELINE_VERSION}}, 1);
    samples.Gauge({"process_start_time_seconds", "When the process started, since 1970 UTC."}, {},
                  started);
    if (const auto seconds = CpuSeconds()) {
      samples.Counter({"process_cpu_seconds_total", "Processor time used."}, {}, *seconds);
    }
    if (const auto pages = ReadMemoryPages()) {
      samples.Gauge({"process_resident_memory_bytes", "Memory held."}, {},
                    pages->resident * page_bytes);
      samples.Gauge({"process_virtual_memory_bytes", "Address space taken."}, {},
                    pages->whole * page_bytes);
    }
    if (const auto files = OpenFiles()) {
      samples.Gauge({"process_open_fds", "Files and sockets open."}, {}, *files);
    }
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
      samples.Gauge({"process_max_fds", "Files and sockets that may be open."}, {},
                    static_cast<double>(limit.rlim_cur));
    }
  });
}

}  // namespace dateline
