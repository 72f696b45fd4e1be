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
// Entries between two questions whether to go on.
constexpr size_t kCheckEvery = 4096;

}  // namespace

bool ComesBefore(const FactPlace& a, const FactPlace& b, ScanDirection direction) {
  if (direction == ScanDirection::kBackward) return ComesBefore(b, a);
  if (a.valid_start != b.valid_start) {
    if (!a.valid_start || !b.valid_start) return a.valid_start.has_value();
    return *a.valid_start < *b.valid_start;
  }
  return a.fact_id < b.fact_id;
}

FactPlace PlaceOf(const FactIndexEntry& entry) { return {entry.valid_start, entry.fact_id}; }

ScanCursor::ScanCursor(FactBaseView view, FactScan scan, EntryFilter take,
                       const Cancellation& cancellation)
    : view_(std::move(view)),
      scan_(std::move(scan)),
      take_(std::move(take)),
      cancellation_(&cancellation),
      batch_size_(kFirstBatch) {}

void ScanCursor::Finish() {
  batch_.clear();
  next_ = 0;
}

absl::Status ScanCursor::Advance() {
  if (next_ >= batch_.size() && !exhausted_) DATELINE_RETURN_IF_ERROR(Refill());
  if (next_ >= batch_.size()) {
    Finish();
    return absl::OkStatus();
  }
  ++next_;
  return absl::OkStatus();
}

absl::Status ScanCursor::SeekTo(const FactPlace& place) {
  const auto lags = [&](const FactIndexEntry& entry) {
    return ComesBefore(PlaceOf(entry), place, scan_.direction);
  };
  const auto here = batch_.begin() + static_cast<std::ptrdiff_t>(next_ == 0 ? 0 : next_ - 1);
  const auto found = std::partition_point(here, batch_.end(), lags);
  if (found != batch_.end()) {
    next_ = static_cast<size_t>(found - batch_.begin()) + 1;
    return absl::OkStatus();
  }
  if (exhausted_) {
    Finish();
    return absl::OkStatus();
  }
  Finish();
  scan_.from = place;
  scan_.after.clear();
  // What comes next was asked for by its place: it is probably wanted alone.
  batch_size_ = std::max(kFirstBatch, batch_size_ / 4);
  return Advance();
}

absl::Status ScanCursor::Refill() {
  DATELINE_RETURN_IF_ERROR(cancellation_->Check());
  if (!batch_.empty()) scan_.after = batch_.back().position;
  batch_.clear();
  next_ = 0;
  exhausted_ = true;
  size_t seen = 0;
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(view_.ForEachFact(scan_, [&](const FactIndexEntry& entry) {
    if (++seen % kCheckEvery == 0) status = cancellation_->Check();
    if (!status.ok()) return ScanStep::kStop;
    if (take_ && !take_(entry)) return ScanStep::kContinue;
    batch_.push_back(entry);
    if (batch_.size() < batch_size_) return ScanStep::kContinue;
    exhausted_ = false;
    return ScanStep::kStop;
  }));
  batch_size_ = std::min(batch_size_ * 4, kLargestBatch);
  return status;
}

}  // namespace dateline::query
