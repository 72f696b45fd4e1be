// Bearer tokens: "dl_" ID "_" SECRET, with an id of 16 hexadecimal digits that
// may be shown and logged, and a secret of 43 letters (256 bits, base64url) that
// may not. The prefix lets scanners for leaked secrets find them.
//
//   DATELINE_ASSIGN_OR_RETURN(const std::string token, DrawToken());   // shown once
//   stored = {TokenIdOf(token).value(), Sha256Hex(token)};
//
// A plain SHA-256 is enough to keep: nobody guesses 256 random bits, so the slow
// hashes that passwords need would only slow every call. Thread-safe.
#ifndef DATELINE_COMMON_ACCESS_TOKEN_H_
#define DATELINE_COMMON_ACCESS_TOKEN_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace dateline {

// A new token, from the system's source of random bytes. INTERNAL if that fails.
absl::StatusOr<std::string> DrawToken();

// The id in a token, or nothing if `text` does not have a token's form.
std::optional<std::string_view> TokenIdOf(std::string_view text);

// Whether two texts are the same, in a time that depends on their lengths alone.
bool SameInConstantTime(std::string_view one, std::string_view other);

}  // namespace dateline

#endif  // DATELINE_COMMON_ACCESS_TOKEN_H_
