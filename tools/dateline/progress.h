// Progress of a long command on standard error: a bar on a terminal, now and
// then a plain line otherwise.
//
//   ProgressBar progress(context.err, std::cerr, "Ingesting", files.size());
//   progress.Update(done, "2 refused");
//   progress.Finish();
//
// Thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_PROGRESS_H_
#define DATELINE_TOOLS_DATELINE_PROGRESS_H_

#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

#include "tools/dateline/terminal.h"

namespace dateline::cli {

class ProgressBar {
 public:
  // `total` of 0 means that it is not known. `out` must outlive the bar.
  ProgressBar(const Terminal& terminal, std::ostream& out, std::string_view label, uint64_t total);
  ~ProgressBar() { Finish(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` of the total; `note` stands behind it. On a terminal the bar is
  // drawn over; otherwise a line is written each time another tenth is done, or
  // another thousand where the total is not known.
  void Update(uint64_t done, std::string_view note = {});

  // Leaves the bar where it stands. Further updates are ignored.
  void Finish();

  // The line without colours, at most `width` columns: for Update and tests.
  static std::string Line(std::string_view label, uint64_t done, uint64_t total,
                          std::string_view note, size_t width);

 private:
  const Terminal terminal_;
  std::ostream& out_;
  const std::string label_;
  const uint64_t total_;
  std::mutex mutex_;
  uint64_t reported_ = 0;  // Guarded by mutex_, as is what follows.
  bool drawn_ = false;
  bool finished_ = false;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_PROGRESS_H_
