#include "services/ingest/core/fair_queue.h"

#include <utility>

namespace dateline::ingest {
namespace {

// Calls `visit` for the entries of `map` after `last`, then for those up to it,
// until it returns true.
template <typename Map, typename Visit>
void VisitInTurn(Map& map, const std::string& last, const Visit& visit) {
  const auto first = map.upper_bound(last);
  for (auto entry = first; entry != map.end(); ++entry) {
    if (visit(entry)) return;
  }
  for (auto entry = map.begin(); entry != first; ++entry) {
    if (visit(entry)) return;
  }
}

}  // namespace

void FairQueue::Add(const QueuedDocument& queued) {
  submitters_[queued.source.submitter].publishers[queued.source.publisher].emplace(
      queued.place, queued.document_id);
}

void FairQueue::Remove(const QueuedDocument& queued) {
  const auto submitter = submitters_.find(queued.source.submitter);
  if (submitter == submitters_.end()) return;
  auto& publishers = submitter->second.publishers;
  const auto publisher = publishers.find(queued.source.publisher);
  if (publisher == publishers.end()) return;
  publisher->second.erase(queued.place);
  if (publisher->second.empty()) publishers.erase(publisher);
  if (publishers.empty()) submitters_.erase(submitter);
}

std::optional<std::string> FairQueue::Take(
    absl::FunctionRef<bool(const DeliverySource&)> may_take) {
  std::optional<QueuedDocument> next;
  VisitInTurn(submitters_, last_served_, [&](const auto& submitter) {
    VisitInTurn(submitter->second.publishers, submitter->second.last_served,
                [&](const auto& publisher) {
                  DeliverySource source{submitter->first, publisher->first};
                  if (!may_take(source)) return false;
                  const auto& [place, id] = *publisher->second.begin();
                  next.emplace();
                  next->document_id = id;
                  next->place = place;
                  next->source = std::move(source);
                  return true;
                });
    return next.has_value();
  });
  if (!next.has_value()) return std::nullopt;
  last_served_ = next->source.submitter;
  submitters_[last_served_].last_served = next->source.publisher;
  Remove(*next);
  return std::move(next->document_id);
}

}  // namespace dateline::ingest
