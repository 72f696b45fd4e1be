#include "common/daemon/settings.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/transport_security.h"

namespace dateline {
namespace {

// All sections that a file may have; it is one for all daemons.
const std::set<std::string, std::less<>>& Sections() {
  static const auto* const sections =
      new std::set<std::string, std::less<>>{"common", "extraction", "ingest", "query", "serve"};
  return *sections;
}

// Options that are no settings.
bool IsSetting(const CLI::Option& option) {
  const std::string name = option.get_single_name();
  return !option.get_lnames().empty() && name != "help" && name != "config";
}

std::string EnvironmentName(std::string_view setting) {
  std::string name = StrCat("DATELINE_", absl::AsciiStrToUpper(AbslView(setting)));
  return absl::StrReplaceAll(name, {{"-", "_"}});
}

// Gives an option a value as if a flag had; `where` is for messages.
absl::Status Give(CLI::Option& option, const std::vector<std::string>& values,
                  std::string_view where) {
  try {
    if (option.get_expected_min() == 0) {
      const bool is_switch = values.size() == 1 && (values[0] == "true" || values[0] == "false");
      if (!is_switch) {
        return absl::InvalidArgumentError(StrCat(where, ": give true or false"));
      }
    }
    option.add_result(values);
    option.run_callback();
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(StrCat(where, ": ", error.what()));
  }
  return absl::OkStatus();
}

absl::Status ReadEnvironment(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!IsSetting(*option) || option->count() > 0) continue;
    const std::string name = EnvironmentName(option->get_single_name());
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') continue;
    DATELINE_RETURN_IF_ERROR(Give(*option, {value}, name));
  }
  return absl::OkStatus();
}

// The parser takes half a line for a whole one: `data = "x` for a folder called
// "x with its quotation mark, and `data` alone for true.
absl::Status CheckLines(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string_view text = StdView(absl::StripAsciiWhitespace(AbslView(line)));
    if (text.empty() || text[0] == '#' || text[0] == '[') continue;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      return absl::InvalidArgumentError(
          StrCat(path, ", line ", number, ": write NAME = VALUE, not '", text, "'"));
    }
    const std::string_view value =
        StdView(absl::StripAsciiWhitespace(AbslView(text.substr(equals + 1))));
    if (!value.empty() && (value[0] == '"' || value[0] == '\'') &&
        value.find(value[0], 1) == std::string_view::npos) {
      return absl::InvalidArgumentError(
          StrCat(path, ", line ", number, ": the quotation mark is not closed"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CLI::ConfigItem>> ParseFile(const std::string& path) {
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
    return absl::InvalidArgumentError(StrCat(path, " is a folder, not a file of settings"));
  }
  DATELINE_RETURN_IF_ERROR(CheckLines(path));
  std::ifstream file(path);
  if (!file) return absl::ErrnoToStatus(errno, AbslView(StrCat("cannot read ", path)));
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_config(file);
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(StrCat(path, ": ", error.what()));
  }
  std::erase_if(items, [](const CLI::ConfigItem& item) {
    return item.name == "++" || item.name == "--";  // Begin and end of a section.
  });
  return items;
}

absl::Status CheckSection(const std::string& path, const CLI::ConfigItem& item) {
  if (item.parents.size() == 1 && Sections().contains(item.parents[0])) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat(path, ": ", item.fullname(),
             " is under no section that is known; those are [common], [extraction], [ingest], "
             "[query] and [serve]"));
}

absl::Status CheckTls(const ServerSettings& settings) {
  if (settings.tls_certificate.empty() || settings.tls_key.empty()) {
    return absl::InvalidArgumentError(
        "give --tls-certificate and --tls-key, or --insecure to serve this machine without TLS");
  }
  if (settings.access.empty()) {
    return absl::InvalidArgumentError(
        "give --access FILE, which says who may call; make it with: dateline admin tokens create");
  }
  return absl::OkStatus();
}

}  // namespace

void AddServerSettings(CLI::App& app, ServerSettings& settings) {
  app.add_option("--config", "File with settings; flags and the environment override it")
      ->type_name("FILE");
  app.add_option("--listen", settings.listen,
                 "Where to listen: HOST:PORT, or unix:PATH; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--port-file", settings.port_file, "File to write the port to once it is open");
  app.add_option("--log", settings.log,
                 "Which requests to log on standard error: all, failed ones, none")
      ->check(CLI::IsMember({"info", "warning", "none"}))
      ->capture_default_str();
  app.add_option("--metrics-listen", settings.metrics_listen,
                 "Where to give metrics to Prometheus, over plain HTTP: HOST:PORT; nowhere if not "
                 "given");
  app.add_option("--drain-grace", settings.drain_grace_seconds,
                 "Seconds that calls under way have to end in when the server is stopped")
      ->check(CLI::Range(0.0, 3'600.0))
      ->capture_default_str();
  app.add_flag("--insecure", settings.insecure,
               "Serve without TLS and without asking who calls, on loopback");
  app.add_flag("--insecure-any-address", settings.insecure_any_address,
               "With --insecure, also on addresses that other machines can reach");
  app.add_option("--tls-certificate", settings.tls_certificate,
                 "PEM file with the server's certificate and those up to its CA");
  app.add_option("--tls-key", settings.tls_key, "PEM file with the certificate's private key");
  app.add_option("--tls-client-ca", settings.tls_client_ca,
                 "PEM file with the CA of client certificates; they are not asked for without it");
  app.add_flag("--tls-require-client-certificate", settings.tls_require_client_certificate,
               "Refuse clients without a certificate");
  app.add_option("--access", settings.access,
                 "File that says who may call; see dateline admin tokens");
  app.add_option("--calls-per-second", settings.calls_per_second,
                 "Calls that one caller may make; 0: as many as it likes")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  app.add_option("--megabytes-per-second", settings.megabytes_per_second,
                 "Millions of bytes that one caller may send; 0: as many as it likes")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
}

absl::Status CheckServerSettings(const ServerSettings& settings) {
  if (!settings.listen.starts_with("unix:") && settings.listen.rfind(':') == std::string::npos) {
    return absl::InvalidArgumentError(
        StrCat("“", settings.listen, "” is no address; write HOST:PORT, such as 127.0.0.1:7878"));
  }
  const bool has_tls = !settings.tls_certificate.empty() || !settings.tls_key.empty() ||
                       !settings.tls_client_ca.empty() || !settings.access.empty() ||
                       settings.tls_require_client_certificate;
  if (!settings.insecure) return CheckTls(settings);
  if (has_tls) {
    return absl::InvalidArgumentError(
        "--insecure serves without TLS and access list; leave it out, or them");
  }
  if (settings.calls_per_second > 0 || settings.megabytes_per_second > 0) {
    return absl::InvalidArgumentError(
        "limits are of callers, and --insecure does not ask who calls; leave out one of them");
  }
  if (!IsLoopbackAddress(settings.listen) && !settings.insecure_any_address) {
    return absl::InvalidArgumentError(
        StrCat(settings.listen,
               " can be reached from other machines, which --insecure would let do everything; "
               "use TLS, listen on 127.0.0.1, or add --insecure-any-address if something else "
               "guards the network"));
  }
  return absl::OkStatus();
}

absl::Status ReadSettingsFile(CLI::App& app, std::string_view section, const std::string& path) {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<CLI::ConfigItem> items, ParseFile(path));
  // Its own keys come after those of [common], and replace them.
  std::map<CLI::Option*, const CLI::ConfigItem*> found;
  for (const std::string_view wanted : {std::string_view("common"), section}) {
    for (const CLI::ConfigItem& item : items) {
      DATELINE_RETURN_IF_ERROR(CheckSection(path, item));
      if (item.parents[0] != wanted) continue;
      CLI::Option* option = app.get_option_no_throw("--" + item.name);
      if (option == nullptr || !IsSetting(*option)) {
        return absl::InvalidArgumentError(
            StrCat(path, ": [", wanted, "] has the unknown key ", item.name));
      }
      found[option] = &item;
    }
  }
  for (const auto& [option, item] : found) {
    if (option->count() > 0) continue;
    DATELINE_RETURN_IF_ERROR(
        Give(*option, item->inputs, StrCat(path, ": [", item->parents[0], "] ", item->name)));
  }
  return absl::OkStatus();
}

absl::Status ReadOtherSettings(CLI::App& app, std::string_view section) {
  DATELINE_RETURN_IF_ERROR(ReadEnvironment(app));
  const CLI::Option* config = app.get_option_no_throw("--config");
  std::string path;
  if (config != nullptr && config->count() > 0) {
    path = config->results().back();
  } else if (const char* named = std::getenv("DATELINE_CONFIG"); named != nullptr) {
    path = named;
  }
  if (path.empty()) return absl::OkStatus();
  return ReadSettingsFile(app, section, path);
}

}  // namespace dateline
