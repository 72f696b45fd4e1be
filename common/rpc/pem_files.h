// Looks at PEM files before gRPC gets them, because gRPC says of a wrong one only
// that a handshake failed.
//
// Thread-safe.
#ifndef DATELINE_COMMON_RPC_PEM_FILES_H_
#define DATELINE_COMMON_RPC_PEM_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace dateline {

// That `certificate` holds one that is valid at `now`, and that `key` is its
// private key. The message names the file, and never what is in it.
absl::Status CheckIdentityFiles(const std::string& certificate, const std::string& key,
                                absl::Time now);

// When the first certificate in the file ends.
absl::StatusOr<absl::Time> ReadCertificateEnd(const std::string& certificate);

// That `ca` holds at least one certificate.
absl::Status CheckAuthorityFile(const std::string& ca);

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_PEM_FILES_H_
