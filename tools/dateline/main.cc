// `dateline`: the client that people use, and the server on a laptop. Called by the
// name of a daemon (by a link, as in the image) it is that daemon.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/rpc/extraction_daemon.h"
#include "services/ingest/rpc/ingest_daemon.h"
#include "services/query/rpc/query_daemon.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/context.h"

namespace {

int RunClient(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // "dateline facts | head" ends by a failed write.
  dateline::cli::Context context;
  context.out = dateline::cli::Terminal::ForDescriptor(STDOUT_FILENO);
  context.err = dateline::cli::Terminal::ForDescriptor(STDERR_FILENO);
  CLI::App app("Structured facts with evidence, from news articles.", "dateline");
  dateline::cli::AddCommands(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // CLI11 says only that a command is missing.
    const std::vector<std::string> unknown = app.remaining();
    if (app.get_subcommands().empty() && !unknown.empty()) {
      std::cerr << "dateline: no command is called “" << unknown.front()
                << "”; dateline --help lists them\n";
    } else {
      app.exit(error);
    }
    return dateline::cli::kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? dateline::cli::kDone : dateline::cli::kUsage;
  }
  return context.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view name = argc > 0 ? argv[0] : "";
  name.remove_prefix(name.rfind('/') + 1);  // The whole name if there is no slash.
  if (name == "dateline-extraction") return dateline::extraction::RunExtractionDaemon(argc, argv);
  if (name == "dateline-ingest") return dateline::ingest::RunIngestDaemon(argc, argv);
  if (name == "dateline-query") return dateline::query::RunQueryDaemon(argc, argv);
  return RunClient(argc, argv);
}
