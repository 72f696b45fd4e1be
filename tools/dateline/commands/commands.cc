#include "tools/dateline/commands/commands.h"

namespace dateline::cli {

void AddCommands(CLI::App& app, Context& context) {
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help of all commands");
  app.fallthrough();  // Shared flags may stand behind the command too.
  app.add_option("--server", context.server, "Where the services are")
      ->envname("DATELINE_SERVER")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--ca", context.security.ca, "PEM file with the CA of the server: use TLS")
      ->envname("DATELINE_CA")
      ->type_name("FILE");
  app.add_option("--certificate", context.security.certificate,
                 "PEM file with a client certificate to show the server")
      ->envname("DATELINE_CERTIFICATE")
      ->type_name("FILE");
  app.add_option("--key", context.security.key, "PEM file with the client certificate's key")
      ->envname("DATELINE_KEY")
      ->type_name("FILE");
  app.add_option("--token-file", context.security.token_file,
                 "File with a token to show the server; or DATELINE_TOKEN in the environment")
      ->envname("DATELINE_TOKEN_FILE")
      ->type_name("FILE");
  app.add_option("--server-name", context.security.server_name,
                 "Name in the server's certificate, if it is called by another")
      ->type_name("NAME");
  app.add_flag("--insecure", context.insecure, "Call another machine without TLS");
  app.add_option("--timeout", context.timeout_seconds, "Deadline of each call, in seconds")
      ->check(CLI::Range(0.001, 86400.0))
      ->capture_default_str();
  app.add_flag("--quiet", context.quiet, "No remarks and no progress");
  app.footer(
      "Start with:\n"
      "  dateline serve --insecure &\n"
      "  dateline ingest --wait articles/\n"
      "  dateline facts --entity \"Ana Ruiz\"\n"
      "\n"
      "Exit codes: 0 done, 1 some input refused, 2 usage, 3 no server, 4 not found, 5 other "
      "failures.\n"
      "NO_COLOR switches colours off; COLUMNS sets the width of tables.");
  AddServeCommand(app, context);
  AddIngestCommand(app, context);
  AddDocumentsCommand(app, context);
  AddHealthCommand(app, context);
  AddTopCommand(app, context);
  AddStatusCommand(app, context);
  AddDeadLettersCommand(app, context);
  AddReprocessingsCommand(app, context);
  AddExtractCommand(app, context);
  AddAnnotateCommand(app, context);
  AddPatternsCommand(app, context);
  AddFactsCommand(app, context);
  AddEntitiesCommand(app, context);
  AddTimelineCommand(app, context);
  AddSaidCommand(app, context);
  AddCompareCommand(app, context);
  AddDiffCommand(app, context);
  AddConflictsCommand(app, context);
  AddGraphCommand(app, context);
  AddExplainCommand(app, context);
  AddWatchCommand(app, context);
  AddExportCommand(app, context);
  AddStatsCommand(app, context);
  AddBackupCommand(app, context);
  AddRestoreCommand(app, context);
  AddVerifyCommand(app, context);
  AddMigrateCommand(app, context);
  AddPurgeCommand(app, context);
  AddAdminCommand(app, context);
  AddConfigCommand(app, context);
  AddCompletionCommand(app, context);
  AddVersionCommand(app, context);
}

}  // namespace dateline::cli
