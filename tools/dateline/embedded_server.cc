#include "tools/dateline/embedded_server.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <thread>

#include "common/admin/admin_rpc_service.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/daemon/serving.h"
#include "common/rpc/executor.h"
#include "common/storage/rocksdb_store.h"
#include "services/extraction/core/extractor.h"
#include "services/extraction/rpc/extraction_metrics.h"
#include "services/extraction/rpc/extraction_rpc_service.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/rpc/ingest_host.h"
#include "services/ingest/rpc/ingest_metrics.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/rpc/query_metrics.h"
#include "services/query/rpc/query_rpc_service.h"

namespace dateline::cli {
namespace {

// Submissions wait for the disk rather than for a processor, so there are more
// threads than processors.
constexpr unsigned kFewestThreads = 16;

size_t ThreadCount() { return std::max(kFewestThreads, 2 * std::thread::hardware_concurrency()); }

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return absl::OkStatus();
  return absl::PermissionDeniedError(
      StrCat("cannot make the data folder ", folder, ": ", error.message()));
}

}  // namespace

// In the order in which they need each other; destroyed the other way round, so
// that the server goes before the services and the channels into it.
struct EmbeddedServer::Parts {
  explicit Parts(const EmbeddedServerOptions& options)
      : monitoring(LogAtLevel(options.server.log)) {}

  SystemClock clock;
  Monitoring monitoring;
  extraction::ExtractionMetrics reading{monitoring.metrics};
  std::unique_ptr<OrderedStore> query_store;
  std::unique_ptr<OrderedStore> ingest_store;
  std::unique_ptr<query::FactBase> fact_base;
  std::unique_ptr<extraction::ReloadableExtractor> extractor;
  Executor executor{{.threads = ThreadCount(), .max_waiting = 1024}};
  std::unique_ptr<query::QueryRpcService> query_service;
  std::unique_ptr<extraction::ExtractionRpcService> extraction_service;
  std::unique_ptr<ingest::IngestHost> ingest_host;
  std::unique_ptr<AdminRpcService> admin_service;
  std::unique_ptr<Serving> serving;

  absl::Status OpenStores(const EmbeddedServerOptions& options);
  absl::Status StartServer(const EmbeddedServerOptions& options);
};

absl::Status EmbeddedServer::Parts::OpenStores(const EmbeddedServerOptions& options) {
  const std::string& folder = options.data_folder;
  DATELINE_RETURN_IF_ERROR(MakeFolder(folder));
  // Questions go to the fact base; documents are written once and seldom read.
  RocksDbOptions facts, documents;
  documents.cache_bytes = options.cache_bytes / 4;
  facts.cache_bytes = options.cache_bytes - documents.cache_bytes;
  DATELINE_ASSIGN_OR_RETURN(
      query_store, OpenRocksDbStore(folder + "/query", query::FactBase::KeySpaceNames(), facts));
  DATELINE_ASSIGN_OR_RETURN(
      ingest_store, OpenRocksDbStore(folder + "/ingest", ingest::IngestKeySpaceNames(), documents));
  DATELINE_ASSIGN_OR_RETURN(fact_base, query::FactBase::Open(query_store.get(), &clock));
  DATELINE_ASSIGN_OR_RETURN(extractor,
                            extraction::ReloadableExtractor::Create(
                                {.pattern_folder = options.pattern_folder, .observer = &reading}));
  return absl::OkStatus();
}

absl::Status EmbeddedServer::Parts::StartServer(const EmbeddedServerOptions& options) {
  query_service = std::make_unique<query::QueryRpcService>(*fact_base, executor);
  extraction_service = std::make_unique<extraction::ExtractionRpcService>(*extractor, executor);
  DATELINE_ASSIGN_OR_RETURN(
      ingest_host, ingest::IngestHost::Open(ingest_store.get(), executor, {}, &monitoring.log));
  admin_service = std::make_unique<AdminRpcService>(
      std::map<std::string, OrderedStore*>{{"ingest", ingest_store.get()},
                                           {"query", query_store.get()}},
      options.backup_folder, clock, executor);
  DATELINE_ASSIGN_OR_RETURN(
      serving,
      Serving::Start(
          "dateline", options.server, executor,
          {{std::string(ingest::IngestRpcService::kFullName), &ingest_host->service()},
           {std::string(ingest::DeliveryRpcService::kFullName), &ingest_host->delivery_service()},
           {std::string(extraction::ExtractionRpcService::kFullName), extraction_service.get()},
           {std::string(query::QueryRpcService::kFullName), query_service.get()},
           {std::string(AdminRpcService::kFullName), admin_service.get()}},
          monitoring));
  serving->Keep(ingest::AddIngestMetrics(monitoring.metrics, ingest_host->core()));
  serving->Keep(query::AddQueryMetrics(monitoring.metrics, *fact_base, *query_service));
  serving->MonitorStore("ingest", *ingest_store,
                        {std::string(ingest::IngestRpcService::kFullName),
                         std::string(ingest::DeliveryRpcService::kFullName)});
  serving->MonitorStore("query", *query_store, {std::string(query::QueryRpcService::kFullName)});
  Server& server = serving->server();
  ingest_host->StartDelivery(server.InProcessChannel(), server.InProcessChannel());
  return absl::OkStatus();
}

EmbeddedServer::EmbeddedServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

EmbeddedServer::~EmbeddedServer() {
  if (parts_->ingest_host != nullptr) parts_->ingest_host->Stop();
}

absl::StatusOr<std::unique_ptr<EmbeddedServer>> EmbeddedServer::Start(
    const EmbeddedServerOptions& options) {
  auto parts = std::make_unique<Parts>(options);
  DATELINE_RETURN_IF_ERROR(parts->OpenStores(options));
  DATELINE_RETURN_IF_ERROR(parts->StartServer(options));
  return std::unique_ptr<EmbeddedServer>(new EmbeddedServer(std::move(parts)));
}

absl::Status EmbeddedServer::Announce() { return parts_->serving->Announce(); }

int EmbeddedServer::port() const { return parts_->serving->server().port(); }

void EmbeddedServer::RunUntilSignal() {
  // Delivery first: it calls this server by a channel within the process, and gRPC
  // 1.51 crashes on a call by such a channel once its server has shut down.
  parts_->serving->RunUntilSignal([this] { parts_->ingest_host->Stop(); });
}

}  // namespace dateline::cli
