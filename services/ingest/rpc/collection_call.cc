#include "services/ingest/rpc/collection_call.h"

#include <grpcpp/alarm.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/unary_answer.h"
#include "services/ingest/collections/collection_reader.h"
#include "services/ingest/rpc/ingest_messages.h"

namespace dateline::ingest {
namespace {

constexpr absl::Duration kDefaultRetry = absl::Seconds(1);
constexpr absl::Duration kLongestRetry = absl::Seconds(10);

CollectionOptions ToOptions(const v1::CollectionHeader& header) {
  CollectionOptions options;
  options.media_type = header.media_type();
  options.uri = header.uri();
  options.fields.insert(header.fields().begin(), header.fields().end());
  options.defaults = ToArticleMetadata(header.defaults());
  return options;
}

bool IsForNow(const absl::Status& status) {
  return status.code() == absl::StatusCode::kResourceExhausted;
}

// How long an item waits for room in the queue: as the store says, and a little apart from
// its neighbours, so that they don't all come back at once.
std::chrono::system_clock::time_point RetryAt(const absl::Status& status, uint64_t item) {
  const auto detail = GetErrorDetail(status);
  absl::Duration wait = detail && detail->retry_after ? *detail->retry_after : kDefaultRetry;
  wait = std::min(wait, kLongestRetry) * (1 + static_cast<double>(item % 8) / 16);
  return std::chrono::system_clock::now() + absl::ToChronoMilliseconds(wait);
}

// Owns itself; deleted by gRPC's OnDone.
//
// As in window_answer.h everything that changes takes the lock and lets Advance() start
// what has become possible; Finish is called outside of it, when no task, read, write or
// timer of this call is left.
class CollectionCall final
    : public grpc::ServerBidiReactor<v1::SubmitCollectionRequest, v1::SubmitCollectionResponse> {
 public:
  CollectionCall(grpc::CallbackServerContext* context, Executor& executor, SubmitItem submit)
      : executor_(executor), scope_(context), submit_(std::move(submit)) {}

  void Start() {
    drain_handle_ = executor_.AddDrainListener([this] {
      Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { Stop(DrainingError()); });
    });
    Update([]() {});
  }

  void OnReadDone(bool ok) override {
    Update([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      reading_ = false;
      chunk_came_ = ok;
      input_ended_ |= !ok;
      wants_bytes_ = false;
    });
  }

  void OnWriteDone(bool ok) override {
    Update([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      writing_ = false;
      slots_.pop_front();
      if (!ok) Abandon();
    });
  }

  void OnCancel() override {
    Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { Abandon(); });
  }

  void OnDone() override {
    drain_handle_.reset();
    delete this;
  }

 private:
  struct Slot {
    CollectionItem item;
    v1::SubmitCollectionResponse response;
    bool answered = false;
    // While it waits for room in the queue.
    std::unique_ptr<grpc::Alarm> timer;
  };

  template <typename Change>
  void Update(Change change) {
    std::optional<absl::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      change();
      Advance();
      end = TakeEnd();
    }
    if (end.has_value()) Finish(ToGrpcStatus(*end));
  }

  // The first reason to stop decides how the call ends.
  void Stop(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!stop_.has_value()) stop_ = std::move(status);
    CancelTimers();
  }

  // Nobody takes answers any more.
  void Abandon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    abandoned_ = true;
    const absl::Status gone = scope_.Check();
    Stop(gone.ok() ? absl::CancelledError("the caller hung up") : gone);
  }

  void CancelTimers() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (const std::unique_ptr<Slot>& slot : slots_) {
      if (slot->timer != nullptr) slot->timer->Cancel();
    }
  }

  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    const bool open = !stop_.has_value() && !parsed_;
    if (open && !reading_ && !parsing_ && wants_bytes_ && !input_ended_) {
      reading_ = true;
      StartRead(&request_);
    }
    if (open && !reading_ && !parsing_ && !wants_bytes_ && slots_.size() < kCollectionWindow) {
      parsing_ = true;
      executor_.Run([this] { Parse(); });
    }
    if (writing_ || abandoned_ || slots_.empty() || !slots_.front()->answered) return;
    writing_ = true;
    StartWrite(&slots_.front()->response);
  }

  // How to end, if it is time to; at most once.
  std::optional<absl::Status> TakeEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || writing_ || parsing_ || working_ > 0) return std::nullopt;
    const bool answered = slots_.empty() || abandoned_;
    // A stop leaves unanswered what still waited for room.
    const bool cut_short = stop_.has_value() && !slots_.empty() && !slots_.front()->answered;
    if (!(stop_.has_value() || parsed_) || !(answered || cut_short)) return std::nullopt;
    finished_ = true;
    if (stop_.has_value()) return *stop_;
    return parse_end_.ok() ? scope_.Check() : parse_end_;
  }

  // --- Reading the payload; on the executor, one at a time ------------------------------

  void Parse() {
    auto slot = std::make_unique<Slot>();
    absl::StatusOr<CollectionStep> step = absl::CancelledError();
    absl::Status status = scope_.Check();
    if (status.ok()) {
      status = rpc_internal::RunGuarded([&] {
        step = Step(*slot);
        return step.status();
      });
    }
    if (!status.ok()) step = status;
    Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      parsing_ = false;
      if (!step.ok() || *step == CollectionStep::kEnd) {
        parsed_ = true;
        parse_end_ = step.status();
        if (step.ok()) slots_.push_back(SummarySlot());
      } else if (*step == CollectionStep::kNeedsBytes) {
        wants_bytes_ = true;
      } else if (slot->item.index >= skip_items_) {
        AddItem(std::move(slot));
      }
    });
  }

  // Takes in what was read and looks for the next item. `parsing_` keeps the others away from
  // what it uses.
  absl::StatusOr<CollectionStep> Step(Slot& slot) {
    bool chunk = false, ended = false;
    {
      absl::MutexLock lock(&mutex_);
      chunk = std::exchange(chunk_came_, false);
      ended = input_ended_;
    }
    if (chunk) DATELINE_RETURN_IF_ERROR(TakeRequest());
    if (reader_ == nullptr) {
      if (ended) return FieldRequired("header");
      return CollectionStep::kNeedsBytes;
    }
    if (ended) reader_->Finish();
    return reader_->Next(slot.item);
  }

  absl::Status TakeRequest() {
    if (reader_ == nullptr) {
      if (!request_.has_header()) {
        return FieldInvalid("header", "must come in the first request of the call");
      }
      header_ = request_.header();
      {
        absl::MutexLock lock(&mutex_);
        skip_items_ = header_.skip_items();
      }
      if (header_.uri().size() > kMaxUriBytes) return FieldInvalid("header.uri", "is too long");
      DATELINE_ASSIGN_OR_RETURN(reader_, CollectionReader::Create(ToOptions(header_)));
      return absl::OkStatus();
    }
    if (request_.has_header()) return FieldInvalid("header", "may come only once");
    if (request_.chunk().empty() || request_.chunk().size() > kMaxChunkBytes) {
      return FieldInvalid("chunk", StrCat("has ", request_.chunk().size(), " bytes; send 1 to ",
                                          kMaxChunkBytes, " at a time"));
    }
    reader_->Add(request_.chunk());
    return absl::OkStatus();
  }

  std::unique_ptr<Slot> SummarySlot() const {
    auto slot = std::make_unique<Slot>();
    slot->answered = true;
    slot->response.set_item(reader_->items());
    v1::CollectionSummary& summary = *slot->response.mutable_summary();
    summary.set_items(reader_->items());
    summary.set_passed_over(reader_->passed_over());
    return slot;
  }

  // --- Submitting items -----------------------------------------------------------------

  void AddItem(std::unique_ptr<Slot> slot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    slot->response.set_item(slot->item.index);
    slot->response.set_offset(slot->item.offset);
    slot->response.set_uri(slot->item.article.uri);
    if (slot->item.problem.ok()) {
      Work(slot.get());
    } else {
      *slot->response.mutable_error() = ToSubmissionError(slot->item.problem);
      slot->answered = true;
    }
    slots_.push_back(std::move(slot));
  }

  void Work(Slot* slot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ++working_;
    executor_.Run([this, slot] { Submit(slot); });
  }

  void Submit(Slot* slot) {
    absl::StatusOr<Submission> submission = absl::CancelledError();
    absl::Status status = scope_.Check();
    if (status.ok()) {
      status = rpc_internal::RunGuarded([&] {
        submission = submit_(header_, slot->item.article);
        return submission.status();
      });
    }
    if (!status.ok()) submission = status;
    Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      if (IsForNow(submission.status()) && !stop_.has_value())
        return WaitForRoom(slot, submission.status());
      --working_;
      Answer(*slot, submission);
    });
  }

  // `working_` counts it on.
  void WaitForRoom(Slot* slot, const absl::Status& full) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    slot->timer = std::make_unique<grpc::Alarm>();
    slot->timer->Set(RetryAt(full, slot->item.index), [this, slot](bool) {
      // Not here: this is gRPC's thread, and it may hold the lock of whoever cancelled.
      executor_.Run([this, slot] { OnTimer(slot); });
    });
  }

  void OnTimer(Slot* slot) {
    Update([this, slot]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      --working_;
      slot->timer.reset();
      if (!stop_.has_value()) Work(slot);
    });
  }

  static void Answer(Slot& slot, const absl::StatusOr<Submission>& submission) {
    slot.answered = true;
    slot.item.article = {};
    if (!submission.ok()) {
      *slot.response.mutable_error() = ToSubmissionError(submission.status());
      return;
    }
    *slot.response.mutable_accepted() = ToMessage(*submission);
    for (const DocumentWarning& note : slot.item.notes) {
      *slot.response.mutable_accepted()->add_warnings() = ToProto(note);
    }
  }

  Executor& executor_;
  const CallScope scope_;
  const SubmitItem submit_;
  std::shared_ptr<void> drain_handle_;

  // Used by whoever holds `parsing_`, or by gRPC while `reading_`.
  v1::SubmitCollectionRequest request_;
  v1::CollectionHeader header_;  // Unchanged once the reader is made.
  std::unique_ptr<CollectionReader> reader_;

  absl::Mutex mutex_;
  std::deque<std::unique_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);  // In order of items.
  size_t working_ ABSL_GUARDED_BY(mutex_) = 0;  // Items being submitted, or waiting for room.
  uint64_t skip_items_ ABSL_GUARDED_BY(mutex_) = 0;
  bool wants_bytes_ ABSL_GUARDED_BY(mutex_) = true;
  bool chunk_came_ ABSL_GUARDED_BY(mutex_) = false;
  bool input_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool parsing_ ABSL_GUARDED_BY(mutex_) = false;
  bool parsed_ ABSL_GUARDED_BY(mutex_) = false;  // To the end, or as far as it goes.
  absl::Status parse_end_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<v1::SubmitCollectionRequest, v1::SubmitCollectionResponse>*
AnswerCollection(grpc::CallbackServerContext* context, Executor& executor, SubmitItem submit) {
  auto* call = new CollectionCall(context, executor, std::move(submit));
  call->Start();
  return call;
}

}  // namespace dateline::ingest
