// Certificates for tests, made on the spot. Test code only.
#ifndef DATELINE_COMMON_RPC_TESTING_CERTIFICATES_H_
#define DATELINE_COMMON_RPC_TESTING_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace dateline {

// An authority of its own that signs certificates into PEM files. Aborts if
// OpenSSL refuses.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);
  ~TestAuthority();

  // Writes the authority's certificate.
  void WriteTo(const std::string& path) const;

  // Writes a certificate and its key. `alternative_names` is as in OpenSSL:
  // "DNS:localhost,IP:127.0.0.1,URI:spiffe://x/y"; empty: none.
  void Sign(const std::string& common_name, const std::string& alternative_names,
            const std::string& certificate_path, const std::string& key_path,
            absl::Duration valid_for = absl::Hours(1)) const;

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_TESTING_CERTIFICATES_H_
