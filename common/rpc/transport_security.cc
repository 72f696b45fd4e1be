#include "common/rpc/transport_security.h"

#include <arpa/inet.h>

#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/library_lifetime.h"
#include "common/rpc/pem_files.h"
#include "common/rpc/token_file.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace dateline {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

// Adds the token to each call. gRPC calls it from threads of its own.
class BearerToken final : public grpc::MetadataCredentialsPlugin {
 public:
  BearerToken(std::string token, std::string file)
      : token_(std::move(token)), file_(std::move(file)) {}

  const char* GetType() const override { return "dateline-bearer-token"; }
  // A token at hand is added on the spot; only a file is worth another thread.
  bool IsBlocking() const override { return !file_.empty(); }
  // What gRPC logs about the plugin: never the token.
  grpc::string DebugString() override { return "a bearer token"; }

  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    std::string token = token_;
    if (!file_.empty()) {
      absl::StatusOr<std::string> read = ReadTokenFile(file_);
      if (!read.ok()) {
        return {grpc::StatusCode::UNAUTHENTICATED, std::string(StdView(read.status().message()))};
      }
      token = *std::move(read);
    }
    metadata->emplace("authorization", StrCat("Bearer ", token));
    return grpc::Status::OK;
  }

 private:
  const std::string token_;
  const std::string file_;
};

absl::Status CheckWhole(const ChannelSecurity& security) {
  if (security.certificate.empty() != security.key.empty()) {
    return absl::InvalidArgumentError("a certificate and its key go together; give both or none");
  }
  if (!security.token.empty() && !security.token_file.empty()) {
    return absl::InvalidArgumentError("give a token or a file with one, not both");
  }
  if (security.uses_tls()) return absl::OkStatus();
  if (!security.certificate.empty()) {
    return absl::InvalidArgumentError("a client certificate takes TLS; give the server's CA too");
  }
  if (!security.token.empty() || !security.token_file.empty()) {
    return absl::InvalidArgumentError(
        "a token is not sent in the clear; give the server's CA, so that TLS is used");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const ServerTls& tls) {
  KeepGrpcInitialized();
  DATELINE_RETURN_IF_ERROR(CheckIdentityFiles(tls.certificate, tls.key, absl::Now()));
  if (!tls.client_ca.empty()) DATELINE_RETURN_IF_ERROR(CheckAuthorityFile(tls.client_ca));
  if (tls.require_client_certificate && tls.client_ca.empty()) {
    return absl::InvalidArgumentError(
        "client certificates are required, but there is no CA to check them against");
  }
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<FileWatcherCertificateProvider>(tls.key, tls.certificate, tls.client_ca,
                                                       kCertificateRefreshSeconds));
  options.watch_identity_key_cert_pairs();
  if (tls.client_ca.empty()) {
    options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  } else {
    options.watch_root_certs();
    options.set_cert_request_type(tls.require_client_certificate
                                      ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                      : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeChannelCredentials(
    const ChannelSecurity& security) {
  KeepGrpcInitialized();
  DATELINE_RETURN_IF_ERROR(CheckWhole(security));
  if (!security.uses_tls()) return grpc::InsecureChannelCredentials();
  DATELINE_RETURN_IF_ERROR(CheckAuthorityFile(security.ca));
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.watch_root_certs();
  if (!security.certificate.empty()) {
    DATELINE_RETURN_IF_ERROR(CheckIdentityFiles(security.certificate, security.key, absl::Now()));
    options.watch_identity_key_cert_pairs();
  }
  options.set_certificate_provider(std::make_shared<FileWatcherCertificateProvider>(
      security.key, security.certificate, security.ca, kCertificateRefreshSeconds));
  options.set_verify_server_certs(true);
  std::shared_ptr<grpc::ChannelCredentials> credentials =
      grpc::experimental::TlsCredentials(options);
  if (security.token.empty() && security.token_file.empty()) return credentials;
  return grpc::CompositeChannelCredentials(
      credentials, grpc::MetadataCredentialsFromPlugin(
                       std::make_unique<BearerToken>(security.token, security.token_file)));
}

bool IsLoopbackAddress(std::string_view address) {
  if (address.starts_with("unix:")) return true;
  std::string host(address.substr(0, address.rfind(':')));
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  if (host == "localhost") return true;
  // By its bits, not its letters: 127.example.org is a name.
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace dateline
