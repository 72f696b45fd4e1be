// Lets a long read stop when nobody waits for its answer any more.
//
//   Cancellation cancellation([&] { return Expired(deadline) ? DeadlineError() : absl::OkStatus();
//   }); DATELINE_RETURN_IF_ERROR(cancellation.Check());
//
// Reads call Check() between records, so the function must be cheap. It must be
// callable from any thread and outlive the read. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_CANCELLATION_H_
#define DATELINE_SERVICES_QUERY_CORE_CANCELLATION_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"

namespace dateline::query {

class Cancellation {
 public:
  // Never cancelled.
  Cancellation() = default;
  // `check` says OK while the caller waits, else the status to end with.
  explicit Cancellation(std::function<absl::Status()> check) : check_(std::move(check)) {}

  absl::Status Check() const { return check_ ? check_() : absl::OkStatus(); }

 private:
  std::function<absl::Status()> check_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_CANCELLATION_H_
