// A folder for one test, removed with everything in it when it goes out of
// scope.
//
//   TemporaryFolder folder;
//   OpenRocksDbStore(folder.path(), ...);
#ifndef DATELINE_COMMON_TESTING_TEMPORARY_FOLDER_H_
#define DATELINE_COMMON_TESTING_TEMPORARY_FOLDER_H_

#include <string>

namespace dateline {

class TemporaryFolder {
 public:
  enum class Place {
    kDisk,
    kMemory,  // A file system in memory if the machine has one: for many small writes.
  };

  // Aborts if the folder cannot be made.
  explicit TemporaryFolder(Place place = Place::kDisk);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_TESTING_TEMPORARY_FOLDER_H_
