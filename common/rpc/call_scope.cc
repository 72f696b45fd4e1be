#include "common/rpc/call_scope.h"

#include "common/base/error.h"
#include "grpc/support/time.h"

namespace dateline {
namespace {

// The caller's clock started when it sent the request and ours when we got it,
// so its deadline passes first and it hangs up because of it.
constexpr absl::Duration kDeadlineSlack = absl::Milliseconds(100);

}  // namespace

absl::Duration CallScope::TimeLeft() const {
  const gpr_timespec deadline = context_->raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
    return absl::InfiniteDuration();
  }
  const gpr_timespec left = gpr_time_sub(deadline, gpr_now(deadline.clock_type));
  return absl::Seconds(left.tv_sec) + absl::Nanoseconds(left.tv_nsec);
}

absl::Status CallScope::Check() const {
  const absl::Duration left = TimeLeft();
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
