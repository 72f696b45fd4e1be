#include "common/rpc/call_scope.h"

#include <chrono>

#include "absl/time/clock.h"
#include "common/base/error.h"

namespace dateline {
namespace {

// The caller's clock started when it sent the request and ours when we got it,
// so its deadline passes first and it hangs up because of it.
constexpr absl::Duration kDeadlineSlack = absl::Milliseconds(100);

}  // namespace

absl::Time CallScope::deadline() const {
  const std::chrono::system_clock::time_point deadline = context_->deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

absl::Status CallScope::Check() const {
  // A deadline is a moment of the machine's clock by gRPC's definition.
  const absl::Duration left = deadline() - absl::Now();
  if (left <= absl::ZeroDuration()) return DeadlinePassedError();
  if (!context_->IsCancelled()) return absl::OkStatus();
  if (left <= kDeadlineSlack) return DeadlinePassedError();
  return absl::CancelledError("the caller hung up");
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
