// The trace that a call belongs to, as the request log found or drew it.
//
//   const std::string trace = TraceOf(*context).ToHeader();   // in a handler
//
// Thread-safe for different calls.
#ifndef DATELINE_COMMON_RPC_CALL_TRACE_H_
#define DATELINE_COMMON_RPC_CALL_TRACE_H_

#include "common/base/trace_context.h"
#include "grpcpp/server_context.h"

namespace dateline {

// The span of this call. REQUIRES: the call is not over; handlers ask before they
// hand on the work.
TraceContext TraceOf(const grpc::CallbackServerContext& context);

// For the request log: what TraceOf answers from now on. `trace` must live for as
// long as the call.
void SetTraceOf(grpc::ServerContextBase& context, const TraceContext* trace);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_CALL_TRACE_H_
