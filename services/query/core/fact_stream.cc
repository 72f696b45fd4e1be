#include "services/query/core/fact_stream.h"

#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/paging.h"
#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

class ScanStream final : public FactStream {
 public:
  ScanStream(const FactBaseView& view, FactScan scan, EntryFilter take, std::string last_fact_id,
             const Cancellation& cancellation)
      : cursor_(view, std::move(scan), std::move(take), cancellation) {
    last_.fact_id = std::move(last_fact_id);
  }

  absl::StatusOr<std::optional<FactIndexEntry>> Next() override {
    while (true) {
      DATELINE_RETURN_IF_ERROR(cursor_.Advance());
      const FactIndexEntry* entry = cursor_.entry();
      if (entry == nullptr) return std::nullopt;
      if (entry->fact_id == last_.fact_id) continue;
      last_ = *entry;
      return last_;
    }
  }

  std::string position() const override {
    std::string out;
    AppendBytes(last_.fact_id, &out);
    out += last_.position;
    return out;
  }

 private:
  ScanCursor cursor_;
  FactIndexEntry last_;
};

class OriginsStream final : public FactStream {
 public:
  explicit OriginsStream(StreamOpener single) : single_(std::move(single)) {}

  absl::Status Start(const FactBaseView& view, FactScan many, EntryFilter take,
                     std::string_view position, const Cancellation& cancellation) {
    if (position.empty() || position.front() == kMany) {
      if (!position.empty()) position.remove_prefix(1);
      DATELINE_ASSIGN_OR_RETURN(
          stream_, OpenScanStream(view, std::move(many), std::move(take), position, cancellation));
      return absl::OkStatus();
    }
    if (position.front() != kSingle) return MalformedPageToken();
    return OpenSingle(position.substr(1));
  }

  absl::StatusOr<std::optional<FactIndexEntry>> Next() override {
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactIndexEntry> entry, stream_->Next());
    if (entry.has_value() || in_single_) return entry;
    DATELINE_RETURN_IF_ERROR(OpenSingle({}));
    return stream_->Next();
  }

  std::string position() const override {
    return std::string(1, in_single_ ? kSingle : kMany) + stream_->position();
  }

  bool gives_single_origins() const override { return in_single_; }

 private:
  static constexpr char kMany = 'm';
  static constexpr char kSingle = 's';

  absl::Status OpenSingle(std::string_view position) {
    in_single_ = true;
    DATELINE_ASSIGN_OR_RETURN(stream_, single_(position));
    return absl::OkStatus();
  }

  const StreamOpener single_;
  std::unique_ptr<FactStream> stream_;
  bool in_single_ = false;
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
      ScanCursor cursor(view_, scan, take_, cancellation_);
      DATELINE_RETURN_IF_ERROR(cursor.Advance());
      while (cursor.entry() != nullptr) {
        DATELINE_RETURN_IF_ERROR(Consider(*cursor.entry()));
        DATELINE_RETURN_IF_ERROR(cursor.Advance());
      }
    }
    return absl::OkStatus();
  }

  absl::Status Consider(const FactIndexEntry& entry) {
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

absl::StatusOr<std::unique_ptr<FactStream>> OpenScanStream(const FactBaseView& view, FactScan scan,
                                                           EntryFilter take,
                                                           std::string_view position,
                                                           const Cancellation& cancellation) {
  std::string last_fact_id;
  if (!position.empty()) {
    if (!TakeBytes(&position, &last_fact_id)) return MalformedPageToken();
    scan.after = position;
  }
  return std::make_unique<ScanStream>(view, std::move(scan), std::move(take),
                                      std::move(last_fact_id), cancellation);
}

absl::StatusOr<std::unique_ptr<FactStream>> OpenOriginsStream(const FactBaseView& view,
                                                              FactScan many, EntryFilter take,
                                                              StreamOpener single,
                                                              std::string_view position,
                                                              const Cancellation& cancellation) {
  auto stream = std::make_unique<OriginsStream>(std::move(single));
  DATELINE_RETURN_IF_ERROR(
      stream->Start(view, std::move(many), std::move(take), position, cancellation));
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
