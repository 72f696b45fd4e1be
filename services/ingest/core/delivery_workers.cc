#include "services/ingest/core/delivery_workers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxErrorBytes = 500;

// "UNAVAILABLE UPSTREAM_UNAVAILABLE: connection refused".
std::string DescribeError(const absl::Status& error) {
  std::string text = absl::StatusCodeToString(error.code());
  if (const auto detail = GetErrorDetail(error)) StrAppend(&text, " ", detail->reason);
  StrAppend(&text, ": ", StdView(error.message()));
  if (FindInvalidUtf8(text).has_value()) text = absl::StatusCodeToString(error.code());
  return std::string(TruncateUtf8(text, kMaxErrorBytes));
}

// What no repetition cures: the document or the extraction is at fault.
bool IsPermanent(const absl::Status& error) {
  return error.code() == absl::StatusCode::kInvalidArgument;
}

}  // namespace

absl::Duration BackoffDelay(const DeliveryOptions& options, uint32_t attempts, double random) {
  absl::Duration delay = options.first_delay;
  for (uint32_t i = 0; i < attempts && delay < options.max_delay; ++i) delay *= 2;
  delay = std::min(delay, options.max_delay);
  return delay * (1.0 - 0.5 * random);
}

DeliveryWorkers::DeliveryWorkers(DocumentStore* documents, ExtractionClient* extraction,
                                 FactBaseClient* fact_base, const Clock* clock, Alarm* alarm,
                                 std::function<double()> random, const DeliveryOptions& options)
    : documents_(documents),
      extraction_(extraction),
      fact_base_(fact_base),
      clock_(clock),
      alarm_(alarm),
      options_(options),
      random_(std::move(random)) {}

DeliveryWorkers::~DeliveryWorkers() { Stop(); }

absl::Status DeliveryWorkers::LoadQueue() {
  DATELINE_ASSIGN_OR_RETURN(std::vector<QueuedDocument> queue, documents_->LoadQueue());
  absl::MutexLock lock(&mutex_);
  for (const QueuedDocument& queued : queue) SetPlace(queued.document_id, queued.place);
  return absl::OkStatus();
}

void DeliveryWorkers::Start() {
  for (size_t i = 0; i < options_.in_flight; ++i) threads_.emplace_back([this] { Work(); });
}

void DeliveryWorkers::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    stopping_ = true;
    changed_.SignalAll();
  }
  extraction_->CancelAll();
  fact_base_->CancelAll();
  for (std::thread& thread : threads_) thread.join();
}

void DeliveryWorkers::OnChange(const DeliveryChange& change) {
  std::optional<TimedKey> place;
  if (change.delivery.next_attempt_at.has_value()) {
    place = TimedKey{absl::ToUnixMicros(*change.delivery.next_attempt_at), change.sequence};
  }
  absl::MutexLock lock(&mutex_);
  SetPlace(change.document_id, place);
  changed_.Signal();
}

void DeliveryWorkers::SetPlace(const std::string& document_id, std::optional<TimedKey> place) {
  if (const auto old = places_.find(document_id); old != places_.end()) {
    queue_.erase(old->second);
    places_.erase(old);
  }
  if (!place.has_value()) return;
  queue_.emplace(*place, document_id);
  places_.emplace(document_id, *place);
}

void DeliveryWorkers::Work() {
  while (std::optional<QueuedDocument> queued = Take()) {
    Attempt(*queued);
    absl::MutexLock lock(&mutex_);
    in_flight_.erase(queued->document_id);
    // It may be due again, for something else.
    changed_.Signal();
  }
}

std::optional<QueuedDocument> DeliveryWorkers::Take() {
  absl::MutexLock lock(&mutex_);
  while (!stopping_) {
    absl::Time next = absl::InfiniteFuture();
    if (const std::optional<std::string> due = FindDue(clock_->Now(), next)) {
      in_flight_.insert(*due);
      return QueuedDocument{*due, places_.at(*due)};
    }
    alarm_->Wait(&mutex_, &changed_, next);
  }
  return std::nullopt;
}

// `next` becomes the moment at which something falls due, if nothing is.
std::optional<std::string> DeliveryWorkers::FindDue(absl::Time now, absl::Time& next) {
  for (const auto& [place, document_id] : queue_) {
    if (in_flight_.contains(document_id)) continue;
    const absl::Time due = absl::FromUnixMicros(place.time_us);
    if (due <= now) return document_id;
    next = due;
    break;
  }
  return std::nullopt;
}

void DeliveryWorkers::Attempt(const QueuedDocument& queued) {
  const std::string& id = queued.document_id;
  absl::StatusOr<StoredDocument> stored = documents_->Get(id, /*include_text=*/true);
  absl::Status finished = stored.status();
  if (stored.ok()) {
    const Delivery before = stored->delivery;
    if (!before.next_attempt_at.has_value()) return;  // Settled meanwhile.
    const bool removing = before.state == DeliveryState::kRemoving;
    absl::StatusOr<AttemptOutcome> outcome = removing ? Remove(id) : Deliver(stored->document);
    // Cancelled by Stop(): the attempt never happened.
    if (!outcome.ok() && stopping()) return;
    finished = documents_->FinishAttempt(
        id, before.generation,
        outcome.ok() ? *std::move(outcome) : FailedOutcome(before, outcome.status()));
  }
  if (finished.ok()) return;
  // The store refuses, so the state stays as it is; try again later.
  absl::MutexLock lock(&mutex_);
  const auto place = places_.find(id);
  if (place == places_.end()) return;
  const absl::Time later = clock_->Now() + options_.max_delay * (1.0 - 0.5 * random_());
  SetPlace(id, TimedKey{absl::ToUnixMicros(later), place->second.sequence});
}

absl::StatusOr<AttemptOutcome> DeliveryWorkers::Deliver(const Document& document) {
  DATELINE_ASSIGN_OR_RETURN(Extraction extraction,
                            extraction_->Extract(document, options_.extraction_timeout));
  extraction.document.id = document.id;
  AttemptOutcome outcome;
  outcome.state = DeliveryState::kDelivered;
  outcome.extractor_version = extraction.extractor_version;
  DATELINE_ASSIGN_OR_RETURN(outcome.fact_count,
                            fact_base_->RecordExtraction(extraction, options_.fact_base_timeout));
  return outcome;
}

absl::StatusOr<AttemptOutcome> DeliveryWorkers::Remove(const std::string& document_id) {
  DATELINE_RETURN_IF_ERROR(fact_base_->RemoveDocument(document_id, options_.fact_base_timeout));
  AttemptOutcome outcome;
  outcome.state = DeliveryState::kRemoved;
  return outcome;
}

AttemptOutcome DeliveryWorkers::FailedOutcome(const Delivery& before, const absl::Status& error) {
  AttemptOutcome outcome;
  outcome.error = DescribeError(error);
  const bool removing = before.state == DeliveryState::kRemoving;
  if (!removing && (IsPermanent(error) || before.attempts + 1 >= options_.max_attempts)) {
    outcome.state = DeliveryState::kDead;
    return outcome;
  }
  outcome.state = removing ? DeliveryState::kRemoving : DeliveryState::kRetrying;
  absl::Duration delay = BackoffDelay(options_, before.attempts, Random());
  if (const auto detail = GetErrorDetail(error); detail && detail->retry_after) {
    delay = std::max(delay, std::min(*detail->retry_after, options_.max_delay));
  }
  outcome.next_attempt_at = clock_->Now() + delay;
  return outcome;
}

double DeliveryWorkers::Random() {
  absl::MutexLock lock(&mutex_);
  return random_();
}

bool DeliveryWorkers::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

}  // namespace dateline::ingest
