#include "common/rpc/testing/certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace dateline {
namespace {

void Require(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "cannot make a test certificate: %s\n", what);
  std::abort();
}

EVP_PKEY* DrawKey() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  Require(key != nullptr, "key");
  return key;
}

X509* Unsigned(const std::string& common_name, EVP_PKEY* key, absl::Duration valid_for) {
  static std::atomic<long> serial{1};
  X509* certificate = X509_new();
  Require(certificate != nullptr, "certificate");
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  // From yesterday on, so that a life below zero is one that has ended.
  X509_gmtime_adj(X509_getm_notBefore(certificate), -86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), absl::ToInt64Seconds(valid_for));
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  return certificate;
}

void Extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  Require(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

void WriteCertificate(X509* certificate, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  Require(file != nullptr && PEM_write_X509(file, certificate) == 1, path.c_str());
  std::fclose(file);
}

void WriteKey(EVP_PKEY* key, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  Require(file != nullptr &&
              PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          path.c_str());
  std::fclose(file);
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : key_(DrawKey()), certificate_(Unsigned(name, key_, absl::Hours(24))) {
  X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
  Extend(certificate_, certificate_, NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_, certificate_, NID_key_usage, "critical,keyCertSign,cRLSign");
  Require(X509_sign(certificate_, key_, EVP_sha256()) > 0, "signature");
}

TestAuthority::~TestAuthority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

void TestAuthority::WriteTo(const std::string& path) const { WriteCertificate(certificate_, path); }

void TestAuthority::Sign(const std::string& common_name, const std::string& alternative_names,
                         const std::string& certificate_path, const std::string& key_path,
                         absl::Duration valid_for) const {
  EVP_PKEY* key = DrawKey();
  X509* certificate = Unsigned(common_name, key, valid_for);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate_));
  if (!alternative_names.empty()) {
    Extend(certificate, certificate_, NID_subject_alt_name, alternative_names);
  }
  Require(X509_sign(certificate, key_, EVP_sha256()) > 0, "signature");
  WriteCertificate(certificate, certificate_path);
  WriteKey(key, key_path);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

}  // namespace dateline
