// `dateline`: the client that people use, and the server on a laptop.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "tools/dateline/commands/commands.h"
#include "tools/dateline/context.h"

int main(int argc, char** argv) {
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
