#include "common/daemon/port_file.h"

#include <cstdio>
#include <fstream>

#include "common/base/strings.h"

namespace dateline {

absl::Status WritePortFile(const std::string& path, int port) {
  if (path.empty()) return absl::OkStatus();
  const std::string unfinished = path + ".tmp";
  std::ofstream file(unfinished);
  file << port << "\n";
  file.close();
  if (!file || std::rename(unfinished.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError(StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace dateline
