#include "common/rpc/built_in_calls.h"

#include <string_view>
#include <utility>

#include "common/rpc/method_name.h"
#include "grpcpp/server_context.h"

namespace dateline {

// Follows one call. Holds a reference of its own on the core call: the server
// context lives longer than the call that it points to.
class BuiltInCalls::Watch final : public grpc::experimental::Interceptor {
 public:
  Watch(std::shared_ptr<BuiltInCalls> calls, grpc::ServerContextBase* context)
      : calls_(std::move(calls)), context_(context) {}

  ~Watch() override {
    if (call_ == nullptr) return;
    calls_->Remove(call_);
    grpc_call_unref(call_);
  }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      call_ = context_->c_call();
      grpc_call_ref(call_);
      calls_->Add(call_);
    }
    methods->Proceed();
  }

 private:
  const std::shared_ptr<BuiltInCalls> calls_;
  grpc::ServerContextBase* const context_;
  grpc_call* call_ = nullptr;
};

class BuiltInCalls::Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Factory(std::shared_ptr<BuiltInCalls> calls) : calls_(std::move(calls)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    if (calls_->own_services_.contains(ServiceOfMethod(info->method()))) return nullptr;
    return new Watch(calls_, info->server_context());
  }

 private:
  const std::shared_ptr<BuiltInCalls> calls_;
};

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>
BuiltInCalls::MakeInterceptorFactory() {
  return std::make_unique<Factory>(shared_from_this());
}

void BuiltInCalls::CancelAll() {
  absl::MutexLock lock(&mutex_);
  cancelling_ = true;
  for (grpc_call* call : open_) grpc_call_cancel(call, nullptr);
}

void BuiltInCalls::Add(grpc_call* call) {
  absl::MutexLock lock(&mutex_);
  open_.insert(call);
  if (cancelling_) grpc_call_cancel(call, nullptr);
}

void BuiltInCalls::Remove(grpc_call* call) {
  absl::MutexLock lock(&mutex_);
  open_.erase(call);
}

}  // namespace dateline
