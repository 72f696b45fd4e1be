#include "tools/dateline/progress.h"

#include <algorithm>

#include "common/base/strings.h"

namespace dateline::cli {
namespace {

constexpr size_t kBarCells = 24;

}  // namespace

ProgressBar::ProgressBar(const Terminal& terminal, std::ostream& out, std::string_view label,
                         uint64_t total)
    : terminal_(terminal), out_(out), label_(label), total_(total) {}

std::string ProgressBar::Line(std::string_view label, uint64_t done, uint64_t total,
                              std::string_view note, size_t width) {
  std::string line(label);
  if (total > 0) {
    const size_t filled = std::min<uint64_t>(kBarCells, kBarCells * done / total);
    line += " [";
    for (size_t i = 0; i < kBarCells; ++i) line += i < filled ? "█" : "·";
    StrAppend(&line, "] ", done, "/", total);
  } else {
    StrAppend(&line, " ", done);
  }
  if (!note.empty()) StrAppend(&line, "  ", note);
  return width == Terminal::kUnlimited ? line : TruncateToWidth(line, width);
}

void ProgressBar::Update(uint64_t done, std::string_view note) {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  if (terminal_.interactive()) {
    const size_t width = terminal_.width() == Terminal::kUnlimited ? 80 : terminal_.width();
    out_ << "\r" << Line(label_, done, total_, note, width - 1) << "\x1b[K" << std::flush;
    drawn_ = true;
    return;
  }
  const uint64_t step = total_ > 0 ? (total_ + 9) / 10 : 1000;
  if (done < reported_ + step && done != total_) return;
  if (done == reported_ && done > 0) return;
  reported_ = done;
  out_ << label_ << " " << done;
  if (total_ > 0) out_ << "/" << total_;
  if (!note.empty()) out_ << "  " << note;
  out_ << std::endl;
}

void ProgressBar::Finish() {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  finished_ = true;
  if (drawn_) out_ << "\n" << std::flush;
}

}  // namespace dateline::cli
