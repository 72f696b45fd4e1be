// One JSON object on one line for every call that a server answered:
//
//   {"time":"2031-03-09T08:30:01.123456Z","method":"/dateline.query.v1.QueryService/GetFact",
//    "code":"NOT_FOUND","reason":"FACT_NOT_FOUND","duration_us":412,"received_messages":1,
//    "received_bytes":34,"sent_messages":0,"sent_bytes":0,"peer":"ipv4:127.0.0.1:51024",
//    "caller":"newsroom","request_id":"9f86d081884c7d65"}
//
// Headers are not logged, so no token is. `caller` is there if the server asks
// who calls.
//
// The request id is the client's `x-request-id` (up to 64 letters, digits and
// ._:-) or drawn here. It goes back to the client as initial metadata, and into
// the message of errors with code INTERNAL, so that a report finds its line.
#ifndef DATELINE_COMMON_RPC_REQUEST_LOG_H_
#define DATELINE_COMMON_RPC_REQUEST_LOG_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "grpcpp/support/server_interceptor.h"

namespace dateline {

class AccessGate;

// Takes one line without its line feed. Called from many threads at once.
using LogSink = std::function<void(std::string_view line)>;

// Writes lines to standard error, each whole.
void WriteLineToStandardError(std::string_view line);

struct RequestLogOptions {
  LogSink sink = WriteLineToStandardError;
  // Stamps the lines; must outlive the server. Null takes the machine's clock.
  const Clock* clock = nullptr;
  // Services whose requests are protobuf messages and so can be measured.
  std::set<std::string> measured_services;
  // Knows the callers, and is told how much each sends. Null if nobody is asked.
  std::shared_ptr<const AccessGate> gate;
};

// An interceptor for grpc::ServerBuilder that writes the log.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeRequestLog(
    RequestLogOptions options);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_REQUEST_LOG_H_
