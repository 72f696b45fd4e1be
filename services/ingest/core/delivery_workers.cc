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

// As it is kept: short, and text.
AttemptError ErrorOf(DeliveryStep step, const absl::Status& error) {
  AttemptError out{step, error.code(), "", ""};
  if (const auto detail = GetErrorDetail(error)) out.reason = detail->reason;
  const std::string_view message = TruncateUtf8(StdView(error.message()), kMaxErrorBytes);
  if (!FindInvalidUtf8(message).has_value()) out.message = std::string(message);
  return out;
}

std::string_view NameOf(DeliveryStep step) {
  switch (step) {
    case DeliveryStep::kExtraction:
      return "extraction";
    case DeliveryStep::kRecording:
      return "recording";
    case DeliveryStep::kRemoval:
      return "removal";
    case DeliveryStep::kUnspecified:
      break;
  }
  return "";
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
                                 std::function<double()> random, const DeliveryOptions& options,
                                 const EventLog* log)
    : documents_(documents),
      extraction_(extraction),
      fact_base_(fact_base),
      clock_(clock),
      options_(options),
      log_(log),
      queue_(clock, alarm, {.in_flight = options.in_flight}),
      random_(std::move(random)) {}

DeliveryWorkers::~DeliveryWorkers() { Stop(); }

absl::Status DeliveryWorkers::LoadQueue() {
  DATELINE_ASSIGN_OR_RETURN(std::vector<QueuedDocument> queue, documents_->LoadQueue());
  for (const QueuedDocument& queued : queue) queue_.Set(queued);
  return absl::OkStatus();
}

void DeliveryWorkers::Start() {
  for (size_t i = 0; i < options_.in_flight; ++i) threads_.emplace_back([this] { Work(); });
}

void DeliveryWorkers::Stop() {
  if (queue_.stopped()) return;
  queue_.Stop();
  extraction_->CancelAll();
  fact_base_->CancelAll();
  for (std::thread& thread : threads_) thread.join();
}

void DeliveryWorkers::OnChange(const DeliveryChange& change) {
  const std::optional<QueuedDocument> queued =
      QueuedDocumentOf(change.document_id, change.delivery, change.sequence);
  if (queued.has_value()) {
    queue_.Set(*queued);
  } else {
    queue_.Erase(change.document_id);
  }
}

void DeliveryWorkers::Work() {
  while (const std::optional<QueuedDocument> queued = queue_.Take()) {
    Attempt(*queued);
    queue_.Done(queued->document_id);
  }
}

void DeliveryWorkers::Attempt(const QueuedDocument& queued) {
  const std::string& id = queued.document_id;
  absl::StatusOr<StoredDocument> stored = documents_->Get(id, /*include_text=*/true);
  absl::Status finished = stored.status();
  if (stored.ok()) {
    const Delivery before = stored->delivery;
    if (!before.next_attempt_at.has_value()) return;  // Settled meanwhile.
    const bool removing = before.state == DeliveryState::kRemoving;
    DeliveryStep step = DeliveryStep::kUnspecified;
    const TraceContext trace =
        before.trace.has_value() ? before.trace->NewSpan() : TraceContext::Draw();
    absl::StatusOr<AttemptOutcome> outcome =
        removing ? Remove(id, trace, step) : Deliver(stored->document, trace, step);
    // Cancelled by Stop(): the attempt never happened.
    if (!outcome.ok() && queue_.stopped()) return;
    NoteAvailability(outcome.status());
    if (!outcome.ok()) {
      outcome = FailedOutcome(before, step, outcome.status());
      LogFailure(id, before.attempts + 1, trace, *outcome);
    }
    finished = documents_->FinishAttempt(id, before.generation, *outcome);
  }
  // The store refuses, so the state stays as it is; try again later.
  if (!finished.ok())
    queue_.Postpone(id, clock_->Now() + options_.max_delay * (1.0 - 0.5 * Random()));
}

void DeliveryWorkers::NoteAvailability(const absl::Status& result) {
  if (result.code() != absl::StatusCode::kUnavailable) {
    absl::MutexLock lock(&mutex_);
    unavailable_ = 0;
    queue_.Resume();
    return;
  }
  const uint32_t before_pause =
      options_.unavailable_before_pause * static_cast<uint32_t>(options_.in_flight);
  absl::MutexLock lock(&mutex_);
  if (++unavailable_ < before_pause) return;
  const absl::Duration delay = BackoffDelay(options_, unavailable_ - before_pause, random_());
  queue_.Pause(clock_->Now() + std::min(delay, options_.max_pause));
}

void DeliveryWorkers::LogFailure(const std::string& document_id, uint32_t attempt,
                                 const TraceContext& trace, const AttemptOutcome& outcome) const {
  if (log_ == nullptr || !outcome.error.has_value()) return;
  const AttemptError& error = *outcome.error;
  const bool given_up = outcome.state == DeliveryState::kDead;
  log_->Write(given_up ? LogLevel::kError : LogLevel::kWarning,
              given_up ? "delivery_given_up" : "delivery_failed", error.message,
              {{"document_id", document_id},
               {"step", std::string(NameOf(error.step))},
               {"code", absl::StatusCodeToString(error.code)},
               {"reason", error.reason},
               {"attempt", int64_t{attempt}},
               {"trace_id", trace.trace_id},
               {"span_id", trace.span_id}});
}

absl::StatusOr<AttemptOutcome> DeliveryWorkers::Deliver(const Document& document,
                                                        const TraceContext& trace,
                                                        DeliveryStep& step) {
  step = DeliveryStep::kExtraction;
  DATELINE_ASSIGN_OR_RETURN(Extraction extraction,
                            extraction_->Extract(document, {options_.extraction_timeout, trace}));
  extraction.document.id = document.id;
  step = DeliveryStep::kRecording;
  AttemptOutcome outcome;
  outcome.state = DeliveryState::kDelivered;
  outcome.extractor_version = extraction.extractor_version;
  DATELINE_ASSIGN_OR_RETURN(
      outcome.fact_count,
      fact_base_->RecordExtraction(extraction, {options_.fact_base_timeout, trace}));
  return outcome;
}

absl::StatusOr<AttemptOutcome> DeliveryWorkers::Remove(const std::string& document_id,
                                                       const TraceContext& trace,
                                                       DeliveryStep& step) {
  step = DeliveryStep::kRemoval;
  DATELINE_RETURN_IF_ERROR(
      fact_base_->RemoveDocument(document_id, {options_.fact_base_timeout, trace}));
  AttemptOutcome outcome;
  outcome.state = DeliveryState::kRemoved;
  return outcome;
}

AttemptOutcome DeliveryWorkers::FailedOutcome(const Delivery& before, DeliveryStep step,
                                              const absl::Status& error) {
  AttemptOutcome outcome;
  outcome.error = ErrorOf(step, error);
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

}  // namespace dateline::ingest
