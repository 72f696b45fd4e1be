#include <iostream>
#include <memory>
#include <optional>

#include "common/base/status_macros.h"
#include "common/rpc/unchecked_channel.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

struct HealthFlags {
  std::string service;
  bool alive = false;
  bool json = false;
};

absl::Status RunHealth(const HealthFlags& flags, Context& context) {
  HealthCheckRequest request;
  request.set_service(flags.service);
  // Alive is a server too whose certificate has expired: killing it mends nothing.
  std::optional<Client> unchecked;
  if (flags.alive && context.security.uses_tls()) {
    unchecked.emplace(MakeUncheckedChannel(context.server), absl::Seconds(context.timeout_seconds));
  }
  Client& client = unchecked.has_value() ? *unchecked : context.Connect();
  DATELINE_ASSIGN_OR_RETURN(const HealthCheckResponse answer,
                            client.Call(client.health(), &HealthStub::Check, request));
  if (flags.json) {
    std::cout << JsonLine(answer);
  } else {
    std::cout << HealthCheckResponse::ServingStatus_Name(answer.status()) << "\n";
  }
  const bool serving = answer.status() == HealthCheckResponse::SERVING;
  if (!serving && !flags.alive) context.exit_code = kSomeRefused;
  return absl::OkStatus();
}

}  // namespace

void AddHealthCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<HealthFlags>();
  CLI::App* command =
      app.add_subcommand("health", "Whether a server is ready to serve; for probes and scripts");
  command
      ->add_option("--service", flags->service,
                   "One service by its full name; the whole server if not given")
      ->type_name("NAME");
  command->add_flag(
      "--alive", flags->alive,
      "Exit with 0 if the server answers at all, ready or not, whatever its certificate");
  command->add_flag("--json", flags->json, "The answer as JSON");
  command->footer(
      "Asks grpc.health.v1.Health, which needs no token. Exit codes: 0 serving, 1 not serving\n"
      "(starting, ending, or unable to write), 3 no answer, 4 no such service.\n"
      "Examples:\n"
      "  dateline health\n"
      "  dateline --server localhost:7433 --timeout 3 health --alive\n"
      "  dateline health --service dateline.query.v1.QueryService");
  command->callback([flags, &context] { context.Finish(RunHealth(*flags, context)); });
}

}  // namespace dateline::cli
