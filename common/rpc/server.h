// The one way in which a Dateline process serves gRPC.
//
//   Executor executor;
//   QueryRpcService service(core, executor);
//   ServerOptions options;
//   options.listen_address = "0.0.0.0:7433";
//   options.executor = &executor;
//   DATELINE_ASSIGN_OR_RETURN(
//       std::unique_ptr<Server> server,
//       Server::Start(options, {{"dateline.query.v1.QueryService", &service}}));
//   RunUntilSignal(*server);
//
// Every server has: health checking (grpc.health.v1) for "" and each service by
// its full name, reflection, the message size limit, keepalive rules that fit
// MakeChannel, one log line per call, and a graceful end. With credentials and
// an access list it speaks TLS and asks who calls; see transport_security.h and
// access_gate.h.
#ifndef DATELINE_COMMON_RPC_SERVER_H_
#define DATELINE_COMMON_RPC_SERVER_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/access/access_control.h"
#include "common/rpc/access_gate.h"
#include "common/rpc/channel.h"
#include "common/rpc/executor.h"
#include "common/rpc/request_log.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"

namespace dateline {

class BuiltInCalls;
class RpcMetrics;

struct ServerOptions {
  // "HOST:PORT" or "unix:PATH". Port 0 takes a free one: see port().
  std::string listen_address = "127.0.0.1:0";
  // Larger messages either way are RESOURCE_EXHAUSTED.
  int max_message_bytes = kMaxMessageBytes;
  // How long Drain() lets calls in flight go on before it cancels them. Longer
  // than the slowest unary call; shorter than what the supervisor waits before
  // it kills (30 s on Kubernetes).
  absl::Duration drain_grace = absl::Seconds(10);
  // After so long, and up to a tenth more or less, a client is told to connect
  // anew; calls under way go on. A client that uses the addresses of a name in
  // turn asks for them only when it connects: without this, servers that were
  // added would get no calls from those that are connected already.
  absl::Duration max_connection_age = absl::Minutes(2);
  // Runs the services' work; told when the server drains. Null if the services
  // have no open-ended streams. Must outlive the server.
  Executor* executor = nullptr;
  // Where the line about each call goes.
  LogSink request_log = WriteLineToStandardError;
  // Of MakeServerCredentials. Null: no TLS, and whoever reaches the port may do
  // all.
  std::shared_ptr<grpc::ServerCredentials> credentials;
  // Who may call what; takes credentials. Null: whoever gets through TLS may do
  // all. Must outlive the server.
  AccessControl* access = nullptr;
  // Told of calls that are refused by `access`, which the log has too but no
  // interceptor sees. May be null.
  RefusalListener refused;
  // False: the services are NOT_SERVING until SetServing says otherwise, such as
  // those of a store that has yet to be seen to write (common/admin/store_watch.h).
  bool services_serve_at_start = true;
  // Counts the calls; must outlive the server. May be null.
  RpcMetrics* rpc_metrics = nullptr;
};

// A service and the name that health checks know it by,
// "dateline.query.v1.QueryService". It must outlive the server.
struct ServiceEntry {
  std::string full_name;
  grpc::Service* service;
};

// Thread-safe.
class Server {
 public:
  // Binds, starts and reports every service as serving. UNAVAILABLE if the
  // address cannot be bound. INTERNAL if a method names no role in its proto.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const std::vector<ServiceEntry>& services);

  // Drains without grace if nobody did before.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The TCP port; 0 for a socket of another kind.
  int port() const { return port_; }

  // A channel to this server that touches no socket. Must not be used after the
  // server is gone.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // What health checks of `full_name` answer from now on. The server as a whole
  // (the empty name) serves if all of its services do.
  void SetServing(std::string_view full_name, bool serving);

  // Ends gracefully: health says NOT_SERVING, new calls are refused, open
  // streams are told to end, calls in flight may finish within the grace and
  // are cancelled after it. Returns when the last one is over. Further calls
  // wait for the first.
  void Drain();

 private:
  Server(const ServerOptions& options, std::vector<std::string> service_names);

  void DrainWithin(absl::Duration grace);

  const absl::Duration drain_grace_;
  Executor* const executor_;
  const std::vector<std::string> service_names_;
  const std::shared_ptr<BuiltInCalls> built_in_calls_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  absl::Mutex health_mutex_;
  std::set<std::string> not_serving_ ABSL_GUARDED_BY(health_mutex_);
  absl::Mutex drain_mutex_;
  bool drained_ ABSL_GUARDED_BY(drain_mutex_) = false;
};

// Blocks until the process gets SIGTERM or SIGINT, then calls `on_signal`, if
// there is one, and drains `server`. A second signal while draining ends the process at once. For
// main functions: one call at a time in a process.
void RunUntilSignal(Server& server, const std::function<void()>& on_signal = nullptr);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_SERVER_H_
