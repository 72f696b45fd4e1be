#include "common/rpc/pem_files.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

absl::StatusOr<Bio> Open(const std::string& path) {
  errno = 0;
  Bio bio(BIO_new_file(path.c_str(), "r"));
  if (bio == nullptr) {
    const int error = errno != 0 ? errno : ENOENT;
    ERR_clear_error();
    return absl::ErrnoToStatus(error, AbslView(StrCat("cannot read ", path)));
  }
  return bio;
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& path) {
  DATELINE_ASSIGN_OR_RETURN(const Bio bio, Open(path));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(StrCat(path, " holds no certificate in PEM form"));
  }
  return certificate;
}

// A key with a pass phrase must not make a daemon ask at its terminal.
int NoPassPhrase(char*, int, int, void*) { return -1; }

absl::StatusOr<Key> ReadKey(const std::string& path) {
  DATELINE_ASSIGN_OR_RETURN(const Bio bio, Open(path));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassPhrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        StrCat(path, " holds no private key in PEM form, or one with a pass phrase"));
  }
  return key;
}

}  // namespace

absl::Status CheckIdentityFiles(const std::string& certificate, const std::string& key,
                                absl::Time now) {
  DATELINE_ASSIGN_OR_RETURN(const Certificate read, ReadCertificate(certificate));
  DATELINE_ASSIGN_OR_RETURN(const Key read_key, ReadKey(key));
  time_t moment = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notAfter(read.get()), &moment) < 0) {
    return absl::InvalidArgumentError(StrCat(certificate, " has expired; renew it"));
  }
  if (X509_cmp_time(X509_get0_notBefore(read.get()), &moment) > 0) {
    return absl::InvalidArgumentError(
        StrCat(certificate, " is not valid yet; is the machine's clock right?"));
  }
  const bool belong = X509_check_private_key(read.get(), read_key.get()) == 1;
  ERR_clear_error();
  if (!belong) {
    return absl::InvalidArgumentError(StrCat(key, " is not the key of ", certificate));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ReadCertificateEnd(const std::string& certificate) {
  DATELINE_ASSIGN_OR_RETURN(const Certificate read, ReadCertificate(certificate));
  tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(read.get()), &parts) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(StrCat(certificate, " does not say when it ends"));
  }
  return absl::FromTM(parts, absl::UTCTimeZone());
}

absl::Status CheckAuthorityFile(const std::string& ca) { return ReadCertificate(ca).status(); }

}  // namespace dateline
