// Channels to Dateline servers, with the limits and timings that the servers
// expect.
//
//   auto stub = query::v1::QueryService::NewStub(MakeChannel("127.0.0.1:7433"));
#ifndef DATELINE_COMMON_RPC_CHANNEL_H_
#define DATELINE_COMMON_RPC_CHANNEL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/transport_security.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace dateline {

// Largest message either way, in bytes: a document of 10 MiB and what goes with
// it. Servers and channels have the same limit.
inline constexpr int kMaxMessageBytes = 16 << 20;

// Connects on first use, without TLS. `target` is "HOST:PORT",
// "unix:PATH" or another gRPC name. Names that resolve to several addresses are
// used in turn, so that replicas share the load. Pings every 30 s while calls
// are open, so that a dead peer is noticed; reconnects after 0.1 to 2 s, and makes
// a call that found nobody again meanwhile, for less than two seconds in all
// (retry_policy.h).
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target);

// The same, secured as `security` says. Errors of MakeChannelCredentials.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& target,
                                                           const ChannelSecurity& security);

// The arguments of such a channel, for in-process channels and tests.
grpc::ChannelArguments MakeChannelArguments();

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_CHANNEL_H_
