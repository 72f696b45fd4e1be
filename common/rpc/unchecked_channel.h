// A channel that speaks TLS and believes any certificate: for asking whether a
// server is alive, which one with an expired certificate is. Nothing secret goes
// over it.
//
//   auto stub = grpc::health::v1::Health::NewStub(MakeUncheckedChannel("localhost:7433"));
//
// Thread-safe.
#ifndef DATELINE_COMMON_RPC_UNCHECKED_CHANNEL_H_
#define DATELINE_COMMON_RPC_UNCHECKED_CHANNEL_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace dateline {

std::shared_ptr<grpc::Channel> MakeUncheckedChannel(const std::string& target);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_UNCHECKED_CHANNEL_H_
