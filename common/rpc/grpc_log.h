// What gRPC itself has to say (failed handshakes, above all), as lines of the
// program's own log instead of its own format.
//
//   SendGrpcLogTo(LogAtLevel(settings.log));
//
//   {"time":"2031-03-09T08:30:01.123456Z","level":"error","event":"grpc",
//    "message":"Handshake failed ...","file":"ssl_transport_security.cc"}
//
// Thread-safe.
#ifndef DATELINE_COMMON_RPC_GRPC_LOG_H_
#define DATELINE_COMMON_RPC_GRPC_LOG_H_

#include "common/base/event_log.h"

namespace dateline {

// For the whole process, from now on. What is said is up to GRPC_VERBOSITY, which is
// errors if it is not set.
void SendGrpcLogTo(LogSink sink);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_GRPC_LOG_H_
