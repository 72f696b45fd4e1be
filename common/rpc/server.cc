#include "common/rpc/server.h"

#include <chrono>
#include <mutex>
#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/built_in_calls.h"
#include "common/rpc/library_lifetime.h"
#include "common/rpc/open_call_check.h"
#include "common/rpc/rpc_metrics.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace dateline {
namespace {

// gRPC offers these two only for all servers of a process at once.
void EnableHealthAndReflectionOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

void SetLimits(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.SetMaxSendMessageSize(options.max_message_bytes);
  // Clients ping every 30 s (MakeChannel); without this they are told to go.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(
      GRPC_ARG_MAX_CONNECTION_AGE_MS,
      static_cast<int>(absl::ToInt64Milliseconds(options.max_connection_age)));
  // Two servers on one port would share the calls at random.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Reflection alone is synchronous; it does not need the default's many threads.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeLog(
    const ServerOptions& options, const std::vector<std::string>& names,
    std::shared_ptr<const AccessGate> gate) {
  RequestLogOptions log;
  log.gate = std::move(gate);
  log.sink = options.request_log;
  log.measured_services = {names.begin(), names.end()};
  log.metrics = options.rpc_metrics;
  return MakeRequestLog(std::move(log));
}

// The gate of a server that asks who calls; else null, after a look at the
// protos all the same: a method without a role must not wait for TLS to be seen.
absl::StatusOr<std::shared_ptr<AccessGate>> MakeGate(const ServerOptions& options,
                                                     const std::vector<std::string>& names) {
  auto gate = std::make_shared<AccessGate>(options.access, options.request_log, options.refused);
  for (const std::string& name : names) DATELINE_RETURN_IF_ERROR(gate->AddService(name));
  if (options.access == nullptr) return nullptr;
  if (options.credentials == nullptr) {
    return absl::InvalidArgumentError("access control takes TLS");
  }
  options.credentials->SetAuthMetadataProcessor(gate->MakeProcessor());
  return gate;
}

}  // namespace

Server::Server(const ServerOptions& options, std::vector<std::string> service_names)
    : drain_grace_(options.drain_grace),
      executor_(options.executor),
      service_names_(std::move(service_names)),
      built_in_calls_(std::make_shared<BuiltInCalls>(
          std::set<std::string>(service_names_.begin(), service_names_.end()))) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<ServiceEntry>& services) {
  KeepGrpcInitialized();
  EnableHealthAndReflectionOnce();
  std::vector<std::string> names;
  for (const ServiceEntry& entry : services) names.push_back(entry.full_name);
  DATELINE_ASSIGN_OR_RETURN(const std::shared_ptr<AccessGate> gate, MakeGate(options, names));
  std::unique_ptr<Server> server(new Server(options, std::move(names)));

  grpc::ServerBuilder builder;
  SetLimits(options, builder);
  builder.AddListeningPort(
      options.listen_address,
      options.credentials != nullptr ? options.credentials : grpc::InsecureServerCredentials(),
      &server->port_);
  for (const ServiceEntry& entry : services) {
    builder.RegisterService(entry.service);
    if (options.rpc_metrics != nullptr) options.rpc_metrics->AddService(entry.full_name);
  }
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeLog(options, server->service_names_, gate));
  interceptors.push_back(server->built_in_calls_->MakeInterceptorFactory());
  if (gate != nullptr) {
    DATELINE_ASSIGN_OR_RETURN(auto check,
                              MakeOpenCallCheck(*options.access, server->service_names_));
    interceptors.push_back(std::move(check));
  }
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, reason::kUpstreamUnavailable,
                     StrCat("cannot listen on ", options.listen_address,
                            "; is the address right and the port free?"),
                     {{"service", options.listen_address}});
  }
  for (const std::string& name : server->service_names_) {
    server->SetServing(name, options.services_serve_at_start);
  }
  return server;
}

Server::~Server() {
  if (server_ != nullptr) DrainWithin(absl::ZeroDuration());
}

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel(MakeChannelArguments());
}

void Server::SetServing(std::string_view full_name, bool serving) {
  const std::string name(full_name);
  absl::MutexLock lock(&health_mutex_);
  if (serving) {
    not_serving_.erase(name);
  } else {
    not_serving_.insert(name);
  }
  server_->GetHealthCheckService()->SetServingStatus(name, serving);
  server_->GetHealthCheckService()->SetServingStatus("", not_serving_.empty());
}

void Server::Drain() { DrainWithin(drain_grace_); }

void Server::DrainWithin(absl::Duration grace) {
  absl::MutexLock lock(&drain_mutex_);
  if (drained_) return;
  drained_ = true;
  // All names to NOT_SERVING, for good.
  server_->GetHealthCheckService()->Shutdown();
  if (executor_ != nullptr) executor_->BeginDrain();
  built_in_calls_->CancelAll();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
}

}  // namespace dateline
