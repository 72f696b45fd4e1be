// Bidirectional streams of independent requests: one answer each, in the order
// of the requests, at most `window` of them read ahead of their answers.
//
//   grpc::ServerBidiReactor<SubmitDocumentsRequest, SubmitDocumentsResponse>* SubmitDocuments(
//       grpc::CallbackServerContext* context) override {
//     return AnswerInWindow<SubmitDocumentsRequest, SubmitDocumentsResponse>(
//         context, executor_, 64,
//         [this](const CallScope& scope, uint64_t position, const SubmitDocumentsRequest& request,
//                SubmitDocumentsResponse& response) { return Submit(request, response); });
//   }
//
// Requests of one stream are worked on in parallel, as the executor has
// threads. When the window is full the server stops reading and HTTP/2 flow
// control slows the client; requests of the window are all that a stream ever
// holds. What is wrong with one request belongs into its response. A work that
// returns an error ends the stream with it, after the answers before it. When
// the server drains it stops reading, answers what it has read, and ends with
// UNAVAILABLE (DRAINING).
#ifndef DATELINE_COMMON_RPC_WINDOW_ANSWER_H_
#define DATELINE_COMMON_RPC_WINDOW_ANSWER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/executor.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/unary_answer.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"

namespace dateline {

// Answers the request at `position` (from 0) of a stream. Called on the
// executor, for several requests at a time.
template <typename Request, typename Response>
using WindowWork =
    std::function<absl::Status(const CallScope&, uint64_t position, const Request&, Response&)>;

namespace rpc_internal {

// Owns itself; deleted by gRPC's OnDone.
//
// Everything that changes takes the lock, updates the slots, and lets Advance()
// start what has become possible. Reactions run on other threads than the call
// that causes them, so operations are started under the lock. Finish is called
// after the lock is released, and only when no task, read or write of this
// stream is left, for the reactor may be gone once it returns.
template <typename Request, typename Response>
class WindowReactor final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  WindowReactor(grpc::CallbackServerContext* context, Executor& executor, size_t window,
                WindowWork<Request, Response> work)
      : executor_(executor), scope_(context), window_(window), work_(std::move(work)) {}

  void Start() {
    drain_handle_ = executor_.AddDrainListener([this] {
      Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { StopReading(DrainingError()); });
    });
    Update([]() {});
  }

  void OnReadDone(bool ok) override {
    Update([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      reading_ = false;
      std::unique_ptr<Slot> slot = std::move(next_);
      // After the stop nothing new is taken on, not even what was on its way.
      if (!ok || stop_.has_value()) return StopReading(absl::OkStatus());
      slot->position = next_position_++;
      ++working_;
      executor_.Run([this, working = slot.get()] { Work(working); });
      slots_.push_back(std::move(slot));
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
  // A request and its answer. Requests and responses stay where they are while
  // gRPC or the work point to them.
  struct Slot {
    uint64_t position = 0;
    Request request;
    Response response;
    bool answered = false;
    absl::Status status;
  };

  void Work(Slot* slot) {
    absl::Status status = scope_.Check();
    if (status.ok()) {
      status =
          RunGuarded([&] { return work_(scope_, slot->position, slot->request, slot->response); });
    }
    Update([this, slot, &status]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      --working_;
      slot->answered = true;
      slot->status = std::move(status);
    });
  }

  // Applies `change` and starts what it makes possible.
  template <typename Change>
  void Update(Change change) {
    std::optional<absl::Status> end;
    {
      absl::MutexLock lock(&mutex_);
      change();
      Advance();
      end = TakeEnd();
    }
    if (end.has_value()) this->Finish(ToGrpcStatus(*end));
  }

  // The first reason to stop decides how the stream ends.
  void StopReading(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (stop_.has_value()) return;
    stop_ = std::move(status);
    // A read under way may wait for a client that sends nothing more. Nothing
    // but cancelling gets it back, and Finish does that at the end.
  }

  // Nobody takes answers any more.
  void Abandon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Status gone = scope_.Check();
    stop_ = gone.ok() ? absl::CancelledError("the caller hung up") : gone;
    abandoned_ = true;
  }

  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    if (!stop_.has_value() && !reading_ && slots_.size() < window_) {
      reading_ = true;
      next_ = std::make_unique<Slot>();
      this->StartRead(&next_->request);
    }
    if (writing_ || abandoned_ || slots_.empty() || !slots_.front()->answered) return;
    if (!slots_.front()->status.ok()) {
      // This answer is an error: the stream ends with it.
      stop_ = slots_.front()->status;
      abandoned_ = true;
      return;
    }
    writing_ = true;
    this->StartWrite(&slots_.front()->response);
  }

  // How to end, if it is time to; at most once.
  std::optional<absl::Status> TakeEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const bool answered = slots_.empty() || abandoned_;
    if (finished_ || !stop_.has_value() || !answered || working_ > 0 || writing_) {
      return std::nullopt;
    }
    finished_ = true;
    // A caller that hangs up looks like one that has said all.
    if (stop_->ok()) return scope_.Check();
    return stop_;
  }

  Executor& executor_;
  const CallScope scope_;
  const size_t window_;
  const WindowWork<Request, Response> work_;
  std::shared_ptr<void> drain_handle_;

  absl::Mutex mutex_;
  std::deque<std::unique_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);  // In order of reading.
  std::unique_ptr<Slot> next_ ABSL_GUARDED_BY(mutex_);               // Being read into.
  uint64_t next_position_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t working_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rpc_internal

// Answers a bidirectional call. `window` is at least 1.
template <typename Request, typename Response>
grpc::ServerBidiReactor<Request, Response>* AnswerInWindow(grpc::CallbackServerContext* context,
                                                           Executor& executor, size_t window,
                                                           WindowWork<Request, Response> work) {
  auto* reactor = new rpc_internal::WindowReactor<Request, Response>(context, executor, window,
                                                                     std::move(work));
  reactor->Start();
  return reactor;
}

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_WINDOW_ANSWER_H_
