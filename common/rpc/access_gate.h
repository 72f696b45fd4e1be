// Access control as gRPC sees it: looks at every call before its method is
// reached, whatever the method and the service, and lets none through whose
// caller may not.
//
//   AccessGate gate(access_control, log);
//   DATELINE_RETURN_IF_ERROR(gate.AddService("dateline.query.v1.QueryService"));
//   credentials->SetAuthMetadataProcessor(gate.MakeProcessor());
//
// Health checks (grpc.health.v1) are open to everybody; reflection takes reader;
// any other method takes the role that its proto names, and one that names none
// is refused to all. Refused calls are told to the sink like those that the
// request log writes. Thread-safe after AddService.
#ifndef DATELINE_COMMON_RPC_ACCESS_GATE_H_
#define DATELINE_COMMON_RPC_ACCESS_GATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/access/access_control.h"
#include "common/rpc/request_log.h"
#include "grpcpp/security/auth_metadata_processor.h"
#include "grpcpp/server_context.h"

namespace dateline {

// Told of each refused call: its method and code.
using RefusalListener = std::function<void(std::string_view method, absl::StatusCode code)>;

class AccessGate : public std::enable_shared_from_this<AccessGate> {
 public:
  // `access` must outlive the gate. `refused` may be null.
  AccessGate(AccessControl* access, LogSink log, RefusalListener refused);

  // Reads the roles of a service's methods from its descriptor. INTERNAL if the
  // service or the role of a method is missing: a defect of the program.
  absl::Status AddService(const std::string& full_name);

  // For ServerCredentials::SetAuthMetadataProcessor. Keeps the gate alive.
  std::shared_ptr<grpc::AuthMetadataProcessor> MakeProcessor();

  // The name of the caller of a call that was let through; empty for health
  // checks without credentials.
  std::string CallerOf(const grpc::ServerContextBase& context) const;

  // Counts what a caller sent against its limit.
  void ChargeBytes(const std::string& caller, uint64_t bytes) const;

 private:
  class Processor;

  absl::Status Decide(std::string_view method, const Credentials& credentials) const;
  void Refuse(std::string_view method, const absl::Status& why) const;

  AccessControl* const access_;
  const LogSink log_;
  const RefusalListener refused_;
  std::map<std::string, Role, std::less<>> roles_;  // By "/SERVICE/METHOD".
};

// Puts into `roles` what each method of a service takes, "/SERVICE/METHOD" by
// role. Errors of AccessGate::AddService.
absl::Status ReadMethodRoles(const std::string& service_full_name,
                             std::map<std::string, Role, std::less<>>& roles);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_ACCESS_GATE_H_
