// What the exit code of `dateline` means. Scripts rely on it.
#ifndef DATELINE_TOOLS_DATELINE_EXIT_CODE_H_
#define DATELINE_TOOLS_DATELINE_EXIT_CODE_H_

#include "absl/status/status.h"

namespace dateline::cli {

enum ExitCode : int {
  kDone = 0,
  kSomeRefused = 1,  // The command ran, but some of its input was refused or not delivered.
  kUsage = 2,        // Wrong flags or values; nothing was done.
  kUnreachable = 3,  // No server answered, or not in time.
  kNotFound = 4,     // No such document, fact, entity, conflict or file.
  kFailed = 5,       // Anything else.
};

// The exit code for a command that ended with `status`.
inline ExitCode ExitCodeFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kUsage;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kUnreachable;
    case absl::StatusCode::kNotFound:
      return kNotFound;
    default:
      return kFailed;
  }
}

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_EXIT_CODE_H_
