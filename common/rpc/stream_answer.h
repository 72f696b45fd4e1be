// Server streams from a producer that is asked for one message at a time.
//
//   grpc::ServerWriteReactor<ExportFactsResponse>* ExportFacts(...) override {
//     auto cursor = std::make_shared<ExportCursor>(*request);
//     return AnswerWithStream<ExportFactsResponse>(context, executor_,
//         [cursor](const CallScope& scope, ExportFactsResponse& response)
//             -> absl::StatusOr<StreamStep> { return cursor->Next(scope, response); });
//   }
//
// The next message is made only when the one before has passed HTTP/2 flow
// control: a slow client costs one message of memory and no thread. A producer
// with nothing to say for now returns kWait and is asked again after
// StreamWaker::Wake(). A stream ends with OK after kEnd; with the producer's
// error; with CANCELLED or DEADLINE_EXCEEDED when the caller goes; and with
// UNAVAILABLE (DRAINING) when the server drains while it waits, or before its
// next message.
#ifndef DATELINE_COMMON_RPC_STREAM_ANSWER_H_
#define DATELINE_COMMON_RPC_STREAM_ANSWER_H_

#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/executor.h"
#include "common/rpc/status_conversion.h"
#include "common/rpc/stream_waker.h"
#include "common/rpc/unary_answer.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"

namespace dateline {

// What a producer did when it was asked.
enum class StreamStep {
  kMessage,  // Filled the response: send it and ask again.
  kWait,     // Has nothing for now: ask again when woken.
  kEnd,      // Has nothing more; the response is not sent.
};

// Called on the executor, never twice at a time, with a cleared response.
// Destroyed when the call is over, on any thread.
template <typename Response>
using StreamProducer = absl::AnyInvocable<absl::StatusOr<StreamStep>(const CallScope&, Response&)>;

namespace rpc_internal {

// Owns itself; deleted by gRPC's OnDone.
//
// At every moment one of these drives it: a task on the executor (kStepping),
// a write under way (kWriting), or a wake-up to come (kWaiting). Whoever ends
// one state begins the next, so the producer never runs twice at a time and
// Finish is called once.
template <typename Response>
class StreamReactor final : public grpc::ServerWriteReactor<Response> {
 public:
  StreamReactor(grpc::CallbackServerContext* context, Executor& executor,
                StreamProducer<Response> producer, std::shared_ptr<StreamWaker> waker)
      : executor_(executor),
        scope_(context),
        producer_(std::move(producer)),
        waker_(std::move(waker)) {}

  void Start() {
    if (waker_ != nullptr) waker_->Attach([this] { Notify(); });
    drain_handle_ = executor_.AddDrainListener([this] { Notify(); });
    if (!executor_.TryRun([this] { Step(); })) this->Finish(ToGrpcStatus(TooBusyError()));
  }

  void OnWriteDone(bool ok) override {
    if (!ok) {
      const absl::Status status = scope_.Check();
      return this->Finish(ToGrpcStatus(status.ok() ? absl::CancelledError("") : status));
    }
    {
      absl::MutexLock lock(&mutex_);
      state_ = State::kStepping;
    }
    executor_.Run([this] { Step(); });
  }

  void OnCancel() override { Notify(); }

  void OnDone() override {
    if (waker_ != nullptr) waker_->Attach(nullptr);
    drain_handle_.reset();
    delete this;
  }

 private:
  enum class State { kStepping, kWriting, kWaiting };

  // Something changed: new things to say, cancellation or drain.
  void Notify() {
    absl::MutexLock lock(&mutex_);
    notified_ = true;
    if (state_ != State::kWaiting) return;
    state_ = State::kStepping;
    executor_.Run([this] { Step(); });
  }

  void Step() {
    do {
      {
        absl::MutexLock lock(&mutex_);
        notified_ = false;
      }
      const absl::StatusOr<StreamStep> step = AskProducer();
      if (!step.ok()) return this->Finish(ToGrpcStatus(step.status()));
      if (*step == StreamStep::kEnd) return this->Finish(grpc::Status::OK);
      if (*step == StreamStep::kMessage) {
        {
          absl::MutexLock lock(&mutex_);
          state_ = State::kWriting;
        }
        // Not under the lock: a write that fails finishes the call, and the
        // reactor may be gone before this returns.
        return this->StartWrite(&response_);
      }
    } while (!BeginWaiting());
  }

  absl::StatusOr<StreamStep> AskProducer() {
    absl::StatusOr<StreamStep> step = StreamStep::kEnd;
    if (absl::Status gone = scope_.Check(); !gone.ok()) return gone;
    if (executor_.draining()) return DrainingError();
    response_.Clear();
    const absl::Status thrown = RunGuarded([&] {
      step = producer_(scope_, response_);
      return absl::OkStatus();
    });
    if (!thrown.ok()) return thrown;
    return step;
  }

  // False if something changed since the producer was asked. After true another
  // thread may be at work, or even done: touch nothing.
  bool BeginWaiting() {
    absl::MutexLock lock(&mutex_);
    if (notified_) return false;
    state_ = State::kWaiting;
    return true;
  }

  Executor& executor_;
  const CallScope scope_;
  StreamProducer<Response> producer_;
  const std::shared_ptr<StreamWaker> waker_;
  std::shared_ptr<void> drain_handle_;
  Response response_;
  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kStepping;
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rpc_internal

// Answers a server-streaming call from `producer`. `waker` may be null if the
// producer never returns kWait.
template <typename Response>
grpc::ServerWriteReactor<Response>* AnswerWithStream(grpc::CallbackServerContext* context,
                                                     Executor& executor,
                                                     StreamProducer<Response> producer,
                                                     std::shared_ptr<StreamWaker> waker = nullptr) {
  auto* reactor = new rpc_internal::StreamReactor<Response>(context, executor, std::move(producer),
                                                            std::move(waker));
  reactor->Start();
  return reactor;
}

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_STREAM_ANSWER_H_
