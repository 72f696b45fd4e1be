#include "common/daemon/serving.h"

#include <iostream>
#include <utility>

#include "absl/memory/memory.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/daemon/port_file.h"
#include "common/rpc/transport_security.h"

namespace dateline {

LogSink LogAtLevel(std::string_view level) {
  if (level == "none") return [](std::string_view) {};
  if (level == "info") return WriteLineToStandardError;
  return [](std::string_view line) {
    const bool fine = line.find("\"code\":\"OK\"") != std::string_view::npos ||
                      line.find("\"code\":\"CANCELLED\"") != std::string_view::npos;
    if (!fine) WriteLineToStandardError(line);
  };
}

absl::StatusOr<std::unique_ptr<Serving>> Serving::Start(std::string_view program,
                                                        const ServerSettings& settings,
                                                        Executor& executor,
                                                        const std::vector<ServiceEntry>& services) {
  DATELINE_RETURN_IF_ERROR(CheckServerSettings(settings));
  auto serving = absl::WrapUnique(new Serving(program, settings));
  ServerOptions options;
  options.listen_address = settings.listen;
  options.executor = &executor;
  options.drain_grace = absl::Seconds(settings.drain_grace_seconds);
  options.request_log = LogAtLevel(settings.log);
  if (!settings.insecure) {
    DATELINE_ASSIGN_OR_RETURN(options.credentials,
                              MakeServerCredentials({.certificate = settings.tls_certificate,
                                                     .key = settings.tls_key,
                                                     .client_ca = settings.tls_client_ca,
                                                     .require_client_certificate =
                                                         settings.tls_require_client_certificate}));
    AccessOptions access;
    access.file = settings.access;
    access.calls_per_second = settings.calls_per_second;
    access.bytes_per_second = settings.megabytes_per_second * 1e6;
    access.report = [name = serving->program_](std::string_view line) {
      WriteLineToStandardError(StrCat(name, ": ", line));
    };
    DATELINE_ASSIGN_OR_RETURN(serving->access_,
                              AccessControl::Open(std::move(access), &serving->clock_));
    options.access = serving->access_.get();
  }
  DATELINE_ASSIGN_OR_RETURN(serving->server_, Server::Start(options, services));
  return serving;
}

absl::Status Serving::Announce() {
  DATELINE_RETURN_IF_ERROR(WritePortFile(settings_.port_file, server_->port()));
  std::string where = settings_.listen;
  if (!where.starts_with("unix:")) {
    where = StrCat(where.substr(0, where.rfind(':')), ":", server_->port());
  }
  std::cerr << program_ << ": listening on " << where
            << (settings_.insecure ? " WITHOUT TLS: whoever reaches this address may do everything"
                                   : " with TLS")
            << "\n";
  return absl::OkStatus();
}

}  // namespace dateline
