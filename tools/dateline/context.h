// What every command gets: where output goes, how to reach the server, and how
// to end.
//
// A command is a function `void AddXCommand(CLI::App& app, Context& context)`
// that adds its subcommand and flags; its callback runs it and hands the status
// to Context::Finish. Used by one thread.
#ifndef DATELINE_TOOLS_DATELINE_CONTEXT_H_
#define DATELINE_TOOLS_DATELINE_CONTEXT_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/transport_security.h"
#include "tools/dateline/client.h"
#include "tools/dateline/exit_code.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

struct Context {
  Terminal out;  // Standard output.
  Terminal err;  // Standard error.
  std::string server = "127.0.0.1:7878";
  // How the server is checked and told who calls; without a CA, no TLS, which is
  // for loopback unless `insecure`. A token comes from the environment or a file,
  // never from a flag, which other users of the machine could read.
  ChannelSecurity security;
  bool insecure = false;
  double timeout_seconds = 60;
  bool quiet = false;  // No remarks on standard error.
  ExitCode exit_code = kDone;

  // The client of `server`; made on first use. Throws CLI::ValidationError, as
  // bad flags do, if `server` and `security` do not fit together.
  Client& Connect();

  // The same flags and credentials for another server.
  Context For(std::string other_server) const;

  // A channel to `server`, for services that Client does not know. Errors of
  // MakeChannel, and INVALID_ARGUMENT for another machine without TLS.
  absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel() const;

  // Writes a line on standard error unless `quiet`.
  void Remark(std::string_view line) const;

  // Ends the command: prints an error and what to do about it, and sets
  // `exit_code` (which a command may have set to kSomeRefused before).
  void Finish(const absl::Status& status);

 private:
  std::unique_ptr<Client> client_;
};

// The error for people: what went wrong, and the next step where one is known.
std::string DescribeError(const absl::Status& status, std::string_view server);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_CONTEXT_H_
