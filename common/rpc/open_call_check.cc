#include "common/rpc/open_call_check.h"

#include <grpc/grpc.h>

#include <atomic>
#include <chrono>
#include <map>
#include <string_view>
#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/access_gate.h"
#include "common/rpc/call_credentials.h"
#include "grpcpp/server_context.h"

namespace dateline {
namespace {

using SteadyClock = std::chrono::steady_clock;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

using Roles = std::map<std::string, Role, std::less<>>;

constexpr std::chrono::seconds kBetweenLooks(1);

class Check final : public grpc::experimental::Interceptor {
 public:
  Check(AccessControl& access, Role required, grpc::ServerContextBase* context)
      : access_(access), required_(required), context_(context), looked_at_(SteadyClock::now()) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE) ||
        methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      Look();
    }
    methods->Proceed();
  }

 private:
  void Look() {
    const auto now = SteadyClock::now();
    if (now < looked_at_.load() + kBetweenLooks) return;
    looked_at_ = now;
    const std::shared_ptr<const grpc::AuthContext> peer = context_->auth_context();
    const auto caller = access_.Identify(CredentialsOf(context_->client_metadata(), peer.get()));
    if (caller.ok() && caller->role >= required_) return;
    grpc_call_cancel_with_status(
        context_->c_call(),
        caller.ok() ? GRPC_STATUS_PERMISSION_DENIED : GRPC_STATUS_UNAUTHENTICATED,
        "the caller may no longer do this: its token, certificate or role was taken back or has "
        "expired",
        nullptr);
  }

  AccessControl& access_;
  const Role required_;
  grpc::ServerContextBase* const context_;
  // One stream's messages come one after the other in each direction only, but a
  // look too many or too few does no harm.
  std::atomic<SteadyClock::time_point> looked_at_;
};

class CheckFactory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  CheckFactory(AccessControl& access, Roles roles) : access_(access), roles_(std::move(roles)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    if (info->type() == ServerRpcInfo::Type::UNARY) return nullptr;
    const auto role = roles_.find(std::string_view(info->method()));
    // Health and reflection are gRPC's own.
    if (role == roles_.end()) return nullptr;
    return new Check(access_, role->second, info->server_context());
  }

 private:
  AccessControl& access_;
  const Roles roles_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
MakeOpenCallCheck(AccessControl& access, const std::vector<std::string>& service_full_names) {
  Roles roles;
  for (const std::string& name : service_full_names) {
    DATELINE_RETURN_IF_ERROR(ReadMethodRoles(name, roles));
  }
  return std::make_unique<CheckFactory>(access, std::move(roles));
}

}  // namespace dateline
