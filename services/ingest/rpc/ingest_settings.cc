#include "services/ingest/rpc/ingest_settings.h"

#include "CLI/Validators.hpp"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

void AddDeliverySettings(CLI::App& app, IngestSettings& settings) {
  app.add_option("--max-waiting", settings.options.documents.backlog.max_waiting,
                 "Documents that may wait for delivery before more are refused")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  app.add_option("--in-flight", settings.options.delivery.in_flight,
                 "Documents that are delivered at a time")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  app.add_option("--max-attempts", settings.options.delivery.max_attempts,
                 "Attempts before a document is given up as a dead letter")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--max-retry-delay", settings.max_retry_delay_seconds,
                 "Longest wait between two attempts, in seconds")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
  app.add_option("--attempt-timeout", settings.attempt_timeout_seconds,
                 "Seconds after which a call to another service counts as failed")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
}

void AddUpstreamSettings(CLI::App& app, IngestSettings& settings) {
  app.add_option("--extraction", settings.extraction, "HOST:PORT of the extraction service")
      ->capture_default_str();
  app.add_option("--query", settings.query, "HOST:PORT of the query service")
      ->capture_default_str();
  app.add_option("--upstream-ca", settings.upstream.ca,
                 "PEM file with the CA of both services; without it they are called without TLS");
  app.add_option("--upstream-certificate", settings.upstream.certificate,
                 "PEM file with the client certificate to show them");
  app.add_option("--upstream-key", settings.upstream.key,
                 "PEM file with the client certificate's private key");
  app.add_option("--upstream-server-name", settings.upstream.server_name,
                 "Name in their certificates, if they are called by another or by addresses");
  app.add_option("--upstream-token-file", settings.upstream.token_file,
                 "File with the token to show them");
}

absl::Status CheckUpstream(const IngestSettings& settings) {
  const ChannelSecurity& upstream = settings.upstream;
  if (upstream.certificate.empty() != upstream.key.empty()) {
    return absl::InvalidArgumentError("give both --upstream-certificate and --upstream-key");
  }
  if (!upstream.uses_tls() && (!upstream.certificate.empty() || !upstream.token_file.empty())) {
    return absl::InvalidArgumentError(
        "give --upstream-ca: certificates and tokens are shown over TLS only");
  }
  if (!upstream.uses_tls() && !settings.server.insecure) {
    return absl::InvalidArgumentError(
        "give --upstream-ca: extraction and query serve with TLS as ingest does");
  }
  for (const std::string& target : {settings.extraction, settings.query}) {
    if (settings.upstream.uses_tls() || settings.server.insecure_any_address ||
        IsLoopbackAddress(target)) {
      continue;
    }
    return absl::InvalidArgumentError(StrCat(
        target, " is on another machine; give --upstream-ca, so that it is called with TLS"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddIngestSettings(CLI::App& app, IngestSettings& settings) {
  AddServerSettings(app, settings.server);
  app.add_option("--data", settings.data, "Folder of the documents; made if it is not there");
  app.add_option("--backups", settings.backups,
                 "Folder in which dateline backup may make backups; none if not given");
  app.add_option("--cache-mib", settings.cache_mib,
                 "Memory for what is read and written, in MiB; the process takes about 200 more")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
  AddUpstreamSettings(app, settings);
  AddDeliverySettings(app, settings);
}

absl::Status CheckIngestSettings(const IngestSettings& settings) {
  if (settings.data.empty()) {
    return absl::InvalidArgumentError("give --data FOLDER: where the documents are kept");
  }
  DATELINE_RETURN_IF_ERROR(CheckServerSettings(settings.server));
  return CheckUpstream(settings);
}

IngestOptions OptionsOf(const IngestSettings& settings) {
  IngestOptions options = settings.options;
  options.delivery.max_delay = absl::Seconds(settings.max_retry_delay_seconds);
  options.delivery.extraction_timeout = absl::Seconds(settings.attempt_timeout_seconds);
  options.delivery.fact_base_timeout = absl::Seconds(settings.attempt_timeout_seconds);
  return options;
}

}  // namespace dateline::ingest
