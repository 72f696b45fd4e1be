#include "services/query/core/watch.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/query/core/sealed_token.h"

namespace dateline::query {
namespace {

// Change it whenever the payload is written otherwise.
constexpr char kResumeTokenFormat = 'W';
// Changes looked at in one call, so that a filter that takes few does not keep
// one call busy without an answer.
constexpr size_t kMaxExaminedPerBatch = 1000;

absl::Status BadResumeToken(std::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kResumeTokenInvalid,
                   StrCat("resume_token ", why, "; watch from the beginning or from now"),
                   {{"field", "resume_token"}});
}

// What tells this change from the one with its number in another store.
std::string Fingerprint(const ChangeRecord& change) {
  return HashedId({change.fact_id, StrCat(static_cast<int>(change.type)),
                   StrCat(absl::ToUnixNanos(change.recorded_at))});
}

std::string ResumeToken(const std::optional<ChangeRecord>& last) {
  std::string payload;
  AppendUint64(last ? last->sequence : 0, &payload);
  if (last) payload += Fingerprint(*last);
  return SealToken(kResumeTokenFormat, payload);
}

absl::StatusOr<std::optional<ChangeRecord>> FindChange(const FactBaseView& view,
                                                       uint64_t sequence) {
  std::optional<ChangeRecord> found;
  if (sequence == 0) return found;
  DATELINE_RETURN_IF_ERROR(view.ForEachChange(sequence - 1, [&](const ChangeRecord& change) {
    if (change.sequence == sequence) found = change;
    return ScanStep::kStop;
  }));
  return found;
}

bool IsEmpty(const FactFilter& filter) {
  return filter.entity_ids.empty() && filter.kinds.empty() && filter.types.empty() &&
         !filter.valid.bounded() && filter.publishers.empty() && filter.attributed_to.empty() &&
         filter.polarity == Polarity::kUnspecified && filter.certainties.empty() &&
         filter.statuses.empty() && filter.min_origins == 0 && filter.document_ids.empty();
}

bool ShowsOnlyId(ChangeType type) {
  return type == ChangeType::kRemoved || type == ChangeType::kMerged;
}

}  // namespace

// The base as of one moment, with the filter made ready for it.
class ChangeReader::Moment {
 public:
  static absl::StatusOr<std::unique_ptr<const Moment>> Open(const FactBase& base, absl::Time time,
                                                            const FactFilter& filter) {
    DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(time));
    DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(filter, view));
    return std::unique_ptr<const Moment>(new Moment(time, std::move(view), std::move(matcher)));
  }

  absl::Time time() const { return time_; }
  const FactBaseView& view() const { return view_; }

  absl::StatusOr<bool> Matches(const FactRecord& record) const {
    return matcher_.Matches(view_, record);
  }

 private:
  Moment(absl::Time time, FactBaseView view, FactMatcher matcher)
      : time_(time), view_(std::move(view)), matcher_(std::move(matcher)) {}

  absl::Time time_;
  FactBaseView view_;
  FactMatcher matcher_;
};

ChangeReader::ChangeReader(const FactBase& base, FactFilter filter)
    : base_(base), filter_(std::move(filter)), takes_all_(IsEmpty(filter_)) {}

ChangeReader::~ChangeReader() = default;

absl::StatusOr<std::unique_ptr<ChangeReader>> ChangeReader::Open(const FactBase& base,
                                                                 WatchQuery query) {
  DATELINE_RETURN_IF_ERROR(ValidateFactFilter(query.filter));
  if (query.filter.as_of) {
    return FieldInvalid("filter.as_of", "changes are not filtered by a moment of valid time");
  }
  if (query.filter.in_conflict) {
    return FieldInvalid("filter.in_conflict", "changes are not filtered by conflict");
  }
  if (query.from_beginning && !query.resume_token.empty()) {
    return FieldInvalid("from_beginning", "a resume token already says where to start");
  }
  std::unique_ptr<ChangeReader> reader(new ChangeReader(base, query.filter));
  DATELINE_RETURN_IF_ERROR(reader->Start(query));
  return reader;
}

absl::Status ChangeReader::Start(const WatchQuery& query) {
  if (query.from_beginning) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const FactBaseView view, base_.OpenView(std::nullopt));
  if (!query.resume_token.empty()) return Resume(view, query.resume_token);
  DATELINE_ASSIGN_OR_RETURN(const uint64_t newest, view.NewestChange());
  DATELINE_ASSIGN_OR_RETURN(last_, FindChange(view, newest));
  return absl::OkStatus();
}

absl::Status ChangeReader::Resume(const FactBaseView& view, const std::string& token) {
  const std::optional<std::string> payload = OpenToken(kResumeTokenFormat, token);
  std::string_view rest = payload ? std::string_view(*payload) : std::string_view();
  uint64_t sequence = 0;
  if (!TakeUint64(&rest, &sequence)) return BadResumeToken("is not a token of this service");
  if (sequence == 0) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(last_, FindChange(view, sequence));
  if (!last_ || Fingerprint(*last_) != rest) return BadResumeToken("is from another fact base");
  return absl::OkStatus();
}

absl::StatusOr<ChangeBatch> ChangeReader::Next(const Cancellation& cancellation) {
  std::vector<ChangeRecord> records;
  {
    DATELINE_ASSIGN_OR_RETURN(const FactBaseView now, base_.OpenView(std::nullopt));
    DATELINE_RETURN_IF_ERROR(
        now.ForEachChange(last_ ? last_->sequence : 0, [&](const ChangeRecord& record) {
          records.push_back(record);
          return records.size() < kMaxExaminedPerBatch ? ScanStep::kContinue : ScanStep::kStop;
        }));
  }
  ChangeBatch batch;
  batch.caught_up = records.size() < kMaxExaminedPerBatch;
  size_t bytes = 0;
  for (const ChangeRecord& record : records) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    if (batch.changes.size() == kMaxChangesPerBatch || bytes >= kMaxPageBytes) {
      batch.caught_up = false;
      break;
    }
    DATELINE_ASSIGN_OR_RETURN(std::optional<FactChange> change, Read(record));
    last_ = record;
    if (!change) continue;
    bytes += EstimateBytes(change->fact);
    batch.changes.push_back(*std::move(change));
  }
  after_.reset();
  before_.reset();
  batch.resume_token = ResumeToken(last_);
  return batch;
}

absl::StatusOr<std::optional<FactChange>> ChangeReader::Read(const ChangeRecord& record) {
  FactChange change{.type = record.type,
                    .fact = {},
                    .merged_into = record.merged_into,
                    .recorded_at = record.recorded_at};
  change.fact.record.id = record.fact_id;
  std::optional<FactRecord> now;
  bool matches = takes_all_;
  if (!ShowsOnlyId(record.type) || !matches) {
    const std::string& id = record.merged_into.empty() ? record.fact_id : record.merged_into;
    DATELINE_ASSIGN_OR_RETURN(const Moment* after, After(record));
    DATELINE_ASSIGN_OR_RETURN(now, after->view().GetFact(id));
    // Removed from the past as well by now; its removal comes later in the log.
    if (!now && !ShowsOnlyId(record.type)) return std::nullopt;
    if (!matches && now) {
      DATELINE_ASSIGN_OR_RETURN(matches, after->Matches(*now));
    }
  }
  if (!matches) {
    DATELINE_ASSIGN_OR_RETURN(matches, MatchedBefore(record));
  }
  if (!matches) return std::nullopt;
  if (!ShowsOnlyId(record.type)) {
    DATELINE_ASSIGN_OR_RETURN(change.fact,
                              AttestFact(after_->view(), *std::move(now), kShownAttestations));
  }
  return change;
}

absl::StatusOr<bool> ChangeReader::MatchedBefore(const ChangeRecord& record) {
  if (record.type == ChangeType::kAdded) return false;
  DATELINE_ASSIGN_OR_RETURN(const Moment* before, Before(record));
  std::optional<FactRecord> fact;
  if (before != nullptr) {
    DATELINE_ASSIGN_OR_RETURN(fact, before->view().GetFact(record.fact_id));
  }
  // What it was can no longer be read (its document was removed). A removal too
  // many does no harm; one too few leaves a watcher with a fact that is gone.
  if (!fact) return ShowsOnlyId(record.type);
  return before->Matches(*fact);
}

absl::StatusOr<const ChangeReader::Moment*> ChangeReader::After(const ChangeRecord& record) {
  if (after_ == nullptr || after_->time() != record.recorded_at) {
    DATELINE_ASSIGN_OR_RETURN(after_, Moment::Open(base_, record.recorded_at, filter_));
  }
  return after_.get();
}

absl::StatusOr<const ChangeReader::Moment*> ChangeReader::Before(const ChangeRecord& record) {
  const absl::Time time = record.recorded_at - absl::Nanoseconds(1);
  if (before_ == nullptr || before_->time() != time) {
    absl::StatusOr<std::unique_ptr<const Moment>> moment = Moment::Open(base_, time, filter_);
    // Nothing was recorded by then.
    if (absl::IsOutOfRange(moment.status())) return nullptr;
    DATELINE_RETURN_IF_ERROR(moment.status());
    before_ = *std::move(moment);
  }
  return before_.get();
}

}  // namespace dateline::query
