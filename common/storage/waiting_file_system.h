// A file system on which a write to a full disk waits until there is room, instead
// of failing. Private to this library.
//
//   const std::unique_ptr<rocksdb::Env> env = MakeWaitingEnv(rocksdb::FileSystem::Default());
//
// RocksDB as Debian builds it ends the process when it goes on with a file of
// which a write has failed, and a merge in the background that runs out of room
// is reason enough for neither. Commits do not get here on a full disk: the store
// refuses them before (RocksDbOptions::reserve_bytes). Other errors of the disk
// pass through.
//
// Thread-safe. What waits goes on by itself within a tenth of a second of room
// being made; closing the store waits for it too.
#ifndef DATELINE_COMMON_STORAGE_WAITING_FILE_SYSTEM_H_
#define DATELINE_COMMON_STORAGE_WAITING_FILE_SYSTEM_H_

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <memory>

namespace dateline {

// Must outlive the stores on it.
std::unique_ptr<rocksdb::Env> MakeWaitingEnv(const std::shared_ptr<rocksdb::FileSystem>& base);

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_WAITING_FILE_SYSTEM_H_
