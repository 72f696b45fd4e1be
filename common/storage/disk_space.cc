#include "common/storage/disk_space.h"

#include <sys/statvfs.h>

#include <algorithm>

namespace dateline {

std::optional<DiskSpace> ReadDiskSpace(const std::string& folder) {
  struct statvfs figures {};
  if (statvfs(folder.c_str(), &figures) != 0) return std::nullopt;
  return DiskSpace{uint64_t{figures.f_blocks} * figures.f_frsize,
                   uint64_t{figures.f_bavail} * figures.f_frsize};
}

uint64_t DefaultReserveBytes(const DiskSpace& space) {
  return std::min<uint64_t>(space.bytes / 20, uint64_t{256} << 20);
}

}  // namespace dateline
