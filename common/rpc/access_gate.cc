#include "common/rpc/access_gate.h"

#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/call_credentials.h"
#include "dateline/access/v1/access.pb.h"
#include "google/protobuf/descriptor.h"
#include "nlohmann/json.hpp"

namespace dateline {
namespace {

constexpr std::string_view kHealth = "/grpc.health.v1.Health/";
constexpr std::string_view kReflection = "/grpc.reflection.";

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

grpc::Status ToPlainStatus(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(StdView(status.message()))};
}

}  // namespace

class AccessGate::Processor final : public grpc::AuthMetadataProcessor {
 public:
  explicit Processor(std::shared_ptr<const AccessGate> gate) : gate_(std::move(gate)) {}

  // A hash and two lookups: less than handing it to another thread.
  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata*,
                       OutputMetadata*) override {
    const auto path = metadata.find(":path");
    const std::string_view method =
        path == metadata.end() ? std::string_view() : View(path->second);
    const absl::Status status = gate_->Decide(method, CredentialsOf(metadata, context));
    if (!status.ok()) gate_->Refuse(method, status);
    return ToPlainStatus(status);
  }

 private:
  const std::shared_ptr<const AccessGate> gate_;
};

AccessGate::AccessGate(AccessControl* access, LogSink log, RefusalListener refused)
    : access_(access), log_(std::move(log)), refused_(std::move(refused)) {}

absl::Status ReadMethodRoles(const std::string& service_full_name,
                             std::map<std::string, Role, std::less<>>& roles) {
  const google::protobuf::ServiceDescriptor* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service_full_name);
  if (service == nullptr) {
    return absl::InternalError(StrCat("the program does not know the service ", service_full_name));
  }
  for (int i = 0; i < service->method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *service->method(i);
    const access::v1::Role role = method.options().GetExtension(access::v1::required_role);
    if (role == access::v1::ROLE_UNSPECIFIED) {
      return absl::InternalError(StrCat(method.full_name(), " names no role that it takes"));
    }
    roles[StrCat("/", service_full_name, "/", method.name())] = static_cast<Role>(role);
  }
  return absl::OkStatus();
}

absl::Status AccessGate::AddService(const std::string& full_name) {
  return ReadMethodRoles(full_name, roles_);
}

std::shared_ptr<grpc::AuthMetadataProcessor> AccessGate::MakeProcessor() {
  return std::make_shared<Processor>(shared_from_this());
}

absl::Status AccessGate::Decide(std::string_view method, const Credentials& credentials) const {
  if (method.starts_with(kHealth)) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const Caller caller, access_->Identify(credentials));
  const auto found = roles_.find(method);
  if (found != roles_.end()) return access_->Admit(caller, found->second);
  if (method.starts_with(kReflection)) return access_->Admit(caller, Role::kReader);
  // Refused whatever the role, in words that help whoever asks the wrong daemon.
  std::set<std::string> services;
  for (const auto& [path, role] : roles_) {
    services.insert(path.substr(1, path.rfind('/') - 1));
  }
  return absl::UnimplementedError(StrCat("this server has no method ", method.substr(0, 256),
                                         "; it has those of ", absl::StrJoin(services, ", ")));
}

void AccessGate::Refuse(std::string_view method, const absl::Status& why) const {
  if (refused_) refused_(method, why.code());
  if (!log_) return;
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = NameOf(LogLevel::kWarning);
  line["method"] = method.substr(0, 256);
  line["code"] = absl::StatusCodeToString(why.code());
  line["refused"] = StdView(why.message());
  log_(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string AccessGate::CallerOf(const grpc::ServerContextBase& context) const {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  const auto caller = access_->Identify(CredentialsOf(context.client_metadata(), peer.get()));
  return caller.ok() ? caller->name : "";
}

void AccessGate::ChargeBytes(const std::string& caller, uint64_t bytes) const {
  access_->ChargeBytes(caller, bytes);
}

}  // namespace dateline
