#include "common/rpc/call_trace.h"

#include "grpc/census.h"

namespace dateline {

// A call has one place for what traces it, which gRPC fills only with plugins
// that Dateline does not have, and never reads itself.
TraceContext TraceOf(const grpc::CallbackServerContext& context) {
  const auto* trace = reinterpret_cast<const TraceContext*>(context.census_context());
  // A call past the request log: of a server that is not common/rpc's.
  return trace != nullptr ? *trace : TraceContext::Draw();
}

void SetTraceOf(grpc::ServerContextBase& context, const TraceContext* trace) {
  grpc_census_call_set_context(context.c_call(),
                               reinterpret_cast<census_context*>(const_cast<TraceContext*>(trace)));
}

}  // namespace dateline
