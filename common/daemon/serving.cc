#include "common/daemon/serving.h"

#include <utility>

#include "absl/memory/memory.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/daemon/port_file.h"
#include "common/metrics/process_metrics.h"
#include "common/rpc/certificate_metrics.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/transport_security.h"

namespace dateline {

LogSink LogAtLevel(std::string_view level) {
  if (level == "none") return [](std::string_view) {};
  if (level == "info") return WriteLineToStandardError;
  return [](std::string_view line) {
    const bool fine = line.find("\"level\":\"info\"") != std::string_view::npos;
    if (!fine) WriteLineToStandardError(line);
  };
}

absl::StatusOr<std::unique_ptr<Serving>> Serving::Start(std::string_view program,
                                                        const ServerSettings& settings,
                                                        Executor& executor,
                                                        const std::vector<ServiceEntry>& services,
                                                        Monitoring& monitoring) {
  DATELINE_RETURN_IF_ERROR(CheckServerSettings(settings));
  auto serving = absl::WrapUnique(new Serving(program, settings, monitoring));
  SendGrpcLogTo(LogAtLevel(settings.log));
  ServerOptions options;
  options.listen_address = settings.listen;
  options.executor = &executor;
  options.drain_grace = absl::Seconds(settings.drain_grace_seconds);
  options.request_log = LogAtLevel(settings.log);
  options.services_serve_at_start = false;
  options.rpc_metrics = &monitoring.calls;
  options.refused = [&monitoring](std::string_view method, absl::StatusCode code) {
    monitoring.calls.CountRefused(method, code);
  };
  if (!settings.insecure) {
    serving->Keep(AddCertificateMetrics(monitoring.metrics, "server", settings.tls_certificate,
                                        settings.tls_key));
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
    access.report = [&monitoring](std::string_view line) {
      monitoring.log.Write(LogLevel::kWarning, "access_list", line);
    };
    DATELINE_ASSIGN_OR_RETURN(serving->access_,
                              AccessControl::Open(std::move(access), &serving->clock_));
    options.access = serving->access_.get();
  }
  serving->Keep(AddProcessMetrics(monitoring.metrics));
  serving->Keep(AddExecutorMetrics(monitoring.metrics, executor));
  DATELINE_ASSIGN_OR_RETURN(serving->metrics_endpoint_,
                            MetricsEndpoint::Start(settings.metrics_listen, monitoring.metrics));
  DATELINE_ASSIGN_OR_RETURN(serving->server_, Server::Start(options, services));
  for (const ServiceEntry& service : services) serving->services_.push_back(service.full_name);
  return serving;
}

void Serving::MonitorStore(const std::string& name, OrderedStore& store,
                           const std::vector<std::string>& services,
                           const StoreWatchOptions& timing) {
  for (const std::string& service : services) std::erase(services_, service);
  stores_.push_back(std::make_unique<MonitoredStore>(name, store, services, *server_,
                                                     monitoring_.metrics, monitoring_.log, timing));
}

absl::Status Serving::Announce() {
  for (const std::string& service : services_) server_->SetServing(service, true);
  std::string where = settings_.listen;
  if (!where.starts_with("unix:")) {
    where = StrCat(where.substr(0, where.rfind(':')), ":", server_->port());
  }
  LogFields fields = {{"program", program_}, {"port", int64_t{server_->port()}}};
  if (metrics_endpoint_ != nullptr) {
    fields.emplace_back("metrics_port", int64_t{metrics_endpoint_->port()});
  }
  // Whatever the level: who starts a server hears where it is and how it is guarded.
  EventLog(WriteLineToStandardError)
      .Write(
          LogLevel::kInfo, "started",
          StrCat(program_, ": listening on ", where,
                 settings_.insecure ? " WITHOUT TLS: whoever reaches this address may do everything"
                                    : " with TLS"),
          fields);
  // Last: who waits for the file finds all the rest done.
  return WritePortFile(settings_.port_file, server_->port());
}

void Serving::RunUntilSignal(const std::function<void()>& on_signal) {
  dateline::RunUntilSignal(*server_, [&] {
    monitoring_.log.Write(LogLevel::kInfo, "draining", "no new calls; those under way may end",
                          {{"program", program_}});
    if (on_signal) on_signal();
  });
  monitoring_.log.Write(LogLevel::kInfo, "stopped", "the last call is over",
                        {{"program", program_}});
}

}  // namespace dateline
