// A server as its settings say: TLS, access list, log, port file.
//
//   DATELINE_ASSIGN_OR_RETURN(auto serving, Serving::Start("dateline-query", settings, executor,
//                                                          {{"dateline.query.v1.QueryService",
//                                                            &service}}));
//   RunUntilSignal(serving->server());
//
// Says on standard error where it listens and how it is guarded. Thread-safe.
#ifndef DATELINE_COMMON_DAEMON_SERVING_H_
#define DATELINE_COMMON_DAEMON_SERVING_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/access_control.h"
#include "common/base/clock.h"
#include "common/daemon/settings.h"
#include "common/rpc/executor.h"
#include "common/rpc/server.h"

namespace dateline {

class Serving {
 public:
  // Errors of CheckServerSettings, MakeServerCredentials, AccessControl::Open and
  // Server::Start. `executor` and the services must outlive the object.
  static absl::StatusOr<std::unique_ptr<Serving>> Start(std::string_view program,
                                                        const ServerSettings& settings,
                                                        Executor& executor,
                                                        const std::vector<ServiceEntry>& services);

  Server& server() { return *server_; }

  // Tells whoever waits for it that the server is up: writes the port file and
  // the line on standard error. UNAVAILABLE if the file cannot be written.
  absl::Status Announce();

 private:
  Serving(std::string_view program, const ServerSettings& settings)
      : program_(program), settings_(settings) {}

  const std::string program_;
  const ServerSettings settings_;
  const SystemClock clock_;
  std::unique_ptr<AccessControl> access_;
  std::unique_ptr<Server> server_;  // Last, so that it goes first.
};

// The request log's lines as far as `level` ("info", "warning", "none") asks for
// them, on standard error.
LogSink LogAtLevel(std::string_view level);

}  // namespace dateline

#endif  // DATELINE_COMMON_DAEMON_SERVING_H_
