// TLS for servers and channels, from PEM files that are read again when they
// change, so that certificates are renewed without a restart: within
// kCertificateRefreshSeconds, for connections made from then on.
//
//   DATELINE_ASSIGN_OR_RETURN(options.credentials,
//                             MakeServerCredentials({.certificate = "tls.crt", .key = "tls.key",
//                                                    .client_ca = "clients.crt"}));
//   DATELINE_ASSIGN_OR_RETURN(auto credentials,
//                             MakeChannelCredentials({.ca = "ca.crt", .token_file = "token"}));
//
// TLS 1.2 or 1.3. Servers are checked against the CA and by the name that the
// client called. Thread-safe.
#ifndef DATELINE_COMMON_RPC_TRANSPORT_SECURITY_H_
#define DATELINE_COMMON_RPC_TRANSPORT_SECURITY_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"

namespace dateline {

inline constexpr int kCertificateRefreshSeconds = 5;

// How a server proves who it is. Paths of PEM files.
struct ServerTls {
  std::string certificate = {};  // The server's, then those that lead to its CA.
  std::string key = {};          // Its private key.
  // Who signs client certificates; empty: clients are not asked for one.
  std::string client_ca = {};
  // Whether clients without a certificate are refused at the handshake.
  bool require_client_certificate = false;
};

// INVALID_ARGUMENT, NOT_FOUND or PERMISSION_DENIED if a file is missing, is no
// PEM, has expired or key and certificate do not belong together.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const ServerTls& tls);

// How a client checks a server and proves who it is.
struct ChannelSecurity {
  // PEM file with the CA of the server's certificate. Empty: no TLS; then the
  // others must be empty too, for a token would travel in the clear.
  std::string ca = {};
  // PEM files of the client's own certificate and key; both or none.
  std::string certificate = {};
  std::string key = {};
  // A bearer token, or a file whose first line is one and which is read for
  // each call. At most one of them.
  std::string token = {};
  std::string token_file = {};
  // The name in the server's certificate, if it is called by another (through a
  // forwarded port, say); empty: the one in the target.
  std::string server_name = {};

  bool uses_tls() const { return !ca.empty(); }
};

// Credentials without TLS if `security` is empty. Errors as above.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeChannelCredentials(
    const ChannelSecurity& security);

// Whether only this machine can reach `address`, "HOST:PORT" or "unix:PATH":
// 127.0.0.0/8, [::1], localhost, or a Unix socket.
bool IsLoopbackAddress(std::string_view address);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_TRANSPORT_SECURITY_H_
