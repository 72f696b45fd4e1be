// What a gRPC call brings to say who calls, in the terms of access control.
//
//   access->Identify(CredentialsOf(context.client_metadata(), context.auth_context().get()));
//
// Thread-safe.
#ifndef DATELINE_COMMON_RPC_CALL_CREDENTIALS_H_
#define DATELINE_COMMON_RPC_CALL_CREDENTIALS_H_

#include <map>

#include "common/access/access_control.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/support/string_ref.h"

namespace dateline {

// Views into `metadata`. `context` has what TLS found; null for none.
Credentials CredentialsOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                          const grpc::AuthContext* context);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_CALL_CREDENTIALS_H_
