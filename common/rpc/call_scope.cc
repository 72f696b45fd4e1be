#include "common/rpc/call_scope.h"

#include <chrono>

#include "absl/time/clock.h"
#include "common/base/error.h"

namespace dateline {

absl::Time CallScope::deadline() const {
  const std::chrono::system_clock::time_point deadline = context_->deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

absl::Status CallScope::Check() const {
  // A deadline is a moment of the machine's clock by gRPC's definition.
  if (absl::Now() >= deadline()) return DeadlinePassedError();
  if (context_->IsCancelled()) return absl::CancelledError("the caller hung up");
  return absl::OkStatus();
}

absl::Status DeadlinePassedError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, reason::kDeadlinePassed,
                   "the call's deadline passed before the answer was ready; allow more time");
}

absl::Status DrainingError() {
  return MakeError(absl::StatusCode::kUnavailable, reason::kDraining,
                   "the server is shutting down; try again on another replica");
}

absl::Status TooBusyError() {
  return MakeRetryableError(absl::StatusCode::kResourceExhausted, reason::kQueueFull,
                            "too many calls wait for an answer; try again in a second",
                            absl::Seconds(1));
}

}  // namespace dateline
