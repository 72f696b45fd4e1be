#include "common/rpc/token_file.h"

#include <fstream>

#include "common/base/strings.h"

namespace dateline {

absl::StatusOr<std::string> ReadTokenFile(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  if (!std::getline(file, token) || token.empty()) {
    return absl::InvalidArgumentError(StrCat("no token can be read from ", path));
  }
  return token;
}

}  // namespace dateline
