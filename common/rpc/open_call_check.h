// Ends streams whose caller may no longer call: its token was revoked or has
// expired, its certificate or role was taken away. (access_gate.h looks at calls
// when they begin, and a stream may go on for days.)
//
//   DATELINE_ASSIGN_OR_RETURN(auto check, MakeOpenCallCheck(*access,
//   {"dateline.query.v1.QueryService"})); interceptors.push_back(std::move(check));
//
// Looks when a message is about to go out or has come in, at most once a second a
// stream, and cancels the call with UNAUTHENTICATED or PERMISSION_DENIED: nothing
// more goes out. Of what comes in, the message that was looked at may still be
// worked on. A stream on which nothing happens stays open, and empty.
#ifndef DATELINE_COMMON_RPC_OPEN_CALL_CHECK_H_
#define DATELINE_COMMON_RPC_OPEN_CALL_CHECK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/access_control.h"
#include "grpcpp/support/server_interceptor.h"

namespace dateline {

// `access` must outlive the server. Errors of ReadMethodRoles.
absl::StatusOr<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
MakeOpenCallCheck(AccessControl& access, const std::vector<std::string>& service_full_names);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_OPEN_CALL_CHECK_H_
