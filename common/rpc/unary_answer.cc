#include "common/rpc/unary_answer.h"

#include <exception>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/status_conversion.h"

namespace dateline::rpc_internal {

absl::Status RunGuarded(absl::FunctionRef<absl::Status()> work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return MakeError(absl::StatusCode::kInternal, reason::kInternal,
                     StrCat("the server failed unexpectedly: ", exception.what()));
  } catch (...) {
    return MakeError(absl::StatusCode::kInternal, reason::kInternal,
                     "the server failed unexpectedly");
  }
}

grpc::ServerUnaryReactor* StartUnary(grpc::CallbackServerContext* context, Executor& executor,
                                     UnaryWork work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const bool admitted = executor.TryRun([context, reactor, work = std::move(work)]() mutable {
    const CallScope scope(context);
    absl::Status status = scope.Check();
    if (status.ok()) status = RunGuarded([&] { return work(scope); });
    // Whatever the work holds must go before the call does: it may point
    // into the request.
    work = nullptr;
    reactor->Finish(ToGrpcStatus(status));
  });
  if (!admitted) reactor->Finish(ToGrpcStatus(TooBusyError()));
  return reactor;
}

}  // namespace dateline::rpc_internal
