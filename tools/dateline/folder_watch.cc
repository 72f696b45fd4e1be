#include "tools/dateline/folder_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::cli {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |
                             IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// Names under which programs write what is not finished yet.
bool IsUnfinished(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name.starts_with('.') || name.ends_with('~')) return true;
  static constexpr std::array<std::string_view, 5> kEnds = {".tmp", ".part", ".partial",
                                                            ".crdownload", ".swp"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return name.ends_with(end); });
}

absl::Status WatchError(const std::string& folder, int error) {
  const std::string message = StrCat("cannot watch ", folder, ": ", std::strerror(error));
  if (error == ENOENT || error == ENOTDIR) return absl::NotFoundError(message);
  if (error == ENOSPC || error == EMFILE) {
    return absl::ResourceExhaustedError(
        StrCat(message, "; raise fs.inotify.max_user_watches or max_user_instances with sysctl"));
  }
  return absl::PermissionDeniedError(message);
}

}  // namespace

FolderWatch::FolderWatch(std::string folder, const FolderWatchOptions& options)
    : folder_(std::move(folder)),
      options_(options),
      events_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      interrupt_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

FolderWatch::~FolderWatch() {
  if (events_ >= 0) close(events_);
  if (interrupt_ >= 0) close(interrupt_);
}

absl::StatusOr<std::unique_ptr<FolderWatch>> FolderWatch::Open(const std::string& folder,
                                                               const FolderWatchOptions& options) {
  std::string normal = fs::path(folder).lexically_normal().string();
  while (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  std::unique_ptr<FolderWatch> watch(new FolderWatch(normal, options));
  if (watch->events_ < 0 || watch->interrupt_ < 0) return WatchError(folder, errno);
  DATELINE_RETURN_IF_ERROR(watch->WatchTree(normal));
  return watch;
}

absl::Status FolderWatch::WatchOne(const std::string& folder) {
  const int descriptor = inotify_add_watch(events_, folder.c_str(), kEvents);
  if (descriptor < 0) {
    // One below may have gone again meanwhile.
    const bool gone = (errno == ENOENT || errno == ENOTDIR) && folder != folder_;
    return gone ? absl::OkStatus() : WatchError(folder, errno);
  }
  watched_[descriptor] = folder;
  return absl::OkStatus();
}

// Watches before it looks, so that nothing falls between.
absl::Status FolderWatch::WatchTree(const std::string& folder) {
  std::vector<std::string> waiting = {folder};
  while (!waiting.empty()) {
    const std::string next = std::move(waiting.back());
    waiting.pop_back();
    DATELINE_RETURN_IF_ERROR(WatchOne(next));
    std::error_code error;
    for (fs::directory_iterator it(next, error), end; !error && it != end; it.increment(error)) {
      if (it->is_directory(error) && !it->is_symlink(error)) {
        if (!IsUnfinished(it->path())) waiting.push_back(it->path().string());
      } else {
        Offer(it->path().string());
      }
    }
  }
  return absl::OkStatus();
}

bool FolderWatch::IsWanted(const std::string& path) const {
  return !IsUnfinished(path) && (options_.all_files || !MediaTypeOfPath(path).empty());
}

void FolderWatch::Offer(const std::string& path) {
  if (!IsWanted(path)) return;
  struct stat state = {};
  if (stat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return;
  const Stamp stamp(state.st_ino, state.st_size, state.st_mtim.tv_sec, state.st_mtim.tv_nsec);
  Stamp& seen = seen_[path];
  if (seen == stamp) return;
  seen = stamp;
  ready_[path] = {path, MediaTypeOfPath(path)};
}

absl::Status FolderWatch::Take(int descriptor, uint32_t mask, const std::string& name) {
  if ((mask & IN_Q_OVERFLOW) != 0) return WatchTree(folder_);  // Some were not told: look.
  const auto watched = watched_.find(descriptor);
  if (watched == watched_.end()) return absl::OkStatus();
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0) {
    const bool root = watched->second == folder_;
    watched_.erase(watched);
    return root ? absl::NotFoundError(StrCat("the watched folder ", folder_, " is gone"))
                : absl::OkStatus();
  }
  const std::string path = StrCat(watched->second, "/", name);
  if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
    seen_.erase(path);
    return absl::OkStatus();
  }
  if ((mask & IN_ISDIR) != 0) {
    return IsUnfinished(path) ? absl::OkStatus() : WatchTree(path);
  }
  if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) Offer(path);
  return absl::OkStatus();
}

absl::Status FolderWatch::ReadEvents() {
  alignas(inotify_event) char buffer[64 * 1024];
  while (true) {
    const ssize_t size = read(events_, buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return absl::OkStatus();
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      DATELINE_RETURN_IF_ERROR(
          Take(event->wd, event->mask, event->len > 0 ? std::string(event->name) : ""));
    }
  }
}

bool FolderWatch::Wait(int timeout_ms, bool for_events) {
  pollfd waited[2] = {{interrupt_, POLLIN, 0}, {events_, POLLIN, 0}};
  const int ready = poll(waited, for_events ? 2 : 1, timeout_ms);
  return ready > 0 && waited[0].revents == 0;
}

absl::StatusOr<std::vector<InputFile>> FolderWatch::Next() {
  while (true) {
    if (interrupted()) return std::vector<InputFile>();
    DATELINE_RETURN_IF_ERROR(ReadEvents());
    if (!ready_.empty()) break;
    Wait(-1, true);
  }
  std::vector<InputFile> files;
  for (auto& [path, file] : std::exchange(ready_, {})) files.push_back(std::move(file));
  return files;
}

void FolderWatch::Pause(absl::Duration duration) {
  Wait(static_cast<int>(absl::ToInt64Milliseconds(duration)), false);
}

void FolderWatch::Interrupt() {
  const uint64_t one = 1;
  (void)!write(interrupt_, &one, sizeof(one));
}

bool FolderWatch::interrupted() const {
  pollfd waited = {interrupt_, POLLIN, 0};
  return poll(&waited, 1, 0) > 0;
}

}  // namespace dateline::cli
