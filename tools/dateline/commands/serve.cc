#include <memory>

#include "common/base/status_macros.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/embedded_server.h"
#include "tools/dateline/serve_settings.h"

namespace dateline::cli {
namespace {

absl::Status RunServe(CLI::App& command, const ServeSettings& settings) {
  DATELINE_RETURN_IF_ERROR(ReadOtherSettings(command, "serve"));
  DATELINE_RETURN_IF_ERROR(CheckServerSettings(settings.server));
  EmbeddedServerOptions options;
  options.server = settings.server;
  options.data_folder = settings.data;
  options.pattern_folder = settings.patterns;
  options.backup_folder = settings.backups;
  options.cache_bytes = settings.cache_mib << 20;
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<EmbeddedServer> server,
                            EmbeddedServer::Start(options));
  DATELINE_RETURN_IF_ERROR(server->Announce());
  server->RunUntilSignal();
  return absl::OkStatus();
}

// A busy address or folder is no server that does not answer.
absl::Status AsServeError(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kUnavailable) return status;
  return absl::InternalError(status.message());
}

}  // namespace

void AddServeCommand(CLI::App& app, Context& context) {
  auto settings = std::make_shared<ServeSettings>();
  CLI::App* command =
      app.add_subcommand("serve", "Run all three services in one process, with their storage");
  AddServeSettings(*command, *settings);
  command->footer(
      "Examples:\n"
      "  dateline serve --insecure\n"
      "  dateline serve --insecure --listen 127.0.0.1:0 --port-file port --data /var/lib/dateline\n"
      "  dateline serve --listen 0.0.0.0:7878 --tls-certificate tls.crt --tls-key tls.key \\\n"
      "      --access access.json\n"
      "SIGTERM and Ctrl-C finish what is under way, then stop; nothing acknowledged is lost.");
  command->callback([settings, command, &context] {
    context.Finish(AsServeError(RunServe(*command, *settings)));
  });
}

}  // namespace dateline::cli
