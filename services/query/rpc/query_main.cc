// dateline-query: the query service as a process of its own.
#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/admin/admin_rpc_service.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/rpc/executor.h"
#include "common/rpc/port_file.h"
#include "common/rpc/server.h"
#include "common/storage/rocksdb_store.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/rpc/query_rpc_service.h"

namespace dateline {
namespace {

struct Flags {
  std::string listen = "127.0.0.1:7433";
  std::string data;
  std::string port_file;
  std::string backups;
  size_t cache_mib = RocksDbOptions().cache_bytes >> 20;
};

absl::Status Serve(const Flags& flags) {
  RocksDbOptions store_options;
  store_options.cache_bytes = flags.cache_mib << 20;
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<OrderedStore> store,
      OpenRocksDbStore(flags.data, query::FactBase::KeySpaceNames(), store_options));
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<query::FactBase> base,
                            query::FactBase::Open(store.get(), &clock));
  Executor executor;
  query::QueryRpcService service(*base, executor);
  AdminRpcService admin({{"query", store.get()}}, flags.backups, clock, executor);
  ServerOptions options;
  options.listen_address = flags.listen;
  options.executor = &executor;
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<Server> server,
      Server::Start(options, {{std::string(query::QueryRpcService::kFullName), &service},
                              {std::string(AdminRpcService::kFullName), &admin}}));
  DATELINE_RETURN_IF_ERROR(WritePortFile(flags.port_file, server->port()));
  std::cerr << "dateline-query listens on port " << server->port() << "\n";
  RunUntilSignal(*server);
  return absl::OkStatus();
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::Flags flags;
  CLI::App app("Serves the fact base: dateline.query.v1.QueryService.");
  app.add_option("--listen", flags.listen, "HOST:PORT to listen on; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--data", flags.data, "folder of the fact base; made if it is not there")
      ->required();
  app.add_option("--port-file", flags.port_file, "file to write the port to once it is open");
  app.add_option("--backups", flags.backups,
                 "folder in which dateline backup may make backups; none if not given");
  app.add_option("--cache-mib", flags.cache_mib,
                 "memory for what is read and written, in MiB; the process takes about 200 more")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = dateline::Serve(flags);
  if (status.ok()) return 0;
  std::cerr << "dateline-query: " << status.message() << "\n";
  return 1;
}
