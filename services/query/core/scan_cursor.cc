#include "services/query/core/scan_cursor.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace dateline::query {
namespace {

// Small first, since many readers want few entries; then larger, since those
// who go on tend to go far.
constexpr size_t kFirstBatch = 32;
constexpr size_t kLargestBatch = 1024;

}  // namespace

ScanCursor::ScanCursor(FactBaseView view, ScanLeg leg, std::string_view after,
                       const Cancellation& cancellation)
    : view_(std::move(view)),
      leg_(std::move(leg)),
      cancellation_(&cancellation),
      batch_size_(kFirstBatch) {
  leg_.scan.after = after;
}

const FactIndexEntry* ScanCursor::entry() const {
  return next_ == 0 ? nullptr : &batch_[next_ - 1];
}

absl::Status ScanCursor::Advance() {
  if (next_ >= batch_.size() && !exhausted_) DATELINE_RETURN_IF_ERROR(Refill());
  if (next_ >= batch_.size()) {
    batch_.clear();
    next_ = 0;
    return absl::OkStatus();
  }
  ++next_;
  return absl::OkStatus();
}

absl::Status ScanCursor::Refill() {
  DATELINE_RETURN_IF_ERROR(cancellation_->Check());
  if (!batch_.empty()) leg_.scan.after = batch_.back().position;
  batch_.clear();
  next_ = 0;
  exhausted_ = true;
  DATELINE_RETURN_IF_ERROR(view_.ForEachFact(leg_.scan, [&](const FactIndexEntry& entry) {
    if (leg_.undated_only && entry.valid_start) return ScanStep::kStop;
    batch_.push_back(entry);
    if (batch_.size() < batch_size_) return ScanStep::kContinue;
    exhausted_ = false;
    return ScanStep::kStop;
  }));
  batch_size_ = std::min(batch_size_ * 4, kLargestBatch);
  return absl::OkStatus();
}

}  // namespace dateline::query
