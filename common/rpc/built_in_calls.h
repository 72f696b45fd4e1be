// Open calls of the services that gRPC itself brings (health, reflection), so
// that a server can end them when it drains: their streams run for ever, know
// nothing of draining, and would hold it up for the whole grace.
//
//   auto calls = std::make_shared<BuiltInCalls>(names_of_our_services);
//   interceptors.push_back(calls->MakeInterceptorFactory());
//   ...
//   calls->CancelAll();
//
// Thread-safe.
#ifndef DATELINE_COMMON_RPC_BUILT_IN_CALLS_H_
#define DATELINE_COMMON_RPC_BUILT_IN_CALLS_H_

#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpc/grpc.h"
#include "grpcpp/support/server_interceptor.h"

namespace dateline {

class BuiltInCalls : public std::enable_shared_from_this<BuiltInCalls> {
 public:
  // Calls of `own_services` (full names) are left alone.
  explicit BuiltInCalls(std::set<std::string> own_services)
      : own_services_(std::move(own_services)) {}

  // Sees every call of a server. Keeps this object alive.
  std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeInterceptorFactory();

  // Cancels the calls that are open, and those that still come.
  void CancelAll();

 private:
  class Factory;
  class Watch;

  void Add(grpc_call* call);
  void Remove(grpc_call* call);

  const std::set<std::string> own_services_;
  absl::Mutex mutex_;
  bool cancelling_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<grpc_call*> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_BUILT_IN_CALLS_H_
