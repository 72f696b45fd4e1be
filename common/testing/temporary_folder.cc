#include "common/testing/temporary_folder.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace dateline {
namespace {

std::filesystem::path ParentFolder(TemporaryFolder::Place place) {
  const std::filesystem::path memory = "/dev/shm";
  const bool in_memory =
      place == TemporaryFolder::Place::kMemory && access(memory.c_str(), W_OK | X_OK) == 0;
  return in_memory ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

TemporaryFolder::TemporaryFolder(Place place)
    : path_((ParentFolder(place) / "dateline-test-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) {
    std::perror("mkdtemp");
    std::abort();
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace dateline
