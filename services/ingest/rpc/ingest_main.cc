// dateline-ingest: the ingest service as a process of its own.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/admin/admin_rpc_service.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/channel.h"
#include "common/rpc/executor.h"
#include "common/rpc/port_file.h"
#include "common/rpc/server.h"
#include "common/storage/rocksdb_store.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/rpc/ingest_host.h"

namespace dateline {
namespace {

// Submissions wait for the disk, not for a processor; those that wait together
// share one wait. Enough for a whole window of a stream, and for questions beside.
constexpr size_t kThreads = 80;

struct Flags {
  std::string listen = "127.0.0.1:7431";
  std::string data;
  std::string port_file;
  std::string backups;
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
  std::string extraction = "127.0.0.1:7432";
  std::string query = "127.0.0.1:7433";
  ingest::IngestOptions options;
  double max_retry_delay = absl::ToDoubleSeconds(ingest::DeliveryOptions().max_delay);
  double attempt_timeout = absl::ToDoubleSeconds(ingest::DeliveryOptions().extraction_timeout);
};

ingest::IngestOptions OptionsOf(const Flags& flags) {
  ingest::IngestOptions options = flags.options;
  options.delivery.max_delay = absl::Seconds(flags.max_retry_delay);
  options.delivery.extraction_timeout = absl::Seconds(flags.attempt_timeout);
  options.delivery.fact_base_timeout = absl::Seconds(flags.attempt_timeout);
  return options;
}

void AddDeliveryFlags(CLI::App& app, Flags& flags) {
  app.add_option("--max-waiting", flags.options.documents.backlog.max_waiting,
                 "documents that may wait for delivery before more are refused")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  app.add_option("--in-flight", flags.options.delivery.in_flight,
                 "documents that are delivered at a time")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  app.add_option("--max-attempts", flags.options.delivery.max_attempts,
                 "attempts before a document is given up as a dead letter")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--max-retry-delay", flags.max_retry_delay,
                 "longest wait between two attempts, in seconds")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
  app.add_option("--attempt-timeout", flags.attempt_timeout,
                 "seconds after which a call to another service counts as failed")
      ->check(CLI::Range(0.001, 86'400.0))
      ->capture_default_str();
}

absl::Status Serve(const Flags& flags) {
  RocksDbOptions store_options;
  store_options.cache_bytes = flags.cache_mib << 20;
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<OrderedStore> store,
      OpenRocksDbStore(flags.data, ingest::IngestKeySpaceNames(), store_options));
  Executor executor({.threads = kThreads});
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<ingest::IngestHost> host,
                            ingest::IngestHost::Open(store.get(), executor, OptionsOf(flags)));
  const SystemClock clock;
  AdminRpcService admin({{"ingest", store.get()}}, flags.backups, clock, executor);
  ServerOptions options;
  options.listen_address = flags.listen;
  options.executor = &executor;
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<Server> server,
      Server::Start(
          options, {{std::string(ingest::IngestRpcService::kFullName), &host->service()},
                    {std::string(ingest::DeliveryRpcService::kFullName), &host->delivery_service()},
                    {std::string(AdminRpcService::kFullName), &admin}}));
  host->StartDelivery(MakeChannel(flags.extraction), MakeChannel(flags.query));
  DATELINE_RETURN_IF_ERROR(WritePortFile(flags.port_file, server->port()));
  std::cerr << "dateline-ingest listens on port " << server->port() << "\n";
  RunUntilSignal(*server);
  host->Stop();
  return absl::OkStatus();
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::Flags flags;
  CLI::App app("Takes articles and delivers them: dateline.ingest.v1.IngestService.");
  app.add_option("--listen", flags.listen, "HOST:PORT to listen on; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--data", flags.data, "folder of the documents; made if it is not there")
      ->required();
  app.add_option("--port-file", flags.port_file, "file to write the port to once it is open");
  app.add_option("--extraction", flags.extraction, "HOST:PORT of the extraction service")
      ->capture_default_str();
  app.add_option("--query", flags.query, "HOST:PORT of the query service")->capture_default_str();
  app.add_option("--backups", flags.backups,
                 "folder in which dateline backup may make backups; none if not given");
  app.add_option("--cache-mib", flags.cache_mib,
                 "memory for what is read and written, in MiB; the process takes about 200 more")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
  dateline::AddDeliveryFlags(app, flags);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = dateline::Serve(flags);
  if (status.ok()) return 0;
  std::cerr << "dateline-ingest: " << status.message() << "\n";
  return 1;
}
