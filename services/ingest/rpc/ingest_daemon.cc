#include "services/ingest/rpc/ingest_daemon.h"

#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/admin/admin_rpc_service.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/daemon/serving.h"
#include "common/rpc/channel.h"
#include "common/rpc/executor.h"
#include "common/storage/rocksdb_store.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/rpc/ingest_host.h"
#include "services/ingest/rpc/ingest_metrics.h"
#include "services/ingest/rpc/ingest_settings.h"

namespace dateline::ingest {
namespace {

// Submissions wait for the disk, not for a processor; those that wait together
// share one wait. Enough for a whole window of a stream, and for questions beside.
constexpr size_t kThreads = 80;

absl::Status Serve(CLI::App& app, const IngestSettings& settings) {
  DATELINE_RETURN_IF_ERROR(ReadOtherSettings(app, "ingest"));
  DATELINE_RETURN_IF_ERROR(CheckIngestSettings(settings));
  DATELINE_ASSIGN_OR_RETURN(const auto extraction,
                            MakeChannel(settings.extraction, settings.upstream));
  DATELINE_ASSIGN_OR_RETURN(const auto query, MakeChannel(settings.query, settings.upstream));
  Monitoring monitoring(LogAtLevel(settings.server.log));
  RocksDbOptions store_options;
  store_options.cache_bytes = settings.cache_mib << 20;
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<OrderedStore> store,
                            OpenRocksDbStore(settings.data, IngestKeySpaceNames(), store_options));
  Executor executor({.threads = kThreads});
  DATELINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<IngestHost> host,
      IngestHost::Open(store.get(), executor, OptionsOf(settings), &monitoring.log));
  const SystemClock clock;
  AdminRpcService admin({{"ingest", store.get()}}, settings.backups, clock, executor);
  DATELINE_ASSIGN_OR_RETURN(
      const std::unique_ptr<Serving> serving,
      Serving::Start("dateline-ingest", settings.server, executor,
                     {{std::string(IngestRpcService::kFullName), &host->service()},
                      {std::string(DeliveryRpcService::kFullName), &host->delivery_service()},
                      {std::string(AdminRpcService::kFullName), &admin}},
                     monitoring));
  serving->Keep(AddIngestMetrics(monitoring.metrics, host->core()));
  serving->MonitorStore(
      "ingest", *store,
      {std::string(IngestRpcService::kFullName), std::string(DeliveryRpcService::kFullName)});
  host->StartDelivery(extraction, query);
  DATELINE_RETURN_IF_ERROR(serving->Announce());
  serving->RunUntilSignal();
  host->Stop();
  return absl::OkStatus();
}

}  // namespace

int RunIngestDaemon(int argc, char** argv) {
  IngestSettings settings;
  CLI::App app("Takes articles and delivers them: dateline.ingest.v1.IngestService.");
  AddIngestSettings(app, settings);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = Serve(app, settings);
  if (status.ok()) return 0;
  std::cerr << "dateline-ingest: " << status.message() << "\n";
  return 1;
}

}  // namespace dateline::ingest
