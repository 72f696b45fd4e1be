#include "services/ingest/core/delivery_feed.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {

DeliveryFeed::Subscription::Subscription(DeliveryFeed* feed,
                                         std::optional<std::unordered_set<std::string>> only,
                                         std::function<void()> wake)
    : feed_(feed) {
  inbox_.only = std::move(only);
  inbox_.wake = std::move(wake);
  absl::MutexLock lock(&feed_->mutex_);
  feed_->inboxes_.insert(&inbox_);
}

DeliveryFeed::Subscription::~Subscription() {
  absl::MutexLock lock(&feed_->mutex_);
  feed_->inboxes_.erase(&inbox_);
}

std::optional<DeliveryChange> DeliveryFeed::Subscription::TakeChange(uint64_t& backlog) {
  absl::MutexLock lock(&feed_->mutex_);
  backlog = feed_->backlog_;
  if (inbox_.order.empty()) return std::nullopt;
  auto node = inbox_.changes.extract(inbox_.order.front());
  inbox_.order.pop_front();
  return std::move(node.mapped());
}

bool DeliveryFeed::Subscription::HasChange(const std::string& document_id) {
  absl::MutexLock lock(&feed_->mutex_);
  return inbox_.changes.contains(document_id);
}

DeliveryFeed::DeliveryFeed(const DocumentStore* documents)
    : documents_(documents), backlog_(documents->backlog()) {}

DeliveryFeed::~DeliveryFeed() = default;

void DeliveryFeed::Publish(const DeliveryChange& change, uint64_t backlog) {
  absl::MutexLock lock(&mutex_);
  const bool emptied = backlog == 0;
  backlog_ = backlog;
  for (Inbox* inbox : inboxes_) {
    const bool concerned = !inbox->only.has_value() || inbox->only->contains(change.document_id);
    if (!concerned && !emptied) continue;
    if (concerned) {
      const auto [entry, is_new] = inbox->changes.insert_or_assign(change.document_id, change);
      if (is_new) inbox->order.push_back(entry->first);
    }
    if (inbox->wake) inbox->wake();
  }
}

// Watches the documents that it was given.
class SelectedWatch final : public DeliveryWatch {
 public:
  SelectedWatch(DeliveryFeed* feed, std::unordered_set<std::string> ids, bool until_settled,
                std::function<void()> wake)
      : until_settled_(until_settled), subscription_(feed, std::move(ids), std::move(wake)) {}

  // After subscribing, so that no change falls between state and changes.
  absl::Status ReadStates(const DocumentStore& documents, const std::vector<std::string>& ids) {
    DATELINE_ASSIGN_OR_RETURN(std::vector<DeliveryChange> states, documents.GetStates(ids));
    for (DeliveryChange& state : states) {
      if (!IsSettled(state.delivery.state)) unsettled_.insert(state.document_id);
      initial_.push_back(std::move(state));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<WatchStep> Next(DeliveryUpdate& update) override {
    while (!initial_.empty()) {
      DeliveryChange state = std::move(initial_.front());
      initial_.pop_front();
      // A newer state follows by itself; the older one must not come after it.
      if (subscription_.HasChange(state.document_id)) continue;
      return Give(std::move(state), update);
    }
    uint64_t backlog = 0;
    if (std::optional<DeliveryChange> change = subscription_.TakeChange(backlog)) {
      return Give(*std::move(change), update);
    }
    return until_settled_ && unsettled_.empty() ? WatchStep::kEnd : WatchStep::kWait;
  }

 private:
  WatchStep Give(DeliveryChange change, DeliveryUpdate& update) {
    if (IsSettled(change.delivery.state)) {
      unsettled_.erase(change.document_id);
    } else {
      unsettled_.insert(change.document_id);
    }
    update.change = std::move(change);
    update.unsettled = unsettled_.size();
    return WatchStep::kUpdate;
  }

  const bool until_settled_;
  DeliveryFeed::Subscription subscription_;
  std::deque<DeliveryChange> initial_;
  std::unordered_set<std::string> unsettled_;
};

// Watches every document: first page by page what is there, then changes.
class GeneralWatch final : public DeliveryWatch {
 public:
  GeneralWatch(DeliveryFeed* feed, bool until_settled, std::function<void()> wake)
      : documents_(feed->documents_),
        until_settled_(until_settled),
        subscription_(feed, std::nullopt, std::move(wake)) {}

  absl::StatusOr<WatchStep> Next(DeliveryUpdate& update) override {
    while (!initial_done_ || !initial_.empty()) {
      if (initial_.empty()) {
        DATELINE_RETURN_IF_ERROR(ReadPage());
        continue;
      }
      DeliveryChange state = std::move(initial_.front());
      initial_.pop_front();
      if (subscription_.HasChange(state.document_id)) continue;
      update.change = std::move(state);
      update.unsettled = documents_->backlog();
      return WatchStep::kUpdate;
    }
    uint64_t backlog = 0;
    if (std::optional<DeliveryChange> change = subscription_.TakeChange(backlog)) {
      update.change = *std::move(change);
      update.unsettled = backlog;
      return WatchStep::kUpdate;
    }
    return until_settled_ && backlog == 0 ? WatchStep::kEnd : WatchStep::kWait;
  }

 private:
  static constexpr size_t kPageRows = 256;

  absl::Status ReadPage() {
    std::vector<std::string> ids;
    KeyRange range;
    range.begin = next_key_;
    DATELINE_RETURN_IF_ERROR(documents_->OpenView()->ForEach(
        kReceivedSpace, range, [&](std::string_view key, std::string_view value) {
          ids.emplace_back(value);
          next_key_ = std::string(key) + '\0';  // The least key after this one.
          return ids.size() < kPageRows ? ScanStep::kContinue : ScanStep::kStop;
        }));
    initial_done_ = ids.size() < kPageRows;
    DATELINE_ASSIGN_OR_RETURN(std::vector<DeliveryChange> states, documents_->GetStates(ids));
    initial_.assign(std::make_move_iterator(states.begin()), std::make_move_iterator(states.end()));
    return absl::OkStatus();
  }

  const DocumentStore* const documents_;
  const bool until_settled_;
  DeliveryFeed::Subscription subscription_;
  std::string next_key_;
  bool initial_done_ = false;
  std::deque<DeliveryChange> initial_;
};

absl::StatusOr<std::unique_ptr<DeliveryWatch>> DeliveryFeed::Watch(
    const std::vector<std::string>& document_ids, bool until_settled, std::function<void()> wake) {
  if (document_ids.empty()) {
    return std::make_unique<GeneralWatch>(this, until_settled, std::move(wake));
  }
  auto watch = std::make_unique<SelectedWatch>(
      this, std::unordered_set<std::string>(document_ids.begin(), document_ids.end()),
      until_settled, std::move(wake));
  DATELINE_RETURN_IF_ERROR(watch->ReadStates(*documents_, document_ids));
  return watch;
}

}  // namespace dateline::ingest
