#include "common/storage/waiting_file_system.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace dateline {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Nobody tells when a disk has room again.
constexpr std::chrono::milliseconds kBetweenTries(100);

IOStatus UntilThereIsRoom(const std::function<IOStatus()>& operation) {
  while (true) {
    IOStatus status = operation();
    if (!status.IsNoSpace()) return status;
    std::this_thread::sleep_for(kBetweenTries);
  }
}

// Writes at places of its own reckoning: what a failed write has left is written
// over by the next try.
class WaitingFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  explicit WaitingFile(std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status =
        UntilThereIsRoom([&] { return target()->PositionedAppend(data, size_, options, debug); });
    if (status.ok()) size_ += data.size();
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = target()->Truncate(size, options, debug);
    if (status.ok()) size_ = size;
    return status;
  }

 private:
  uint64_t size_ = 0;
};

// RocksDB's diary. A line that the disk does not take is lost.
class Diary final : public rocksdb::Logger {
 public:
  explicit Diary(int file) : file_(file) {}
  ~Diary() override { close(file_); }

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char text[2048];
    const int length = vsnprintf(text, sizeof(text), format, arguments);
    if (length <= 0) return;
    std::string line = absl::FormatTime("%Y/%m/%d-%H:%M:%E6S ", absl::Now(), absl::UTCTimeZone());
    line += text;  // Cut off where it is too long.
    if (line.back() != '\n') line += '\n';
    [[maybe_unused]] const ssize_t written = write(file_, line.data(), line.size());
  }

 private:
  const int file_;
};

class WaitingFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit WaitingFileSystem(const std::shared_ptr<rocksdb::FileSystem>& base)
      : FileSystemWrapper(base) {}
  const char* Name() const override { return "dateline.WaitingFileSystem"; }

  // Files that are reopened to be added to RocksDB never writes here.
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    IOStatus status =
        UntilThereIsRoom([&] { return target()->NewWritableFile(path, options, &file, debug); });
    if (status.ok()) *result = std::make_unique<WaitingFile>(std::move(file));
    return status;
  }

  IOStatus RenameFile(const std::string& source, const std::string& destination,
                      const IOOptions& options, IODebugContext* debug) override {
    return UntilThereIsRoom(
        [&] { return target()->RenameFile(source, destination, options, debug); });
  }

  IOStatus NewLogger(const std::string& path, const IOOptions&,
                     std::shared_ptr<rocksdb::Logger>* result, IODebugContext*) override {
    const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0) return IOStatus::IOError("cannot write " + path);
    *result = std::make_shared<Diary>(file);
    return IOStatus::OK();
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> MakeWaitingEnv(const std::shared_ptr<rocksdb::FileSystem>& base) {
  return rocksdb::NewCompositeEnv(std::make_shared<WaitingFileSystem>(base));
}

}  // namespace dateline
