#include "common/rpc/channel.h"

#include "common/base/status_macros.h"
#include "common/rpc/library_lifetime.h"
#include "common/rpc/retry_policy.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace dateline {

grpc::ChannelArguments MakeChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetLoadBalancingPolicyName("round_robin");
  arguments.SetServiceConfigJSON(kRetryServiceConfig);
  // What is kept of a request for another attempt: all of the largest.
  arguments.SetInt(GRPC_ARG_PER_RPC_RETRY_BUFFER_SIZE, kMaxMessageBytes);
  return arguments;
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target) {
  KeepGrpcInitialized();
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(),
                                   MakeChannelArguments());
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& target,
                                                           const ChannelSecurity& security) {
  DATELINE_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ChannelCredentials> credentials,
                            MakeChannelCredentials(security));
  grpc::ChannelArguments arguments = MakeChannelArguments();
  if (!security.server_name.empty()) arguments.SetSslTargetNameOverride(security.server_name);
  return grpc::CreateCustomChannel(target, credentials, arguments);
}

}  // namespace dateline
