// Who may call the servers: hashed tokens, and names in client certificates,
// each with its role. Kept as one JSON file that `dateline admin` edits and every
// server reads:
//
//   {"version": 1,
//    "tokens": [{"id": "3f9ac07d11b2e845", "name": "newsroom", "role": "writer",
//                "sha256": "9f86d0...", "created": "2031-03-09T08:30:00Z",
//                "expires": "2032-03-09T08:30:00Z"}],
//    "certificates": [{"name": "dns:ingest.example.org", "role": "writer",
//                      "created": "2031-03-09T08:30:00Z"}]}
//
// The file holds no secret that lets somebody in, but who can write it decides
// who may call; it is written for its owner alone.
//
// A value; functions are thread-safe for different paths.
#ifndef DATELINE_COMMON_ACCESS_ACCESS_LIST_H_
#define DATELINE_COMMON_ACCESS_ACCESS_LIST_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/role.h"

namespace dateline {

struct TokenEntry {
  std::string id;    // TokenIdOf the token.
  std::string name;  // Whose it is; 1 to 64 letters, digits, '.', '_', '-'. Unique.
  Role role = Role::kNone;
  std::string sha256;  // Of the whole token, 64 hexadecimal digits.
  absl::Time created;
  std::optional<absl::Time> expires;  // From then on it is refused.
};

struct CertificateEntry {
  // A name in the certificate with its kind: "dns:NAME" and "uri:NAME" of the
  // subject's alternative names, or "cn:NAME" of a certificate without any. Unique.
  std::string name;
  Role role = Role::kNone;
  absl::Time created;
};

struct AccessList {
  std::vector<TokenEntry> tokens;
  std::vector<CertificateEntry> certificates;
};

// INVALID_ARGUMENT, saying where, for anything but such a file, unknown keys
// included: a misspelt "expires" must not make a token that lasts for ever.
absl::StatusOr<AccessList> ParseAccessList(std::string_view json);
std::string SerializeAccessList(const AccessList& list);

// NOT_FOUND if there is no such file, PERMISSION_DENIED if it cannot be read,
// INVALID_ARGUMENT as ParseAccessList.
absl::StatusOr<AccessList> ReadAccessFile(const std::string& path);

// Changes the file, or makes it, by way of a new file renamed into place: a
// server reads the old list or the new one. Two programs that change it at once
// take turns. An error of `change` leaves the file as it was.
absl::Status ChangeAccessFile(const std::string& path,
                              absl::FunctionRef<absl::Status(AccessList&)> change);

// Whether `name` can be a token's name.
bool IsCallerName(std::string_view name);

// Whether `name` has the form of a CertificateEntry's name.
bool IsCertificateName(std::string_view name);

}  // namespace dateline

#endif  // DATELINE_COMMON_ACCESS_ACCESS_LIST_H_
