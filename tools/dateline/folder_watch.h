// Files that appear in a folder, as they become whole.
//
//   DATELINE_ASSIGN_OR_RETURN(auto watch, FolderWatch::Open("inbox", {}));
//   while (true) {
//     DATELINE_ASSIGN_OR_RETURN(auto files, watch->Next());   // waits
//     if (files.empty()) break;                               // Interrupt() was called
//   }
//
// The first Next gives what is there already. After that a file counts once it is closed
// after writing or moved in; folders below are watched too, also those made later. Hidden
// files and those with names of unfinished downloads are left out. The kernel tells
// (inotify): nothing is polled.
//
// Next is for one thread; Interrupt may be called from any, also from a signal handler.
#ifndef DATELINE_TOOLS_DATELINE_FOLDER_WATCH_H_
#define DATELINE_TOOLS_DATELINE_FOLDER_WATCH_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/dateline/input_files.h"

namespace dateline::cli {

struct FolderWatchOptions {
  // Files of every name; else only of extensions that are known (input_files.h).
  bool all_files = false;
};

class FolderWatch {
 public:
  // NOT_FOUND if there is no such folder, RESOURCE_EXHAUSTED if the system allows no more
  // watches.
  static absl::StatusOr<std::unique_ptr<FolderWatch>> Open(const std::string& folder,
                                                           const FolderWatchOptions& options);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Waits for files that are new or changed, sorted by path; none if interrupted. NOT_FOUND
  // once the folder is gone.
  absl::StatusOr<std::vector<InputFile>> Next();

  // Waits so long, or until interrupted.
  void Pause(absl::Duration duration);

  void Interrupt();
  bool interrupted() const;

 private:
  // What tells a changed file: device and inode, size, time of change.
  using Stamp = std::tuple<uint64_t, int64_t, int64_t, int64_t>;

  FolderWatch(std::string folder, const FolderWatchOptions& options);

  absl::Status WatchTree(const std::string& folder);
  absl::Status WatchOne(const std::string& folder);
  absl::Status ReadEvents();
  absl::Status Take(int descriptor, uint32_t mask, const std::string& name);
  void Offer(const std::string& path);
  bool IsWanted(const std::string& path) const;
  // True if there are events; false if interrupted or after `timeout_ms` (-1: never).
  bool Wait(int timeout_ms, bool for_events);

  const std::string folder_;
  const FolderWatchOptions options_;
  int events_ = -1;     // inotify.
  int interrupt_ = -1;  // eventfd.
  std::map<int, std::string> watched_;
  std::map<std::string, Stamp> seen_;
  std::map<std::string, InputFile> ready_;
};

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_FOLDER_WATCH_H_
