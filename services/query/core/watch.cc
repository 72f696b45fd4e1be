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

ChangeReader::ChangeReader(const FactBase& base, RecentChanges& recent, FactFilter filter,
                           FactMatcher matcher)
    : base_(base),
      recent_(recent),
      filter_(std::move(filter)),
      matcher_(std::move(matcher)),
      takes_all_(IsEmpty(filter_)) {}

ChangeReader::~ChangeReader() = default;

absl::StatusOr<std::unique_ptr<ChangeReader>> ChangeReader::Open(const FactBase& base,
                                                                 RecentChanges& recent,
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
  FactMatcher matcher = FactMatcher::CreateFollowed(query.filter);
  std::unique_ptr<ChangeReader> reader(
      new ChangeReader(base, recent, query.filter, std::move(matcher)));
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
  DATELINE_ASSIGN_OR_RETURN(const LoggedChanges logged, recent_.After(last_ ? last_->sequence : 0));
  ChangeBatch batch;
  batch.caught_up = logged.caught_up;
  for (const std::shared_ptr<const LoggedChange>& change : logged.changes) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    DATELINE_ASSIGN_OR_RETURN(const bool takes, Takes(*change));
    if (takes) batch.changes.push_back(change);
  }
  if (!logged.changes.empty()) last_ = logged.changes.back()->record;
  after_.reset();
  before_.reset();
  batch.resume_token = ResumeToken(last_);
  return batch;
}

absl::StatusOr<bool> ChangeReader::Takes(const LoggedChange& logged) {
  const ChangeRecord& record = logged.record;
  const FactRecord* after = logged.after();
  // Removed from the past as well by now; its removal comes later in the log.
  if (after == nullptr && !ShowsOnlyId(record.type)) return false;
  if (takes_all_) return true;
  const bool asks_attestations = matcher_.AsksAttestations();
  if (after != nullptr) {
    bool matches = false;
    if (asks_attestations) {
      DATELINE_ASSIGN_OR_RETURN(matches, MatchesAt(after_, record.recorded_at, *after));
    } else {
      matches = Matches(*after, logged.merged_ids_after);
    }
    if (matches) return true;
  }
  if (record.type == ChangeType::kAdded) return false;
  // What it was can no longer be read (its document was removed). A removal too
  // many does no harm; one too few leaves a watcher with a fact that is gone.
  if (!logged.before) return ShowsOnlyId(record.type);
  if (!asks_attestations) return Matches(*logged.before, logged.merged_ids_before);
  return MatchesAt(before_, record.recorded_at - absl::Nanoseconds(1), *logged.before);
}

bool ChangeReader::Matches(const FactRecord& fact, const MergedIds& merged_ids) const {
  FactFilter followed;
  for (size_t i = 0; i < filter_.entity_ids.size() && !merged_ids.empty(); ++i) {
    const auto it = merged_ids.find(filter_.entity_ids[i]);
    if (it == merged_ids.end()) continue;
    if (followed.entity_ids.empty()) followed = filter_;
    followed.entity_ids[i] = it->second;
  }
  if (followed.entity_ids.empty()) return matcher_.MatchesRecord(fact);
  return FactMatcher::CreateFollowed(std::move(followed)).MatchesRecord(fact);
}

absl::StatusOr<bool> ChangeReader::MatchesAt(std::unique_ptr<const Moment>& moment, absl::Time time,
                                             const FactRecord& fact) {
  if (moment == nullptr || moment->time() != time) {
    DATELINE_ASSIGN_OR_RETURN(moment, Moment::Open(base_, time, filter_));
  }
  return moment->Matches(fact);
}

}  // namespace dateline::query
