#include "services/query/rpc/query_daemon.h"

#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/admin/admin_rpc_service.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/daemon/serving.h"
#include "common/rpc/executor.h"
#include "common/storage/rocksdb_store.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/rpc/query_metrics.h"
#include "services/query/rpc/query_rpc_service.h"
#include "services/query/rpc/query_settings.h"

namespace dateline::query {
namespace {

absl::Status Serve(CLI::App& app, const QuerySettings& settings) {
  DATELINE_RETURN_IF_ERROR(ReadOtherSettings(app, "query"));
  DATELINE_RETURN_IF_ERROR(CheckQuerySettings(settings));
  Monitoring monitoring(LogAtLevel(settings.server.log));
  RocksDbOptions store_options;
  store_options.cache_bytes = settings.cache_mib << 20;
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<OrderedStore> store,
      OpenRocksDbStore(settings.data, FactBase::KeySpaceNames(), store_options));
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<FactBase> base, FactBase::Open(store.get(), &clock));
  Executor executor;
  QueryRpcService service(*base, executor);
  AdminRpcService admin({{"query", store.get()}}, settings.backups, clock, executor);
  DATELINE_ASSIGN_OR_RETURN(const std::unique_ptr<Serving> serving,
                            Serving::Start("dateline-query", settings.server, executor,
                                           {{std::string(QueryRpcService::kFullName), &service},
                                            {std::string(AdminRpcService::kFullName), &admin}},
                                           monitoring));
  serving->Keep(AddQueryMetrics(monitoring.metrics, *base, service));
  serving->MonitorStore("query", *store, {std::string(QueryRpcService::kFullName)});
  DATELINE_RETURN_IF_ERROR(serving->Announce());
  serving->RunUntilSignal();
  return absl::OkStatus();
}

}  // namespace

int RunQueryDaemon(int argc, char** argv) {
  QuerySettings settings;
  CLI::App app("Serves the fact base: dateline.query.v1.QueryService.");
  AddQuerySettings(app, settings);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = Serve(app, settings);
  if (status.ok()) return 0;
  std::cerr << "dateline-query: " << status.message() << "\n";
  return 1;
}

}  // namespace dateline::query
