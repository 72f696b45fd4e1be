#include "services/ingest/core/backlog_meter.h"

#include <algorithm>
#include <numeric>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline::ingest {
namespace {

// Times the room that is left.
constexpr uint64_t kSourceShare = 4;
constexpr uint64_t kSubmitterShare = 8;

template <typename Counts>
uint64_t Sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

// What is as urgent as `priority` or more.
template <typename Counts>
uint64_t AsUrgent(const Counts& counts, Priority priority) {
  return std::accumulate(counts.begin(), counts.begin() + static_cast<int>(priority) + 1,
                         uint64_t{0});
}

template <typename Map, typename Key>
uint64_t Held(const Map& map, const Key& key, Priority priority) {
  const auto found = map.find(key);
  return found == map.end() ? 0 : AsUrgent(found->second, priority);
}

template <typename Map, typename Key>
void Take(Map& map, const Key& key, Priority priority) {
  const auto found = map.find(key);
  if (--found->second[static_cast<size_t>(priority)] == 0 && Sum(found->second) == 0) {
    map.erase(found);
  }
}

absl::Status Full(std::string_view whose, uint64_t documents, absl::Duration retry_after) {
  return MakeRetryableError(
      absl::StatusCode::kResourceExhausted, reason::kQueueFull,
      StrCat(documents, " documents", whose, " wait for delivery; submit again later"),
      retry_after);
}

}  // namespace

absl::Status BacklogMeter::Admit(const DeliverySource& source, Priority priority,
                                 absl::Duration retry_after) const {
  absl::ReaderMutexLock lock(&mutex_);
  const uint64_t room = RoomLocked(priority);
  if (room == 0) return Full("", Sum(totals_), retry_after);
  const uint64_t of_source = Held(sources_, source, priority);
  if (of_source >= kSourceShare * room) {
    return Full(" of this source", of_source, retry_after);
  }
  const uint64_t of_submitter = Held(submitters_, source.submitter, priority);
  if (of_submitter >= kSubmitterShare * room) {
    return Full(" of this submitter", of_submitter, retry_after);
  }
  return absl::OkStatus();
}

void BacklogMeter::Add(const QueuedDocument& queued) {
  const auto number = static_cast<size_t>(queued.priority);
  absl::MutexLock lock(&mutex_);
  ++totals_[number];
  ++submitters_[queued.source.submitter][number];
  ++sources_[queued.source][number];
  Class& of = classes_[{queued.state, queued.priority}];
  ++of.documents;
  ++of.queued_at[queued.queued_at];
}

void BacklogMeter::Remove(const QueuedDocument& queued) {
  absl::MutexLock lock(&mutex_);
  --totals_[static_cast<size_t>(queued.priority)];
  Take(submitters_, queued.source.submitter, queued.priority);
  Take(sources_, queued.source, queued.priority);
  const auto of = classes_.find({queued.state, queued.priority});
  const auto moment = of->second.queued_at.find(queued.queued_at);
  if (--moment->second == 0) of->second.queued_at.erase(moment);
  if (--of->second.documents == 0) classes_.erase(of);
}

uint64_t BacklogMeter::waiting() const {
  absl::ReaderMutexLock lock(&mutex_);
  return Sum(totals_);
}

uint64_t BacklogMeter::waiting(Priority priority) const {
  absl::ReaderMutexLock lock(&mutex_);
  return totals_[static_cast<size_t>(priority)];
}

uint64_t BacklogMeter::room(Priority priority) const {
  absl::ReaderMutexLock lock(&mutex_);
  return RoomLocked(priority);
}

uint64_t BacklogMeter::RoomLocked(Priority priority) const {
  uint64_t open = limits_.max_waiting;
  if (priority != Priority::kBreaking) open -= limits_.max_waiting / 10;
  if (priority == Priority::kBackfill) open -= limits_.max_waiting / 10;
  const uint64_t taken = AsUrgent(totals_, Priority::kBackfill);
  return taken < open ? open - taken : 0;
}

std::vector<QueueDepth> BacklogMeter::Depths() const {
  std::vector<QueueDepth> depths;
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [key, of] : classes_) {
    depths.push_back({key.first, key.second, of.documents, of.queued_at.begin()->first});
  }
  return depths;
}

std::optional<absl::Time> BacklogMeter::OldestQueuedAt() const {
  std::optional<absl::Time> oldest;
  for (const QueueDepth& depth : Depths()) {
    if (depth.priority == Priority::kReextraction) continue;
    oldest = std::min(oldest.value_or(absl::InfiniteFuture()), depth.oldest_queued_at);
  }
  return oldest;
}

std::vector<SourceBacklog> BacklogMeter::TopSources(size_t count) const {
  std::vector<SourceBacklog> top;
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [source, counts] : sources_) {
    top.push_back({source, Sum(counts)});
    // Keeps no more than twice what is asked for, however many sources there are.
    if (top.size() < 2 * count + 2 && source != sources_.rbegin()->first) continue;
    std::stable_sort(top.begin(), top.end(), [](const SourceBacklog& a, const SourceBacklog& b) {
      return a.documents > b.documents;
    });
    if (top.size() > count) top.resize(count);
  }
  return top;
}

}  // namespace dateline::ingest
