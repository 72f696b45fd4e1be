// How full the file system is that a folder lies on. Thread-safe.
#ifndef DATELINE_COMMON_STORAGE_DISK_SPACE_H_
#define DATELINE_COMMON_STORAGE_DISK_SPACE_H_

#include <cstdint>
#include <optional>
#include <string>

namespace dateline {

struct DiskSpace {
  uint64_t bytes = 0;
  uint64_t free_bytes = 0;  // For processes without privileges.
};

// Nothing if the file system does not say.
std::optional<DiskSpace> ReadDiskSpace(const std::string& folder);

// What a store keeps free unless it is told otherwise: a twentieth of the disk,
// at most 256 MiB.
uint64_t DefaultReserveBytes(const DiskSpace& space);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_DISK_SPACE_H_
