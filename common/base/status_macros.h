// Early return on error.
//
//   absl::StatusOr<int> Twice(std::string_view text) {
//     DATELINE_ASSIGN_OR_RETURN(int n, ParseNumber(text));
//     DATELINE_RETURN_IF_ERROR(CheckRange(n));
//     return 2 * n;
//   }
#ifndef DATELINE_COMMON_BASE_STATUS_MACROS_H_
#define DATELINE_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define DATELINE_RETURN_IF_ERROR(expr)                                                             \
  do {                                                                                             \
    if (::absl::Status dateline_status_ = (expr); !dateline_status_.ok()) return dateline_status_; \
  } while (false)

#define DATELINE_CONCAT_INNER_(a, b) a##b
#define DATELINE_CONCAT_(a, b) DATELINE_CONCAT_INNER_(a, b)

#define DATELINE_ASSIGN_OR_RETURN(lhs, expr) \
  DATELINE_ASSIGN_OR_RETURN_IMPL_(DATELINE_CONCAT_(dateline_status_or_, __LINE__), lhs, expr)

#define DATELINE_ASSIGN_OR_RETURN_IMPL_(statusor, lhs, expr) \
  auto statusor = (expr);                                    \
  if (!statusor.ok()) return std::move(statusor).status();   \
  lhs = *std::move(statusor)

#endif  // DATELINE_COMMON_BASE_STATUS_MACROS_H_
