#include <cstdio>
#include <iostream>
#include <memory>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/embedded_server.h"
#include "tools/dateline/input_files.h"

namespace dateline::cli {
namespace {

struct ServeFlags {
  std::string listen = "127.0.0.1:7878";
  std::string data = "dateline-data";
  std::string patterns;
  std::string port_file;
  std::string backups;
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
  std::string log = "info";
  bool insecure = false;
};

// The request log of common/rpc, thinned out to what the level asks for.
LogSink LogAtLevel(const std::string& level) {
  if (level == "none") return [](std::string_view) {};
  if (level == "info") return WriteLineToStandardError;
  return [](std::string_view line) {
    const bool fine = line.find("\"code\":\"OK\"") != std::string_view::npos ||
                      line.find("\"code\":\"CANCELLED\"") != std::string_view::npos;
    if (!fine) WriteLineToStandardError(line);
  };
}

// Renamed into place, so that whoever waits for the file never reads half.
absl::Status WritePortFile(const std::string& path, int port) {
  const std::string unfinished = path + ".tmp";
  DATELINE_RETURN_IF_ERROR(WriteOutput(unfinished, StrCat(port, "\n")));
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) {
    return absl::PermissionDeniedError(StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

std::string HostPart(const std::string& listen) { return listen.substr(0, listen.rfind(':')); }

absl::Status RunServe(const ServeFlags& flags) {
  if (flags.listen.rfind(':') == std::string::npos) {
    return absl::InvalidArgumentError(
        StrCat("“", flags.listen, "” is no address; write HOST:PORT, such as 127.0.0.1:7878"));
  }
  if (!IsLoopback(flags.listen) && !flags.insecure) {
    return absl::InvalidArgumentError(
        StrCat(flags.listen,
               " can be reached from other machines, and the server has no authentication yet; "
               "listen on 127.0.0.1, or give --insecure if the network is yours"));
  }
  EmbeddedServerOptions options;
  options.listen_address = flags.listen;
  options.data_folder = flags.data;
  options.pattern_folder = flags.patterns;
  options.backup_folder = flags.backups;
  options.cache_bytes = flags.cache_mib << 20;
  options.request_log = LogAtLevel(flags.log);
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<EmbeddedServer> server,
                            EmbeddedServer::Start(options));
  if (flags.listen.starts_with("unix:")) {
    std::cerr << "dateline: listening on " << flags.listen;
  } else {
    std::cerr << "dateline: listening on " << HostPart(flags.listen) << ":" << server->port();
  }
  std::cerr << ", data in " << flags.data << "\n";
  if (!flags.port_file.empty()) {
    DATELINE_RETURN_IF_ERROR(WritePortFile(flags.port_file, server->port()));
  }
  server->RunUntilSignal();
  std::cerr << "dateline: stopped\n";
  return absl::OkStatus();
}

// A busy address or folder is no server that does not answer.
absl::Status AsServeError(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kUnavailable) return status;
  return absl::InternalError(status.message());
}

}  // namespace

void AddServeCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* command =
      app.add_subcommand("serve", "Run all three services in one process, with their storage");
  command->add_option("--listen", flags->listen, "Where to listen; port 0 takes a free one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  command
      ->add_option("--patterns", flags->patterns,
                   "Folder of patterns to run beside those built in; see dateline patterns")
      ->type_name("DIR");
  command->add_option("--data", flags->data, "Folder of the stores; made if it is not there")
      ->type_name("DIR")
      ->capture_default_str();
  command
      ->add_option("--backups", flags->backups,
                   "Folder in which dateline backup may make backups; none if not given")
      ->type_name("DIR");
  command
      ->add_option("--cache-mib", flags->cache_mib,
                   "Memory for what the stores read and write, in MiB")
      ->check(CLI::Range(32, 1 << 20))
      ->capture_default_str();
  command->add_option("--port-file", flags->port_file, "Write the port there once it is open")
      ->type_name("FILE");
  command
      ->add_option("--log", flags->log,
                   "Which requests to log on standard error: all, failed ones, none")
      ->check(CLI::IsMember({"info", "warning", "none"}))
      ->capture_default_str();
  command->add_flag("--insecure", flags->insecure,
                    "Allow an address that other machines can reach");
  command->footer(
      "Examples:\n"
      "  dateline serve\n"
      "  dateline serve --listen 127.0.0.1:0 --port-file port --data /var/lib/dateline\n"
      "SIGTERM and Ctrl-C finish what is under way, then stop; nothing acknowledged is lost.");
  command->callback([flags, &context] { context.Finish(AsServeError(RunServe(*flags))); });
}

}  // namespace dateline::cli
