// The settings that every Dateline server has, and where they come from: flags,
// the environment, one file for all daemons, defaults; what comes first in that
// list wins.
//
//   CLI::App app("Serves the fact base.");
//   ServerSettings server{.listen = "127.0.0.1:7433"};
//   AddServerSettings(app, server);
//   CLI11_PARSE(app, argc, argv);
//   DATELINE_RETURN_IF_ERROR(ReadOtherSettings(app, "query"));
//   DATELINE_RETURN_IF_ERROR(CheckServerSettings(server));
//
// A setting has one name everywhere: the flag `--tls-key` is DATELINE_TLS_KEY in
// the environment and `tls-key` in the file. No setting is a secret itself;
// secrets are in files that settings name.
//
// Not thread-safe: for the start of a program.
#ifndef DATELINE_COMMON_DAEMON_SETTINGS_H_
#define DATELINE_COMMON_DAEMON_SETTINGS_H_

#include <string>
#include <string_view>

#include "CLI/App.hpp"
#include "absl/status/status.h"

namespace dateline {

struct ServerSettings {
  std::string listen = {};     // HOST:PORT or unix:PATH; port 0 takes a free one.
  std::string port_file = {};  // Where to write the port; empty: nowhere.
  std::string log = "info";    // "info": all requests; "warning": failed ones; "none".
  double drain_grace_seconds = 10;
  std::string metrics_listen = {};  // HOST:PORT for Prometheus; empty: nowhere.
  // No TLS, and everybody may do all: for loopback, or with the second for a
  // network that is guarded by something else.
  bool insecure = false;
  bool insecure_any_address = false;
  // PEM files; see ServerTls.
  std::string tls_certificate = {};
  std::string tls_key = {};
  std::string tls_client_ca = {};
  bool tls_require_client_certificate = false;
  std::string access = {};  // The access list; see common/access/access_list.h.
  // Limits of each caller; 0: none. Millions of bytes.
  double calls_per_second = 0;
  double megabytes_per_second = 0;
};

// Adds the flags, and --config FILE. `settings` must outlive `app`.
void AddServerSettings(CLI::App& app, ServerSettings& settings);

// INVALID_ARGUMENT if the settings do not fit together, saying what to give:
// among others, a server takes TLS and an access list, or `insecure`.
absl::Status CheckServerSettings(const ServerSettings& settings);

// After parsing: takes what no flag gave from the environment, and then from
// [common] and [`section`] of the file that --config (or DATELINE_CONFIG) names.
// Knows all options of `app` with a long name, not only the server's.
// INVALID_ARGUMENT for unknown keys and sections and for bad values, naming where
// they are; NOT_FOUND if there is no such file.
absl::Status ReadOtherSettings(CLI::App& app, std::string_view section);

// The part of ReadOtherSettings that reads a file.
absl::Status ReadSettingsFile(CLI::App& app, std::string_view section, const std::string& path);

}  // namespace dateline

#endif  // DATELINE_COMMON_DAEMON_SETTINGS_H_
