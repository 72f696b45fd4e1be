// Unary handlers in one statement: the work runs on the executor, returns an
// absl::Status, and is answered with it.
//
//   grpc::ServerUnaryReactor* GetFact(grpc::CallbackServerContext* context,
//                                     const GetFactRequest* request,
//                                     GetFactResponse* response) override {
//     return Answer(context, executor_, [=, this](const CallScope& scope) {
//       return core_.GetFact(*request, scope, *response);
//     });
//   }
//
// Request and response live until the answer is sent, so the work may point to
// them. If the caller is gone or out of time before the work starts, it does
// not start. If too much waits already the answer is RESOURCE_EXHAUSTED
// (QUEUE_FULL, with a delay). An exception that escapes the work is INTERNAL.
#ifndef DATELINE_COMMON_RPC_UNARY_ANSWER_H_
#define DATELINE_COMMON_RPC_UNARY_ANSWER_H_

#include <type_traits>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/executor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"

namespace dateline {

namespace rpc_internal {

using UnaryWork = absl::AnyInvocable<absl::Status(const CallScope&)>;

grpc::ServerUnaryReactor* StartUnary(grpc::CallbackServerContext* context, Executor& executor,
                                     UnaryWork work);

// Runs `work` and turns what it throws into INTERNAL.
absl::Status RunGuarded(absl::FunctionRef<absl::Status()> work);

}  // namespace rpc_internal

// `work` takes a const CallScope& or nothing, returns absl::Status, and is
// called at most once.
template <typename Work>
grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, Executor& executor,
                                 Work work) {
  if constexpr (std::is_invocable_v<Work&, const CallScope&>) {
    return rpc_internal::StartUnary(context, executor, std::move(work));
  } else {
    return rpc_internal::StartUnary(
        context, executor,
        [work = std::move(work)](const CallScope&) mutable -> absl::Status { return work(); });
  }
}

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_UNARY_ANSWER_H_
