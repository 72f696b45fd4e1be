// An OrderedStore in memory, for tests: every value keeps its versions for as
// long as a view can see them.
//
//   MemoryStore store(2);  // Two key spaces.
//
// Thread-safe. Views and cursors must not outlive the store.
#ifndef DATELINE_COMMON_TESTING_MEMORY_STORE_H_
#define DATELINE_COMMON_TESTING_MEMORY_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"

namespace dateline {

class MemoryStore final : public OrderedStore {
 public:
  explicit MemoryStore(size_t key_spaces) : spaces_(key_spaces) {}

  std::unique_ptr<ReadView> OpenView() const override;
  absl::Status Commit(const WriteBatch& batch, Durability durability) override;
  absl::Status CheckWritable() override { return absl::OkStatus(); }
  // Rows and views alone.
  StoreFigures figures() const override;
  // A folder with one file of all rows; ReadCheckpoint() makes a store of it.
  absl::Status WriteCheckpoint(const std::string& folder) override;
  static absl::StatusOr<std::unique_ptr<MemoryStore>> ReadCheckpoint(const std::string& folder);
  // Memory keeps no checksums.
  absl::Status VerifyChecksums() const override { return absl::OkStatus(); }
  absl::Status PurgeDeleted() override;

 private:
  friend class MemoryView;
  friend class MemoryCursor;
  struct Version {
    uint64_t sequence;
    std::optional<std::string> value;  // Nothing: deleted.
  };
  using Rows = std::map<std::string, std::vector<Version>, std::less<>>;

  // The value of `versions` as of `sequence`, or null.
  static const std::string* ValueAt(const std::vector<Version>& versions, uint64_t sequence);
  void Apply(const WriteBatch::Write& write);

  mutable std::shared_mutex mutex_;
  std::vector<Rows> spaces_;
  uint64_t sequence_ = 0;
  mutable std::multiset<uint64_t> open_views_;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_TESTING_MEMORY_STORE_H_
