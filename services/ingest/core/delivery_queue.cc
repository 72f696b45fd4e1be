#include "services/ingest/core/delivery_queue.h"

#include <algorithm>
#include <utility>

namespace dateline::ingest {
namespace {

// One turn in so many goes to a class that is less urgent than what waits.
constexpr uint64_t kTurnsPerLessUrgent = 16;

size_t IndexOf(Priority priority) {
  return static_cast<size_t>(priority) - static_cast<size_t>(kPriorities.front());
}

}  // namespace

void DeliveryQueue::Set(const QueuedDocument& queued) {
  absl::MutexLock lock(&mutex_);
  Unlink(queued.document_id);
  documents_.insert_or_assign(queued.document_id, queued);
  if (given_out_.contains(queued.document_id)) return;
  later_.emplace(queued.place, queued.document_id);
  changed_.Signal();
}

void DeliveryQueue::Erase(const std::string& document_id) {
  absl::MutexLock lock(&mutex_);
  Unlink(document_id);
  documents_.erase(document_id);
}

void DeliveryQueue::Postpone(const std::string& document_id, absl::Time until) {
  absl::MutexLock lock(&mutex_);
  const auto found = documents_.find(document_id);
  if (found == documents_.end()) return;
  Unlink(document_id);
  found->second.place.time_us = absl::ToUnixMicros(until);
  if (!given_out_.contains(document_id)) later_.emplace(found->second.place, document_id);
}

void DeliveryQueue::Unlink(const std::string& document_id) {
  const auto found = documents_.find(document_id);
  if (found == documents_.end()) return;
  later_.erase(found->second.place);
  ready_[IndexOf(found->second.priority)].Remove(found->second);
}

std::optional<QueuedDocument> DeliveryQueue::Take() {
  absl::MutexLock lock(&mutex_);
  while (!stopped_) {
    absl::Time next = absl::InfiniteFuture();
    if (const std::optional<std::string> id = FindNext(clock_->Now(), next)) {
      const QueuedDocument& queued = documents_.at(*id);
      given_out_.emplace(*id, GivenOut{queued.source, queued.priority});
      ++given_to_source_[queued.source];
      given_to_reextraction_ += queued.priority == Priority::kReextraction ? 1 : 0;
      return queued;
    }
    alarm_->Wait(&mutex_, &changed_, next);
  }
  return std::nullopt;
}

// `next` becomes the moment at which something may fall due, if nothing is.
std::optional<std::string> DeliveryQueue::FindNext(absl::Time now, absl::Time& next) {
  CollectDue(now);
  if (!later_.empty()) next = absl::FromUnixMicros(later_.begin()->first.time_us);
  if (given_out_.size() >= options_.in_flight) return std::nullopt;
  if (paused_until_.has_value()) {
    if (!given_out_.empty()) return std::nullopt;
    if (now < *paused_until_) {
      next = *paused_until_;
      return std::nullopt;
    }
  }
  return TakeInOrder();
}

void DeliveryQueue::CollectDue(absl::Time now) {
  const int64_t now_us = absl::ToUnixMicros(now);
  while (!later_.empty() && later_.begin()->first.time_us <= now_us) {
    const QueuedDocument& queued = documents_.at(later_.begin()->second);
    ready_[IndexOf(queued.priority)].Add(queued);
    later_.erase(later_.begin());
  }
}

std::optional<std::string> DeliveryQueue::TakeInOrder() {
  std::array<Priority, kPriorities.size()> order = kPriorities;
  if ((turn_ + 1) % kTurnsPerLessUrgent == 0) {
    // Of the less urgent, the one whose last turn is longest ago goes first.
    const auto urgent = std::find_if(order.begin(), order.end(), [this](Priority priority) {
      mutex_.AssertHeld();
      return !ready_[IndexOf(priority)].empty();
    });
    if (urgent != order.end()) {
      const auto less = urgent + 1;
      std::stable_sort(less, order.end(), [this](Priority a, Priority b) {
        mutex_.AssertHeld();
        return last_turn_[IndexOf(a)] < last_turn_[IndexOf(b)];
      });
      std::rotate(urgent, less, order.end());
    }
  }
  for (const Priority priority : order) {
    if (std::optional<std::string> id = TakeReady(priority)) {
      last_turn_[IndexOf(priority)] = ++turn_;
      return id;
    }
  }
  return std::nullopt;
}

std::optional<std::string> DeliveryQueue::TakeReady(Priority priority) {
  const size_t for_reextraction = std::max<size_t>(1, options_.in_flight / 2);
  if (priority == Priority::kReextraction && given_to_reextraction_ >= for_reextraction) {
    return std::nullopt;
  }
  const size_t for_source = options_.in_flight - options_.in_flight / 4;
  return ready_[IndexOf(priority)].Take([&](const DeliverySource& source) {
    mutex_.AssertHeld();
    const auto given = given_to_source_.find(source);
    return given == given_to_source_.end() || given->second < for_source;
  });
}

void DeliveryQueue::Done(const std::string& document_id) {
  absl::MutexLock lock(&mutex_);
  const auto given = given_out_.find(document_id);
  if (given == given_out_.end()) return;
  given_to_reextraction_ -= given->second.priority == Priority::kReextraction ? 1 : 0;
  const auto source = given_to_source_.find(given->second.source);
  if (--source->second == 0) given_to_source_.erase(source);
  given_out_.erase(given);
  // It may be due again, for something else.
  if (const auto found = documents_.find(document_id); found != documents_.end()) {
    later_.emplace(found->second.place, document_id);
  }
  changed_.SignalAll();
}

void DeliveryQueue::Pause(absl::Time until) {
  absl::MutexLock lock(&mutex_);
  paused_until_ = until;
}

void DeliveryQueue::Resume() {
  absl::MutexLock lock(&mutex_);
  if (!paused_until_.has_value()) return;
  paused_until_.reset();
  changed_.SignalAll();
}

void DeliveryQueue::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  changed_.SignalAll();
}

bool DeliveryQueue::stopped() const {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

size_t DeliveryQueue::in_flight() const {
  absl::MutexLock lock(&mutex_);
  return given_out_.size();
}

size_t DeliveryQueue::in_flight(const DeliverySource& source) const {
  absl::MutexLock lock(&mutex_);
  const auto given = given_to_source_.find(source);
  return given == given_to_source_.end() ? 0 : given->second;
}

}  // namespace dateline::ingest
