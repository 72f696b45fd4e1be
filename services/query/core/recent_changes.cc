#include "services/query/core/recent_changes.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/factbase/member.h"

namespace dateline::query {
namespace {

// What is kept for watchers who are a little behind.
constexpr size_t kMaxKept = 4'000;
constexpr size_t kMaxKeptBytes = size_t{16} << 20;

size_t BytesOf(const LoggedChange& logged) {
  return sizeof(LoggedChange) + logged.encoded.size() + 2 * EstimateBytes(logged.change.fact);
}

// The base right after or right before a recording, for its changes in a row.
class Moment {
 public:
  explicit Moment(const FactBase& base) : base_(base) {}

  // False if nothing was recorded by then.
  absl::StatusOr<bool> MoveTo(absl::Time time) {
    if (time_ == time) return view_.has_value();
    time_ = time;
    view_.reset();
    merged_.clear();
    absl::StatusOr<FactBaseView> view = base_.OpenView(time);
    if (absl::IsOutOfRange(view.status())) return false;
    DATELINE_RETURN_IF_ERROR(view.status());
    view_ = *std::move(view);
    return true;
  }

  // REQUIRES: MoveTo() gave true.
  const FactBaseView& view() const { return *view_; }

  absl::StatusOr<MergedIds> MergedIdsOf(const FactContent& content) {
    std::vector<std::string> entities;
    ForEachEntityOf(content, [&](std::string_view, const EntityReference& entity) {
      if (!entity.id.empty()) entities.push_back(entity.id);
    });
    MergedIds out;
    for (const std::string& entity : entities) {
      const auto [it, fresh] = merged_.try_emplace(entity);
      if (fresh) {
        DATELINE_ASSIGN_OR_RETURN(it->second,
                                  view_->GetMergedIds(entity, std::numeric_limits<size_t>::max()));
      }
      for (const std::string& id : it->second) out.emplace(id, entity);
    }
    return out;
  }

 private:
  const FactBase& base_;
  std::optional<absl::Time> time_;
  std::optional<FactBaseView> view_;
  std::map<std::string, std::vector<std::string>> merged_;
};

absl::Status ReadAfter(Moment& moment, LoggedChange& logged) {
  const ChangeRecord& record = logged.record;
  DATELINE_ASSIGN_OR_RETURN(const bool known, moment.MoveTo(record.recorded_at));
  if (!known) return absl::OkStatus();
  const std::string& id = record.merged_into.empty() ? record.fact_id : record.merged_into;
  DATELINE_ASSIGN_OR_RETURN(std::optional<FactRecord> fact, moment.view().GetFact(id));
  if (!fact) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(logged.merged_ids_after, moment.MergedIdsOf(fact->content));
  if (ShowsOnlyId(record.type)) {
    logged.became = *std::move(fact);
    return absl::OkStatus();
  }
  DATELINE_ASSIGN_OR_RETURN(logged.change.fact,
                            AttestFact(moment.view(), *std::move(fact), kShownAttestations));
  return absl::OkStatus();
}

absl::Status ReadBefore(Moment& moment, LoggedChange& logged) {
  if (logged.record.type == ChangeType::kAdded) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const bool known,
                            moment.MoveTo(logged.record.recorded_at - absl::Nanoseconds(1)));
  if (!known) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(logged.before, moment.view().GetFact(logged.record.fact_id));
  if (!logged.before) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(logged.merged_ids_before, moment.MergedIdsOf(logged.before->content));
  return absl::OkStatus();
}

}  // namespace

bool ShowsOnlyId(ChangeType type) {
  return type == ChangeType::kRemoved || type == ChangeType::kMerged;
}

const FactRecord* LoggedChange::after() const {
  if (ShowsOnlyId(record.type)) return became ? &*became : nullptr;
  return change.fact.record.id.empty() ? nullptr : &change.fact.record;
}

RecentChanges::RecentChanges(FactBase& base, ChangeEncoder encoder)
    : base_(base), encoder_(std::move(encoder)) {
  listener_ = base_.AddChangeListener([this] { commits_.fetch_add(1); });
}

absl::StatusOr<LoggedChanges> RecentChanges::After(uint64_t sequence) {
  {
    absl::MutexLock lock(&mutex_);
    DATELINE_RETURN_IF_ERROR(CatchUp());
    const uint64_t behind = newest_ - std::min(newest_, sequence);
    if (behind <= kept_.size()) {
      LoggedChanges out;
      size_t bytes = 0;
      auto it = kept_.end() - static_cast<std::ptrdiff_t>(behind);
      for (; it != kept_.end() && out.changes.size() < kMaxGiven && bytes < kMaxPageBytes; ++it) {
        bytes += BytesOf(**it);
        out.changes.push_back(*it);
      }
      out.caught_up = it == kept_.end() && caught_up_;
      return out;
    }
  }
  return ReadLog(sequence);
}

void RecentChanges::Forget() {
  absl::MutexLock lock(&mutex_);
  kept_.clear();
  kept_bytes_ = 0;
}

absl::Status RecentChanges::CatchUp() {
  // Before the look, so that a commit during it makes for another look.
  const uint64_t commits = commits_.load();
  if (begun_ && caught_up_ && commits == commits_seen_) return absl::OkStatus();
  commits_seen_ = commits;
  if (!begun_) {
    DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, base_.OpenView(std::nullopt));
    DATELINE_ASSIGN_OR_RETURN(newest_, view.NewestChange());
    begun_ = true;
    return absl::OkStatus();
  }
  caught_up_ = false;
  DATELINE_ASSIGN_OR_RETURN(LoggedChanges fresh, ReadLog(newest_));
  caught_up_ = fresh.caught_up;
  for (std::shared_ptr<const LoggedChange>& logged : fresh.changes) {
    newest_ = logged->record.sequence;
    kept_bytes_ += BytesOf(*logged);
    kept_.push_back(std::move(logged));
  }
  while (kept_.size() > kMaxKept || (kept_bytes_ > kMaxKeptBytes && kept_.size() > 1)) {
    kept_bytes_ -= BytesOf(*kept_.front());
    kept_.pop_front();
  }
  return absl::OkStatus();
}

absl::StatusOr<LoggedChanges> RecentChanges::ReadLog(uint64_t after) const {
  std::vector<ChangeRecord> records;
  {
    DATELINE_ASSIGN_OR_RETURN(const FactBaseView now, base_.OpenView(std::nullopt));
    DATELINE_RETURN_IF_ERROR(now.ForEachChange(after, [&](const ChangeRecord& record) {
      records.push_back(record);
      return records.size() < kMaxGiven ? ScanStep::kContinue : ScanStep::kStop;
    }));
  }
  Moment moment_after(base_), moment_before(base_);
  LoggedChanges out;
  out.caught_up = records.size() < kMaxGiven;
  size_t bytes = 0;
  for (ChangeRecord& record : records) {
    if (bytes >= kMaxPageBytes) {
      out.caught_up = false;
      break;
    }
    auto logged = std::make_shared<LoggedChange>();
    logged->record = std::move(record);
    logged->change.type = logged->record.type;
    logged->change.merged_into = logged->record.merged_into;
    logged->change.recorded_at = logged->record.recorded_at;
    if (ShowsOnlyId(logged->record.type)) logged->change.fact.record.id = logged->record.fact_id;
    DATELINE_RETURN_IF_ERROR(ReadAfter(moment_after, *logged));
    DATELINE_RETURN_IF_ERROR(ReadBefore(moment_before, *logged));
    if (encoder_ && !logged->change.fact.record.id.empty()) {
      logged->encoded = encoder_(logged->change);
    }
    bytes += BytesOf(*logged);
    out.changes.push_back(std::move(logged));
  }
  return out;
}

}  // namespace dateline::query
