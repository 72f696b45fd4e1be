// One JSON object on one line for every call that a server answered:
//
//   {"time":"2031-03-09T08:30:01.123456Z","level":"warning",
//    "method":"/dateline.query.v1.QueryService/GetFact",
//    "code":"NOT_FOUND","reason":"FACT_NOT_FOUND","duration_us":412,"received_messages":1,
//    "received_bytes":34,"sent_messages":0,"sent_bytes":0,"peer":"ipv4:127.0.0.1:51024",
//    "caller":"newsroom","request_id":"9f86d081884c7d65",
//    "trace_id":"6e0c63257de34c926f9efcd03927272e",
//    "span_id":"00f067aa0ba902b7","parent_span_id":"74f92e3bb5a1c0d7"}
//
// The level is info for OK and CANCELLED, error for INTERNAL, UNKNOWN and
// DATA_LOSS, else warning. Headers are not logged, so no token is. `caller` is
// there if the server asks who calls.
//
// The request id is the client's `x-request-id` (up to 64 letters, digits and
// ._:-) or drawn here. It goes back to the client as initial metadata, and into
// the message of errors with code INTERNAL, so that a report finds its line.
//
// The trace is the client's `traceparent` (W3C Trace Context); where it sends none,
// or one that is not valid, a trace is drawn here and there is no parent. It goes
// back as initial metadata with this call's span, and to the handler (call_trace.h).
#ifndef DATELINE_COMMON_RPC_REQUEST_LOG_H_
#define DATELINE_COMMON_RPC_REQUEST_LOG_H_

#include <memory>
#include <set>
#include <string>

#include "common/base/clock.h"
#include "common/base/event_log.h"
#include "grpcpp/support/server_interceptor.h"

namespace dateline {

class AccessGate;
class RpcMetrics;

struct RequestLogOptions {
  // Null: no lines.
  LogSink sink = WriteLineToStandardError;
  // Stamps the lines; must outlive the server. Null takes the machine's clock.
  const Clock* clock = nullptr;
  // Services whose requests are protobuf messages and so can be measured.
  std::set<std::string> measured_services;
  // Knows the callers, and is told how much each sends. Null if nobody is asked.
  std::shared_ptr<const AccessGate> gate;
  // Counts the calls too; must outlive the server. May be null.
  RpcMetrics* metrics = nullptr;
};

// An interceptor for grpc::ServerBuilder that writes the log.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeRequestLog(
    RequestLogOptions options);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_REQUEST_LOG_H_
