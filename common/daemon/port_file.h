// Tells whoever started a daemon where it listens: a file with the port.
//
//   DATELINE_RETURN_IF_ERROR(WritePortFile(flags.port_file, server->port()));
#ifndef DATELINE_COMMON_DAEMON_PORT_FILE_H_
#define DATELINE_COMMON_DAEMON_PORT_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace dateline {

// Writes `port` and a line end; nothing where `path` is empty. The file is renamed
// into place, so that whoever waits for it never reads half. UNAVAILABLE if it
// cannot be written. Thread-safe for different paths.
absl::Status WritePortFile(const std::string& path, int port);

}  // namespace dateline

#endif  // DATELINE_COMMON_DAEMON_PORT_FILE_H_
