#include "services/ingest/core/document_comparer.h"

#include <algorithm>
#include <optional>

namespace dateline::ingest {
namespace {

// Bounds how long the commits of others wait for one of these.
constexpr size_t kDocumentsPerRound = 32;
// Some seconds of work.
constexpr uint64_t kFarBehind = 2'000;
// After an error of the store, unless something is submitted before.
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

}  // namespace

DocumentComparer::~DocumentComparer() { Stop(); }

void DocumentComparer::Start() {
  thread_ = std::thread([this] { Run(); });
}

void DocumentComparer::Wake() {
  absl::MutexLock lock(&mutex_);
  awake_ = true;
}

bool DocumentComparer::Await(uint64_t sequence, absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  if (!caught_up_ && sequence > compared_ + kFarBehind) return compared_ >= sequence;
  const auto done = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || compared_ >= sequence;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&done), limit);
  return compared_ >= sequence;
}

void DocumentComparer::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      const auto wanted = [&]()
                              ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || awake_; };
      mutex_.Await(absl::Condition(&wanted));
      if (stopping_) return;
      awake_ = false;
    }
    const absl::StatusOr<std::optional<uint64_t>> last =
        documents_->CompareWaiting(kDocumentsPerRound);
    absl::MutexLock lock(&mutex_);
    if (!last.ok()) {
      const auto interrupted = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return stopping_ || awake_;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&interrupted), kRetryDelay);
      awake_ = true;
    } else if (last->has_value()) {
      compared_ = std::max(compared_, **last);
      awake_ = true;
      caught_up_ = false;
    } else {
      caught_up_ = true;
    }
  }
}

void DocumentComparer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace dateline::ingest
