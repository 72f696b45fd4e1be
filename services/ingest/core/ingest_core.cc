#include "services/ingest/core/ingest_core.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

constexpr absl::Duration kMinRetryAfter = absl::Seconds(1);
constexpr absl::Duration kMaxRetryAfter = absl::Seconds(10);
// As SubmitDocumentRequest.await_resemblance says.
constexpr absl::Duration kMaxComparisonWait = absl::Seconds(2);

bool Applies(const ReprocessQuery& query, const Delivery& delivery) {
  if (query.state != DeliveryState::kUnspecified && delivery.state != query.state) return false;
  return query.unless_extractor_version.empty() ||
         delivery.extractor_version != query.unless_extractor_version;
}

absl::Status CheckIds(const std::vector<std::string>& document_ids) {
  if (document_ids.size() <= kMaxIdsPerRequest) return absl::OkStatus();
  return FieldInvalid("document_ids",
                      StrCat("has ", document_ids.size(), " entries; at most ", kMaxIdsPerRequest));
}

absl::Status CheckId(std::string_view document_id) {
  return document_id.empty() ? FieldRequired("document_id") : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<IngestCore>> IngestCore::Open(const IngestDependencies& dependencies,
                                                             const IngestOptions& options) {
  std::unique_ptr<IngestCore> core(new IngestCore(dependencies));
  DATELINE_ASSIGN_OR_RETURN(
      core->documents_,
      DocumentStore::Open(dependencies.store, dependencies.clock, options.documents));
  core->feed_ = std::make_unique<DeliveryFeed>(core->documents_.get());
  core->workers_ = std::make_unique<DeliveryWorkers>(
      core->documents_.get(), dependencies.extraction, dependencies.fact_base, dependencies.clock,
      dependencies.alarm, dependencies.random, options.delivery, dependencies.log);
  core->documents_->SetChangeListener(
      [core = core.get()](const DeliveryChange& change, uint64_t backlog) {
        core->CountChange(change);
        core->workers_->OnChange(change);
        core->feed_->Publish(change, backlog);
        core->reprocessings_->OnChange();
      });
  core->comparer_ = std::make_unique<DocumentComparer>(core->documents_.get());
  DATELINE_RETURN_IF_ERROR(core->workers_->LoadQueue());
  core->reprocessings_ = std::make_unique<Reprocessings>(core->documents_.get(), dependencies.clock,
                                                         dependencies.alarm, options.reprocessing);
  DATELINE_RETURN_IF_ERROR(core->reprocessings_->Load());
  return core;
}

void IngestCore::StartDelivery() {
  comparer_->Start();
  workers_->Start();
  reprocessings_->Start();
}

IngestCore::~IngestCore() { Stop(); }

void IngestCore::Stop() {
  if (comparer_ != nullptr) comparer_->Stop();
  if (reprocessings_ != nullptr) reprocessings_->Stop();
  if (workers_ != nullptr) workers_->Stop();
}

absl::StatusOr<Submission> IngestCore::Submit(const RawArticle& raw, const DeliveryTerms& terms) {
  DATELINE_RETURN_IF_ERROR(CheckDeliveryTerms(terms));
  DATELINE_ASSIGN_OR_RETURN(const Article article, ReadArticle(raw));
  absl::StatusOr<Submission> submission = documents_->Submit(article, raw.content, terms);
  CountSubmission(submission);
  if (submission.status().code() == absl::StatusCode::kResourceExhausted) {
    return MakeRetryableError(absl::StatusCode::kResourceExhausted, reason::kQueueFull,
                              StdView(submission.status().message()), RetryAfter());
  }
  if (submission.ok()) comparer_->Wake();
  return submission;
}

absl::StatusOr<Submission> IngestCore::SubmitAndCompare(const RawArticle& raw,
                                                        const DeliveryTerms& terms) {
  DATELINE_ASSIGN_OR_RETURN(Submission submission, Submit(raw, terms));
  if (!submission.duplicate) comparer_->Await(submission.sequence, kMaxComparisonWait);
  DATELINE_ASSIGN_OR_RETURN(StoredDocument stored,
                            documents_->Get(submission.document_id, /*include_text=*/false));
  submission.resemblance = stored.resemblance;
  submission.resembled = std::move(stored.resembled);
  return submission;
}

void IngestCore::CountSubmission(const absl::StatusOr<Submission>& submission) {
  if (submission.ok()) {
    rates_.Count(submission->duplicate ? DeliveryEvent::kDuplicate : DeliveryEvent::kAccepted);
  } else if (submission.status().code() == absl::StatusCode::kResourceExhausted) {
    rates_.Count(DeliveryEvent::kRefused);
  }
}

void IngestCore::CountChange(const DeliveryChange& change) {
  const Delivery& delivery = change.delivery;
  if (!delivery.last_error.empty()) rates_.Count(DeliveryEvent::kFailedAttempt);
  if (delivery.state == DeliveryState::kDead) rates_.Count(DeliveryEvent::kGivenUp);
  if (delivery.state != DeliveryState::kDelivered) return;
  if (delivery.priority == Priority::kReextraction) {
    rates_.Count(DeliveryEvent::kDelivered);
  } else {
    rates_.CountDelivered(delivery.changed_at - delivery.queued_at);
  }
}

absl::Duration IngestCore::RetryAfter() const {
  const double waiting = static_cast<double>(documents_->backlog());
  const double rate = std::max(rates_.PerSecond(DeliveryEvent::kDelivered), 0.001);
  return std::clamp(absl::Seconds(waiting / 20 / rate), kMinRetryAfter, kMaxRetryAfter);
}

absl::StatusOr<StoredDocument> IngestCore::Get(std::string_view document_id,
                                               bool include_text) const {
  DATELINE_RETURN_IF_ERROR(CheckId(document_id));
  return documents_->Get(document_id, include_text);
}

absl::StatusOr<std::string> IngestCore::GetContent(std::string_view document_id) const {
  DATELINE_RETURN_IF_ERROR(CheckId(document_id));
  return documents_->GetContent(document_id);
}

absl::StatusOr<DocumentPage> IngestCore::List(const DocumentQuery& query) const {
  return ListDocuments(*documents_, query);
}

absl::StatusOr<std::unique_ptr<DeliveryWatch>> IngestCore::Watch(
    const std::vector<std::string>& document_ids, bool until_settled, std::function<void()> wake) {
  DATELINE_RETURN_IF_ERROR(CheckIds(document_ids));
  return feed_->Watch(document_ids, until_settled, std::move(wake));
}

absl::StatusOr<ReprocessAnswer> IngestCore::Reprocess(const ReprocessQuery& query) {
  DATELINE_RETURN_IF_ERROR(CheckIds(query.document_ids));
  ReprocessAnswer answer;
  if (!query.document_ids.empty()) {
    DATELINE_ASSIGN_OR_RETURN(
        answer.queued, documents_->Requeue(query.document_ids, [&](const Delivery& delivery) {
          return Applies(query, delivery);
        }));
    return answer;
  }
  if (query.state == DeliveryState::kDead && query.unless_extractor_version.empty()) {
    DATELINE_ASSIGN_OR_RETURN(const Replay replay, ReplayDeadLetters({}, {}, std::nullopt));
    answer.queued = replay.queued;
    if (replay.remaining == 0) return answer;
  }
  ReprocessingFilter filter;
  filter.state = query.state;
  filter.unless_extractor_version = query.unless_extractor_version;
  DATELINE_ASSIGN_OR_RETURN(answer.reprocessing,
                            reprocessings_->Begin(filter, /*max_per_second=*/0));
  return answer;
}

absl::StatusOr<DeadLetterPage> IngestCore::ListDeadLetters(const DeadLetterQuery& query) const {
  return ingest::ListDeadLetters(*documents_, query);
}

absl::StatusOr<DeadLetterGroups> IngestCore::ExplainDeadLetters(
    const DeadLetterFilter& filter) const {
  return ingest::ExplainDeadLetters(*documents_, filter);
}

absl::StatusOr<Replay> IngestCore::ReplayDeadLetters(const std::vector<std::string>& document_ids,
                                                     const DeadLetterFilter& filter,
                                                     std::optional<Priority> priority) {
  DATELINE_RETURN_IF_ERROR(CheckIds(document_ids));
  return ingest::ReplayDeadLetters(*documents_, document_ids, filter, priority);
}

absl::StatusOr<DeliveryStatus> IngestCore::GetDeliveryStatus(size_t top_sources) const {
  if (top_sources > kMaxTopSources) {
    return FieldInvalid("top_sources", StrCat("is above ", kMaxTopSources));
  }
  const BacklogMeter& meter = documents_->meter();
  DeliveryStatus status;
  status.depths = meter.Depths();
  status.waiting = meter.waiting();
  status.waiting_limit = meter.limits().max_waiting;
  status.in_flight = workers_->queue().in_flight();
  status.oldest_queued_at = meter.OldestQueuedAt();
  for (SourceBacklog& backlog : meter.TopSources(top_sources)) {
    const size_t in_flight = workers_->queue().in_flight(backlog.source);
    status.top_sources.push_back({std::move(backlog), in_flight});
  }
  status.dead_letters = documents_->dead_letters();
  for (Reprocessing& of : reprocessings_->List()) {
    if (!of.ended_at.has_value()) status.reprocessings.push_back(std::move(of));
  }
  std::reverse(status.reprocessings.begin(), status.reprocessings.end());
  status.as_of = clock_->Now();
  return status;
}

absl::StatusOr<DeliveryState> IngestCore::Delete(std::string_view document_id,
                                                 std::string_view reason) {
  DATELINE_RETURN_IF_ERROR(CheckId(document_id));
  if (reason.size() > kMaxRemovalReasonBytes) {
    return FieldInvalid("reason", StrCat("has more than ", kMaxRemovalReasonBytes, " bytes"));
  }
  if (FindInvalidUtf8(reason).has_value()) return FieldInvalid("reason", "is not UTF-8");
  return documents_->Delete(document_id, reason);
}

}  // namespace dateline::ingest
