// An OrderedStore whose commits fail on demand, to test what survives.
//
//   FaultInjectingStore store(&memory_store);
//   store.FailCommit(3, FaultInjectingStore::Fault::kLostAnswer);
//
// Reads always pass through. Thread-safe.
#ifndef DATELINE_COMMON_TESTING_FAULT_INJECTING_STORE_H_
#define DATELINE_COMMON_TESTING_FAULT_INJECTING_STORE_H_

#include <cstdint>
#include <mutex>
#include <optional>

#include "common/storage/forwarding_store.h"

namespace dateline {

class FaultInjectingStore final : public ForwardingStore {
 public:
  enum class Fault {
    kRefused,     // Nothing is written; UNAVAILABLE. The next commit works.
    kCrashed,     // Nothing is written; this and every later commit fail.
    kLostAnswer,  // Everything is written, and then it crashes.
  };

  // `inner` must outlive this.
  explicit FaultInjectingStore(OrderedStore* inner) : ForwardingStore(inner) {}

  // Makes the `nth` commit from now (1: the next) meet `fault`; of those that
  // write to `space`, if that is given: where several threads commit.
  void FailCommit(uint64_t nth, Fault fault, std::optional<KeySpace> space = std::nullopt);
  // As after a restart: commits work again.
  void Restart();
  bool crashed() const;

  absl::Status Commit(const WriteBatch& batch, Durability durability) override;
  // Fails once crashed; is no commit that counts.
  absl::Status CheckWritable() override;

 private:
  mutable std::mutex mutex_;
  uint64_t commits_until_fault_ = 0;  // 0: none is due.
  Fault fault_ = Fault::kRefused;
  std::optional<KeySpace> space_;
  bool crashed_ = false;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_TESTING_FAULT_INJECTING_STORE_H_
