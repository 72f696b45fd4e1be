// A bearer token in a file: its first line.
//
//   DATELINE_ASSIGN_OR_RETURN(const std::string token, ReadTokenFile("run/newsroom-token"));
//
// Thread-safe.
#ifndef DATELINE_COMMON_RPC_TOKEN_FILE_H_
#define DATELINE_COMMON_RPC_TOKEN_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace dateline {

// INVALID_ARGUMENT if there is no such file, or its first line is empty.
absl::StatusOr<std::string> ReadTokenFile(const std::string& path);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_TOKEN_FILE_H_
