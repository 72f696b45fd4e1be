#include "common/rpc/unchecked_channel.h"

#include "common/rpc/library_lifetime.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace dateline {

std::shared_ptr<grpc::Channel> MakeUncheckedChannel(const std::string& target) {
  KeepGrpcInitialized();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::CreateChannel(target, grpc::experimental::TlsCredentials(options));
}

}  // namespace dateline
