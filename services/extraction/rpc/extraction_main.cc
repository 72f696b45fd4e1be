// dateline-extraction: the extraction service as a process of its own.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/base/status_macros.h"
#include "common/rpc/executor.h"
#include "common/rpc/port_file.h"
#include "common/rpc/server.h"
#include "services/extraction/core/extractor.h"
#include "services/extraction/rpc/extraction_rpc_service.h"

namespace dateline {
namespace {

struct Flags {
  std::string listen = "127.0.0.1:7432";
  std::string port_file;
  std::string patterns;
};

absl::Status Serve(const Flags& flags) {
  DATELINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<extraction::ReloadableExtractor> extractor,
      extraction::ReloadableExtractor::Create({.pattern_folder = flags.patterns}));
  Executor executor;
  extraction::ExtractionRpcService service(*extractor, executor);
  ServerOptions options;
  options.listen_address = flags.listen;
  options.executor = &executor;
  DATELINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<Server> server,
      Server::Start(options,
                    {{std::string(extraction::ExtractionRpcService::kFullName), &service}}));
  DATELINE_RETURN_IF_ERROR(WritePortFile(flags.port_file, server->port()));
  std::cerr << "dateline-extraction listens on port " << server->port() << "\n";
  RunUntilSignal(*server);
  return absl::OkStatus();
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::Flags flags;
  CLI::App app("Reads articles: dateline.extraction.v1.ExtractionService.");
  app.add_option("--listen", flags.listen, "HOST:PORT to listen on; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--port-file", flags.port_file, "file to write the port to once it is open");
  app.add_option("--patterns", flags.patterns,
                 "folder of .textproto files with patterns to run beside those built in");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = dateline::Serve(flags);
  if (status.ok()) return 0;
  std::cerr << "dateline-extraction: " << status.message() << "\n";
  return 1;
}
