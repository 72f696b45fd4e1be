#include "services/ingest/core/commit_queue.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace dateline::ingest {
namespace {

// Bounds the time that the first of a batch waits for the others, and the
// memory of the batch: documents have up to 10 MiB.
constexpr size_t kMaxChangesInBatch = 128;
constexpr size_t kMaxBytesInBatch = 16 << 20;

}  // namespace

absl::StatusOr<std::optional<std::string>> Transaction::Get(KeySpace space,
                                                            std::string_view key) const {
  const Key full_key(space, std::string(key));
  for (const Writes* writes : {&writes_, &before_}) {
    if (const auto found = writes->find(full_key); found != writes->end()) return found->second;
  }
  return view_.Get(space, key);
}

void Transaction::Put(KeySpace space, std::string_view key, std::string_view value) {
  writes_[Key(space, std::string(key))] = std::string(value);
}

void Transaction::Delete(KeySpace space, std::string_view key) {
  writes_[Key(space, std::string(key))] = std::nullopt;
}

absl::Status CommitQueue::Run(Change change) {
  Waiting self{change, false, absl::OkStatus()};
  std::vector<Waiting*> batch;
  {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(&self);
    const auto my_turn = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return self.done || (!working_ && waiting_.front() == &self);
    };
    mutex_.Await(absl::Condition(&my_turn));
    if (self.done) return self.status;
    working_ = true;
    const size_t count = std::min(waiting_.size(), kMaxChangesInBatch);
    batch.assign(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  RunBatch(batch);
  return self.status;
}

// Takes on a prefix of `batch`, not empty, and ends this caller's turn.
void CommitQueue::RunBatch(const std::vector<Waiting*>& batch) {
  const std::unique_ptr<ReadView> view = store_->OpenView();
  Transaction::Writes writes;
  std::vector<std::function<void()>> on_commit;
  bool sync = false;
  size_t bytes = 0;
  std::vector<Waiting*> taken;
  for (Waiting* waiting : batch) {
    if (bytes >= kMaxBytesInBatch) break;
    Transaction transaction(*view, writes);
    waiting->status = waiting->change(transaction);
    taken.push_back(waiting);
    if (!waiting->status.ok()) continue;
    for (auto& [key, value] : transaction.writes_) {
      bytes += key.second.size() + (value.has_value() ? value->size() : 0);
      writes.insert_or_assign(key, std::move(value));
    }
    sync |= transaction.sync_;
    std::move(transaction.on_commit_.begin(), transaction.on_commit_.end(),
              std::back_inserter(on_commit));
  }
  absl::Status committed;
  if (!writes.empty()) {
    WriteBatch out;
    for (const auto& [key, value] : writes) {
      if (value.has_value()) {
        out.Put(key.first, key.second, *value);
      } else {
        out.Delete(key.first, key.second);
      }
    }
    committed = store_->Commit(out, sync ? Durability::kSynced : Durability::kBuffered);
  }
  if (committed.ok()) {
    for (const auto& action : on_commit) action();
  }
  absl::MutexLock lock(&mutex_);
  commit_count_ += writes.empty() ? 0 : 1;
  for (Waiting* waiting : taken) {
    if (waiting->status.ok()) waiting->status = committed;
    // Once the lock is released its caller returns, and it is gone.
    waiting->done = true;
    waiting_.pop_front();
  }
  working_ = false;
}

uint64_t CommitQueue::commit_count() const {
  absl::MutexLock lock(&mutex_);
  return commit_count_;
}

}  // namespace dateline::ingest
