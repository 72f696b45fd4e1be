#include "tools/bench/factbase/guarded_serving.h"

#include <optional>
#include <string>

#include "absl/memory/memory.h"
#include "common/access/access_list.h"
#include "common/access/token.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/channel.h"
#include "common/rpc/testing/certificates.h"
#include "common/rpc/transport_security.h"
#include "services/query/rpc/query_rpc_service.h"

namespace dateline {
namespace {

// Writes an access list with one token of a reader, and returns the token.
absl::StatusOr<std::string> AdmitReader(const std::string& access_file, absl::Time now) {
  DATELINE_ASSIGN_OR_RETURN(const std::string token, DrawToken());
  const std::optional<std::string_view> id = TokenIdOf(token);
  DATELINE_RETURN_IF_ERROR(ChangeAccessFile(access_file, [&](AccessList& list) {
    list.tokens.push_back(
        {std::string(*id), "bench", Role::kReader, Sha256Hex(token), now, std::nullopt});
    return absl::OkStatus();
  }));
  return token;
}

}  // namespace

absl::StatusOr<std::unique_ptr<GuardedServing>> GuardedServing::Start(grpc::Service* service,
                                                                      Executor* executor) {
  auto serving = absl::WrapUnique(new GuardedServing());
  DATELINE_RETURN_IF_ERROR(serving->Begin(service, executor));
  return serving;
}

absl::Status GuardedServing::Begin(grpc::Service* service, Executor* executor) {
  const auto in = [this](std::string_view file) { return StrCat(folder_.path(), "/", file); };
  const TestAuthority authority("bench");
  authority.WriteTo(in("ca.crt"));
  authority.Sign("server", "DNS:localhost,IP:127.0.0.1", in("tls.crt"), in("tls.key"));
  DATELINE_ASSIGN_OR_RETURN(const std::string token, AdmitReader(in("access.json"), clock_.Now()));
  AccessOptions access;
  access.file = in("access.json");
  DATELINE_ASSIGN_OR_RETURN(access_, AccessControl::Open(access, &clock_));

  ServerOptions options;
  options.executor = executor;
  options.request_log = [](std::string_view) {};
  DATELINE_ASSIGN_OR_RETURN(
      options.credentials,
      MakeServerCredentials(
          {.certificate = in("tls.crt"), .key = in("tls.key"), .client_ca = in("ca.crt")}));
  options.access = access_.get();
  options.rpc_metrics = &rpc_metrics_;
  DATELINE_ASSIGN_OR_RETURN(
      server_, Server::Start(options, {{std::string(query::QueryRpcService::kFullName), service}}));
  DATELINE_ASSIGN_OR_RETURN(const auto channel, MakeChannel(StrCat("127.0.0.1:", server_->port()),
                                                            {.ca = in("ca.crt"), .token = token}));
  stub_ = query::v1::QueryService::NewStub(channel);
  return absl::OkStatus();
}

}  // namespace dateline
