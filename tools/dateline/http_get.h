// A page over plain HTTP: enough for the metrics of our own servers.
#ifndef DATELINE_TOOLS_DATELINE_HTTP_GET_H_
#define DATELINE_TOOLS_DATELINE_HTTP_GET_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace dateline::cli {

// The body of what "HOST:PORT" answers to a GET of `path`. INVALID_ARGUMENT for
// another form of address, UNAVAILABLE if nobody answers within `timeout` or the
// answer is not 200. Thread-safe.
absl::StatusOr<std::string> HttpGet(const std::string& address, std::string_view path,
                                    absl::Duration timeout);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_HTTP_GET_H_
