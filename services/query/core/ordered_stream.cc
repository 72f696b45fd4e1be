#include "services/query/core/ordered_stream.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/fact/vocabulary.h"
#include "services/query/core/paging.h"
#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

using Index = FactScan::Index;

// The facts of one group, each once, by place.
class UnionCursor {
 public:
  UnionCursor(const FactBaseView& view, std::vector<FactScan> scans, const EntryFilter& take,
              ScanDirection direction, const Cancellation& cancellation)
      : direction_(direction) {
    for (FactScan& scan : scans) {
      cursors_.emplace_back(view, std::move(scan), take, cancellation);
    }
  }

  // To the first fact, from here on, that does not come before `place`.
  absl::Status SeekTo(const FactPlace& place) {
    for (ScanCursor& cursor : cursors_) DATELINE_RETURN_IF_ERROR(cursor.SeekTo(place));
    started_ = true;
    Choose();
    return absl::OkStatus();
  }

  // To the next fact.
  absl::Status Advance() {
    if (!started_) {
      for (ScanCursor& cursor : cursors_) DATELINE_RETURN_IF_ERROR(cursor.Advance());
    } else if (first_ != nullptr) {
      const FactPlace left = PlaceOf(*first_->entry());
      for (ScanCursor& cursor : cursors_) {
        while (cursor.entry() != nullptr && cursor.entry()->fact_id == left.fact_id &&
               cursor.entry()->valid_start == left.valid_start) {
          DATELINE_RETURN_IF_ERROR(cursor.Advance());
        }
      }
    }
    started_ = true;
    Choose();
    return absl::OkStatus();
  }

  const FactIndexEntry* entry() const { return first_ == nullptr ? nullptr : first_->entry(); }

 private:
  void Choose() {
    first_ = nullptr;
    for (ScanCursor& cursor : cursors_) {
      if (cursor.entry() == nullptr) continue;
      if (first_ == nullptr ||
          ComesBefore(PlaceOf(*cursor.entry()), PlaceOf(*first_->entry()), direction_)) {
        first_ = &cursor;
      }
    }
  }

  const ScanDirection direction_;
  std::vector<ScanCursor> cursors_;
  ScanCursor* first_ = nullptr;  // Of those with an entry, the one that comes first.
  bool started_ = false;
};

// Dated facts, or undated ones, or both in one go.
struct Leg {
  bool dated = true;
  bool undated = true;
};

std::vector<Leg> LegsOf(const TimeOrder& order) {
  const Leg only_dated{.dated = true, .undated = false};
  if (order.dated_only) return {only_dated};
  // A window's end cuts off what starts later; what has no start may still end
  // in the window.
  if (order.direction == ScanDirection::kForward && !order.window.bounded()) return {{}};
  return {only_dated, {.dated = false, .undated = true}};
}

// The part of the longest in the index of lasting facts that goes with a scan;
// nothing for those that have none.
std::optional<FactScan> LastingTwin(const FactScan& scan) {
  FactScan twin{.index = Index::kLasting};
  switch (scan.index) {
    case Index::kEntity:
      twin.key = FactScope::OfEntity(scan.key);
      return twin;
    case Index::kOneType:
      twin.key = FactScope::OfType(scan.key);
      return twin;
    case Index::kKind: {
      const std::optional<FactKind> kind = FactKindFromName(scan.key);
      if (!kind) return std::nullopt;
      twin.key = FactScope::OfKind(*kind);
      return twin;
    }
    case Index::kTime:
      twin.key = FactScope::OfEverything();
      return twin;
    default:
      return std::nullopt;
  }
}

// The undated part of a scan. With a window, what has neither start nor end is
// left out; the rest is in the index of lasting facts.
FactScan UndatedPart(FactScan scan, const TimeOrder& order) {
  if (order.window.bounded() && !order.timeless) {
    if (std::optional<FactScan> lasting = LastingTwin(scan)) scan = *std::move(lasting);
  }
  scan.direction = ScanDirection::kForward;
  scan.from = FactPlace{};
  return scan;
}

// The scans of a group for one leg. With a window, what starts too early to
// reach it is skipped, but for facts that last long: these have an index of
// their own.
std::vector<FactScan> ScansOf(const ScanGroup& group, const TimeOrder& order, const Leg& leg) {
  std::vector<FactScan> out;
  for (FactScan scan : group.any_of) {
    if (!leg.dated) {
      out.push_back(UndatedPart(std::move(scan), order));
      continue;
    }
    scan.direction = order.direction;
    if (!leg.undated) scan.start_at_most = order.window.to.value_or(kLastMoment);
    std::optional<FactScan> lasting =
        order.window.from.has_value() ? LastingTwin(scan) : std::nullopt;
    if (lasting.has_value()) {
      scan.start_at_least = *order.window.from - FactScan::LongestOfStep(0);
      lasting->direction = scan.direction;
      lasting->start_at_most = *scan.start_at_least - 1;
      for (int step = FactScan::kDurationSteps; step > 0; --step) {
        lasting->duration_step = step;
        lasting->start_at_least.reset();
        if (step < FactScan::kDurationSteps) {
          lasting->start_at_least = *order.window.from - FactScan::LongestOfStep(step);
        }
        out.push_back(*lasting);
      }
    }
    out.push_back(std::move(scan));
  }
  return out;
}

class OrderedStream final : public FactStream {
 public:
  OrderedStream(const FactBaseView& view, std::vector<ScanGroup> all_of, const TimeOrder& order,
                const Cancellation& cancellation)
      : view_(view),
        groups_(std::move(all_of)),
        order_(order),
        legs_(LegsOf(order)),
        cancellation_(cancellation) {}

  absl::Status Start(std::string_view position) {
    if (position.empty()) {
      OpenLeg();
      return absl::OkStatus();
    }
    uint64_t leg = 0, dated = 0, seconds = 0;
    if (!TakeUint64(&position, &leg) || !TakeUint64(&position, &dated) ||
        !TakeUint64(&position, &seconds) || leg >= legs_.size() || position.empty()) {
      return MalformedPageToken();
    }
    leg_ = leg;
    OpenLeg();
    FactPlace place;
    place.fact_id = position;
    if (dated != 0) {
      const auto since_zero = static_cast<int64_t>(seconds);
      if (std::abs(since_zero) > kMostSeconds) return MalformedPageToken();
      place.valid_start = absl::CivilSecond() + since_zero;
    }
    last_ = place;
    DATELINE_RETURN_IF_ERROR(cursors_.front().SeekTo(place));
    DATELINE_RETURN_IF_ERROR(Align());
    // The page ended with that fact: it is given already.
    pending_ = aligned_ == nullptr || aligned_->fact_id != place.fact_id;
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<FactIndexEntry>> Next() override {
    while (leg_ < legs_.size()) {
      if (!pending_) {
        DATELINE_RETURN_IF_ERROR(cursors_.front().Advance());
        DATELINE_RETURN_IF_ERROR(Align());
      }
      pending_ = false;
      if (aligned_ != nullptr) {
        last_ = PlaceOf(*aligned_);
        return *aligned_;
      }
      ++leg_;
      OpenLeg();
    }
    return std::nullopt;
  }

  std::string position() const override {
    std::string out;
    AppendUint64(leg_, &out);
    AppendUint64(last_.valid_start.has_value() ? 1 : 0, &out);
    const int64_t seconds =
        last_.valid_start.has_value() ? *last_.valid_start - absl::CivilSecond() : 0;
    AppendUint64(static_cast<uint64_t>(seconds), &out);
    out += last_.fact_id;
    return out;
  }

 private:
  // More than any calendar date is away from 1970.
  static constexpr int64_t kMostSeconds = 1'000'000'000'000;

  void OpenLeg() {
    cursors_.clear();
    if (leg_ >= legs_.size()) return;
    const Leg& leg = legs_[leg_];
    const ScanDirection direction = leg.dated ? order_.direction : ScanDirection::kForward;
    cursors_.reserve(groups_.size());
    for (const ScanGroup& group : groups_) {
      cursors_.emplace_back(view_, ScansOf(group, order_, leg), group.take, direction,
                            cancellation_);
    }
  }

  // Moves whichever cursors lag behind the first until all stand on one fact:
  // that of `aligned_`, which is null at the end.
  absl::Status Align() {
    aligned_ = cursors_.front().entry();
    size_t leader = 0;
    for (size_t agreeing = 1, i = 1; aligned_ != nullptr && agreeing < cursors_.size(); ++i) {
      const FactIndexEntry& goal = *cursors_[leader].entry();
      UnionCursor& cursor = cursors_[i % cursors_.size()];
      DATELINE_RETURN_IF_ERROR(cursor.SeekTo(PlaceOf(goal)));
      if (cursor.entry() == nullptr) {
        aligned_ = nullptr;
      } else if (cursor.entry()->fact_id == goal.fact_id) {
        ++agreeing;
      } else {
        leader = i % cursors_.size();
        agreeing = 1;
      }
    }
    if (aligned_ != nullptr) aligned_ = cursors_.front().entry();
    return absl::OkStatus();
  }

  const FactBaseView view_;
  const std::vector<ScanGroup> groups_;
  const TimeOrder order_;
  const std::vector<Leg> legs_;
  const Cancellation& cancellation_;
  size_t leg_ = 0;
  std::vector<UnionCursor> cursors_;  // One for each group.
  FactPlace last_;
  const FactIndexEntry* aligned_ = nullptr;
  bool pending_ = false;  // `aligned_` is what Next() is to give.
};

}  // namespace

absl::StatusOr<std::unique_ptr<FactStream>> OpenOrderedStream(const FactBaseView& view,
                                                              std::vector<ScanGroup> all_of,
                                                              const TimeOrder& order,
                                                              std::string_view position,
                                                              const Cancellation& cancellation) {
  auto stream = std::make_unique<OrderedStream>(view, std::move(all_of), order, cancellation);
  DATELINE_RETURN_IF_ERROR(stream->Start(position));
  return stream;
}

}  // namespace dateline::query
