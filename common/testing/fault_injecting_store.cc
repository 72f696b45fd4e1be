#include "common/testing/fault_injecting_store.h"

#include <algorithm>

namespace dateline {

void FaultInjectingStore::FailCommit(uint64_t nth, Fault fault, std::optional<KeySpace> space) {
  std::lock_guard<std::mutex> lock(mutex_);
  commits_until_fault_ = nth;
  fault_ = fault;
  space_ = space;
}

void FaultInjectingStore::Restart() {
  std::lock_guard<std::mutex> lock(mutex_);
  commits_until_fault_ = 0;
  crashed_ = false;
}

bool FaultInjectingStore::crashed() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return crashed_;
}

absl::Status FaultInjectingStore::Commit(const WriteBatch& batch, Durability durability) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (crashed_) return absl::UnavailableError("the store has crashed");
  const auto& writes = batch.writes();
  const bool counts = !space_.has_value() || std::any_of(writes.begin(), writes.end(),
                                                         [&](const WriteBatch::Write& write) {
                                                           return write.space == *space_;
                                                         });
  if (!counts || commits_until_fault_ == 0 || --commits_until_fault_ > 0) {
    return ForwardingStore::Commit(batch, durability);
  }
  if (fault_ == Fault::kRefused) return absl::UnavailableError("the disk refuses");
  crashed_ = true;
  if (fault_ == Fault::kLostAnswer) ForwardingStore::Commit(batch, durability).IgnoreError();
  return absl::UnavailableError("the store has crashed");
}

absl::Status FaultInjectingStore::CheckWritable() {
  if (crashed()) return absl::UnavailableError("the store has crashed");
  return ForwardingStore::CheckWritable();
}

}  // namespace dateline
