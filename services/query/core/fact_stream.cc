#include "services/query/core/fact_stream.h"

#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/paging.h"
#include "services/query/core/scan_cursor.h"
#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

class ScanStream final : public FactStream {
 public:
  ScanStream(const FactBaseView& view, std::vector<ScanLeg> legs, EntryFilter take,
             const Cancellation& cancellation)
      : view_(view), legs_(std::move(legs)), take_(std::move(take)), cancellation_(cancellation) {}

  absl::Status Start(std::string_view position) {
    std::string after;
    if (!position.empty()) {
      uint64_t leg = 0;
      if (!TakeUint64(&position, &leg) || leg >= legs_.size() ||
          !TakeBytes(&position, &last_.fact_id)) {
        return MalformedPageToken();
      }
      leg_ = leg;
      after = position;
    }
    OpenLeg(after);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<FactIndexEntry>> Next() override {
    while (cursor_.has_value()) {
      DATELINE_RETURN_IF_ERROR(cursor_->Advance());
      const FactIndexEntry* entry = cursor_->entry();
      if (entry == nullptr) {
        ++leg_;
        OpenLeg({});
      } else if (entry->fact_id != last_.fact_id && take_(*entry)) {
        last_ = *entry;
        return last_;
      }
    }
    return std::nullopt;
  }

  std::string position() const override {
    std::string out;
    AppendUint64(leg_, &out);
    AppendBytes(last_.fact_id, &out);
    out += last_.position;
    return out;
  }

 private:
  void OpenLeg(std::string_view after) {
    cursor_.reset();
    if (leg_ < legs_.size()) cursor_.emplace(view_, legs_[leg_], after, cancellation_);
  }

  const FactBaseView view_;
  const std::vector<ScanLeg> legs_;
  const EntryFilter take_;
  const Cancellation& cancellation_;
  size_t leg_ = 0;
  std::optional<ScanCursor> cursor_;
  FactIndexEntry last_;
};

// True if `a` comes before `b` in an index by valid start (undated last) and id.
bool ComesBefore(const FactIndexEntry& a, const FactIndexEntry& b) {
  if (a.valid_start != b.valid_start) {
    if (!a.valid_start || !b.valid_start) return a.valid_start.has_value();
    return *a.valid_start < *b.valid_start;
  }
  return a.fact_id < b.fact_id;
}

class IntersectionStream final : public FactStream {
 public:
  IntersectionStream(const FactBaseView& view, std::vector<std::vector<ScanLeg>> legs,
                     EntryFilter take, const Cancellation& cancellation)
      : view_(view), legs_(std::move(legs)), take_(std::move(take)), cancellation_(cancellation) {}

  absl::Status Start(std::string_view position) {
    std::vector<std::string> after;
    if (!position.empty()) {
      uint64_t leg = 0;
      if (!TakeUint64(&position, &leg) || leg >= legs_.size()) return MalformedPageToken();
      leg_ = leg;
      after.resize(legs_[leg_].size());
      for (std::string& one : after) {
        if (!TakeBytes(&position, &one)) return MalformedPageToken();
      }
    }
    OpenLeg(after);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<FactIndexEntry>> Next() override {
    while (leg_ < legs_.size()) {
      for (ScanCursor& cursor : cursors_) DATELINE_RETURN_IF_ERROR(cursor.Advance());
      DATELINE_ASSIGN_OR_RETURN(const bool aligned, Align());
      if (!aligned) {
        ++leg_;
        OpenLeg({});
      } else if (take_(*cursors_.front().entry())) {
        positions_.clear();
        for (const ScanCursor& cursor : cursors_) positions_.push_back(cursor.entry()->position);
        return *cursors_.front().entry();
      }
    }
    return std::nullopt;
  }

  std::string position() const override {
    std::string out;
    AppendUint64(leg_, &out);
    for (const std::string& one : positions_) AppendBytes(one, &out);
    return out;
  }

 private:
  void OpenLeg(const std::vector<std::string>& after) {
    cursors_.clear();
    if (leg_ >= legs_.size()) return;
    for (size_t i = 0; i < legs_[leg_].size(); ++i) {
      cursors_.emplace_back(view_, legs_[leg_][i], after.empty() ? std::string_view() : after[i],
                            cancellation_);
    }
  }

  // Moves whichever cursors lag until all stand on one fact; false at the end.
  absl::StatusOr<bool> Align() {
    const bool backward = legs_[leg_].front().scan.direction == ScanDirection::kBackward;
    const auto lags = [backward](const FactIndexEntry& a, const FactIndexEntry& b) {
      return backward ? ComesBefore(b, a) : ComesBefore(a, b);
    };
    size_t furthest = 0;
    size_t agreeing = 0;
    for (size_t i = 0; agreeing < cursors_.size(); i = (i + 1) % cursors_.size()) {
      ScanCursor& cursor = cursors_[i];
      while (cursor.entry() != nullptr && cursors_[furthest].entry() != nullptr &&
             lags(*cursor.entry(), *cursors_[furthest].entry())) {
        DATELINE_RETURN_IF_ERROR(cursor.Advance());
      }
      if (cursor.entry() == nullptr || cursors_[furthest].entry() == nullptr) return false;
      if (cursor.entry()->fact_id == cursors_[furthest].entry()->fact_id) {
        ++agreeing;
      } else {
        furthest = i;
        agreeing = 1;
      }
    }
    return true;
  }

  const FactBaseView view_;
  const std::vector<std::vector<ScanLeg>> legs_;
  const EntryFilter take_;
  const Cancellation& cancellation_;
  size_t leg_ = 0;
  std::vector<ScanCursor> cursors_;
  std::vector<std::string> positions_;
};

class SelectionStream final : public FactStream {
 public:
  SelectionStream(const FactBaseView& view, std::vector<FactScan> scans, EntryFilter take,
                  EntryKey sort_key, size_t window, std::string_view after,
                  const Cancellation& cancellation)
      : view_(view),
        scans_(std::move(scans)),
        take_(std::move(take)),
        sort_key_(std::move(sort_key)),
        window_(window),
        last_key_(after),
        cancellation_(cancellation) {}

  absl::StatusOr<std::optional<FactIndexEntry>> Next() override {
    if (selected_.empty() && more_) DATELINE_RETURN_IF_ERROR(Select());
    if (selected_.empty()) return std::nullopt;
    auto first = selected_.extract(selected_.begin());
    last_key_ = std::move(first.key());
    return std::move(first.mapped());
  }

  std::string position() const override { return last_key_; }

 private:
  absl::Status Select() {
    more_ = false;
    for (const FactScan& scan : scans_) {
      ScanCursor cursor(view_, {.scan = scan}, {}, cancellation_);
      DATELINE_RETURN_IF_ERROR(cursor.Advance());
      for (; cursor.entry() != nullptr;) {
        DATELINE_RETURN_IF_ERROR(Consider(*cursor.entry()));
        DATELINE_RETURN_IF_ERROR(cursor.Advance());
      }
    }
    return absl::OkStatus();
  }

  absl::Status Consider(const FactIndexEntry& entry) {
    if (!take_(entry)) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> key, sort_key_(entry));
    if (!key || *key <= last_key_) return absl::OkStatus();
    if (selected_.size() >= window_ && *key > selected_.rbegin()->first) {
      more_ = true;
      return absl::OkStatus();
    }
    selected_.emplace(*std::move(key), entry);
    if (selected_.size() > window_) {
      selected_.erase(std::prev(selected_.end()));
      more_ = true;
    }
    return absl::OkStatus();
  }

  const FactBaseView view_;
  const std::vector<FactScan> scans_;
  const EntryFilter take_;
  const EntryKey sort_key_;
  const size_t window_;
  std::string last_key_;
  const Cancellation& cancellation_;
  std::map<std::string, FactIndexEntry> selected_;
  bool more_ = true;  // Whether entries follow that are not in selected_.
};

}  // namespace

absl::StatusOr<std::unique_ptr<FactStream>> OpenScanStream(const FactBaseView& view,
                                                           std::vector<ScanLeg> legs,
                                                           EntryFilter take,
                                                           std::string_view position,
                                                           const Cancellation& cancellation) {
  auto stream = std::make_unique<ScanStream>(view, std::move(legs), std::move(take), cancellation);
  DATELINE_RETURN_IF_ERROR(stream->Start(position));
  return stream;
}

absl::StatusOr<std::unique_ptr<FactStream>> OpenIntersectionStream(
    const FactBaseView& view, std::vector<std::vector<ScanLeg>> legs, EntryFilter take,
    std::string_view position, const Cancellation& cancellation) {
  auto stream =
      std::make_unique<IntersectionStream>(view, std::move(legs), std::move(take), cancellation);
  DATELINE_RETURN_IF_ERROR(stream->Start(position));
  return stream;
}

std::unique_ptr<FactStream> OpenSelectionStream(const FactBaseView& view,
                                                std::vector<FactScan> scans, EntryFilter take,
                                                EntryKey sort_key, size_t window,
                                                std::string_view position,
                                                const Cancellation& cancellation) {
  return std::make_unique<SelectionStream>(view, std::move(scans), std::move(take),
                                           std::move(sort_key), window, position, cancellation);
}

}  // namespace dateline::query
