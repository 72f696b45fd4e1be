// Stores that stand in front of another: override what is to be different.
//
//   class CountingStore final : public ForwardingStore {
//    public:
//     explicit CountingStore(OrderedStore* inner) : ForwardingStore(inner) {}
//     absl::Status Commit(const WriteBatch& batch, Durability durability) override {
//       ++commits_;
//       return ForwardingStore::Commit(batch, durability);
//     }
//     ...
//
// As thread-safe as the store behind, which must outlive this.
#ifndef DATELINE_COMMON_STORAGE_FORWARDING_STORE_H_
#define DATELINE_COMMON_STORAGE_FORWARDING_STORE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/storage/ordered_store.h"

namespace dateline {

class ForwardingStore : public OrderedStore {
 public:
  explicit ForwardingStore(OrderedStore* inner) : inner_(inner) {}

  std::unique_ptr<ReadView> OpenView() const override { return inner_->OpenView(); }
  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    return inner_->Commit(batch, durability);
  }
  absl::Status CheckWritable() override { return inner_->CheckWritable(); }
  StoreFigures figures() const override { return inner_->figures(); }
  absl::Status WriteCheckpoint(const std::string& folder) override {
    return inner_->WriteCheckpoint(folder);
  }
  absl::Status VerifyChecksums() const override { return inner_->VerifyChecksums(); }
  absl::Status PurgeDeleted() override { return inner_->PurgeDeleted(); }

 private:
  OrderedStore* const inner_;
};

// Commits without waiting for the disk: for what is thrown away after a crash
// anyhow.
class UnsyncedStore final : public ForwardingStore {
 public:
  explicit UnsyncedStore(OrderedStore* inner) : ForwardingStore(inner) {}

  absl::Status Commit(const WriteBatch& batch, Durability) override {
    return ForwardingStore::Commit(batch, Durability::kBuffered);
  }
};

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_FORWARDING_STORE_H_
