#include "tools/bench/factbase/serving.h"

#include <string_view>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "services/query/rpc/query_rpc_service.h"

namespace dateline {

absl::StatusOr<Served> Serve(grpc::Service* service, Executor* executor) {
  ServerOptions options;
  options.executor = executor;
  options.request_log = [](std::string_view) {};
  Served served;
  DATELINE_ASSIGN_OR_RETURN(
      served.server,
      Server::Start(options, {{std::string(query::QueryRpcService::kFullName), service}}));
  served.target = StrCat("127.0.0.1:", served.server->port());
  served.stub = query::v1::QueryService::NewStub(MakeChannel(served.target));
  return served;
}

absl::StatusOr<RecordedBase> OpenRecordedBase(const std::string& folder, const Clock& clock) {
  RocksDbOptions options;
  options.create_if_missing = false;
  RecordedBase out;
  DATELINE_ASSIGN_OR_RETURN(
      out.store, OpenRocksDbStore(folder + "/facts", query::FactBase::KeySpaceNames(), options));
  DATELINE_ASSIGN_OR_RETURN(out.base, query::FactBase::Open(out.store.get(), &clock));
  return out;
}

}  // namespace dateline
