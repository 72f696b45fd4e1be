// What the work of a call may know about its caller: whether anybody still
// waits, and for how long.
//
//   DATELINE_RETURN_IF_ERROR(scope.Check());    // between steps of long work
//
// Thread-safe. Valid while the work runs; long work keeps a reference, never a
// copy beyond its call.
#ifndef DATELINE_COMMON_RPC_CALL_SCOPE_H_
#define DATELINE_COMMON_RPC_CALL_SCOPE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"

namespace dateline {

class CallScope {
 public:
  // `context` must outlive the scope.
  explicit CallScope(const grpc::CallbackServerContext* context) : context_(context) {}

  // OK while the caller waits; DEADLINE_EXCEEDED (DEADLINE_PASSED) once the
  // call's deadline has passed; else CANCELLED if the caller hung up.
  absl::Status Check() const;

  // Until the call's deadline, negative once it has passed; InfiniteDuration if
  // the caller set none. By gRPC's steady clock: the clock of the day may jump.
  absl::Duration TimeLeft() const;

 private:
  const grpc::CallbackServerContext* context_;
};

// DEADLINE_EXCEEDED with DEADLINE_PASSED.
absl::Status DeadlinePassedError();

// UNAVAILABLE with DRAINING: what open streams end with when the server drains.
absl::Status DrainingError();

// RESOURCE_EXHAUSTED with QUEUE_FULL and a delay: the executor refuses.
absl::Status TooBusyError();

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_CALL_SCOPE_H_
