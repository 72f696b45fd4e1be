#include "common/rpc/testing/probe_service.h"

#include <stdexcept>
#include <thread>
#include <utility>

#include "common/base/error.h"
#include "common/rpc/call_trace.h"
#include "common/rpc/stream_answer.h"
#include "common/rpc/unary_answer.h"
#include "common/rpc/window_answer.h"

namespace dateline {

using rpc::testing::v1::ChatRequest;
using rpc::testing::v1::ChatResponse;
using rpc::testing::v1::CountRequest;
using rpc::testing::v1::CountResponse;
using rpc::testing::v1::EchoRequest;
using rpc::testing::v1::EchoResponse;
using rpc::testing::v1::HoldRequest;
using rpc::testing::v1::HoldResponse;

grpc::ServerUnaryReactor* ProbeService::Echo(grpc::CallbackServerContext* context,
                                             const EchoRequest* request, EchoResponse* response) {
  response->set_trace(TraceOf(*context).ToHeader());
  return Answer(context, executor_, [this, request, response]() -> absl::Status {
    ++echoes;
    if (!request->throw_text().empty()) throw std::runtime_error(request->throw_text());
    const auto code = static_cast<absl::StatusCode>(request->fail_with_code());
    if (!request->fail_with_reason().empty()) {
      return MakeError(code, request->fail_with_reason(), request->text(), {{"field", "text"}});
    }
    if (code != absl::StatusCode::kOk) return absl::Status(code, request->text());
    response->set_text(request->text());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProbeService::Hold(grpc::CallbackServerContext* context,
                                             const HoldRequest* request, HoldResponse* response) {
  return Answer(context, executor_, [this, request](const CallScope& scope) {
    held.Notify();
    if (request->until_gone()) {
      while (scope.Check().ok()) std::this_thread::yield();
      return scope.Check();
    }
    release.WaitForNotification();
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<CountResponse>* ProbeService::Count(grpc::CallbackServerContext* context,
                                                             const CountRequest* request) {
  // Counts down `streams_ended` when the producer goes.
  auto ended = std::shared_ptr<void>(static_cast<void*>(this), [this](void*) { ++streams_ended; });
  return AnswerWithStream<CountResponse>(
      context, executor_,
      [this, ended, request = *request, next = 0u](
          const CallScope& scope, CountResponse& response) mutable -> absl::StatusOr<StreamStep> {
        if (next >= request.count() + more_numbers) {
          if (request.then_fail()) return FieldInvalid("count", "as asked");
          return request.then_wait() ? StreamStep::kWait : StreamStep::kEnd;
        }
        ++numbers_made;
        response.set_number(next++);
        response.mutable_padding()->assign(request.padding_bytes(), 'x');
        return StreamStep::kMessage;
      },
      waker);
}

grpc::ServerBidiReactor<ChatRequest, ChatResponse>* ProbeService::Chat(
    grpc::CallbackServerContext* context) {
  return AnswerInWindow<ChatRequest, ChatResponse>(
      context, executor_, kChatWindow,
      [this](const CallScope& scope, uint64_t position, const ChatRequest& request,
             ChatResponse& response) -> absl::Status {
        ++chats_begun;
        if (request.hold()) {
          held.Notify();
          release.WaitForNotification();
        }
        if (request.fail()) return FieldInvalid("fail", "as asked");
        response.set_position(position);
        response.set_text(request.text());
        return absl::OkStatus();
      });
}

}  // namespace dateline
