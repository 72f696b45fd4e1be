#include "services/query/factbase/entity_names.h"

#include <mutex>

namespace dateline::query {

std::optional<NameAndType> EntityNames::Find(const std::string& entity_id, uint64_t at) const {
  std::shared_lock<std::shared_mutex> lock(mutex_);
  const auto it = entries_.find(entity_id);
  if (it == entries_.end() || at < it->second.since) return std::nullopt;
  return it->second.known;
}

bool EntityNames::Keep(const std::string& entity_id, uint64_t at, const NameAndType& known) {
  std::lock_guard<std::shared_mutex> lock(mutex_);
  if (at < newest_) return false;
  if (entries_.size() >= capacity_) entries_.clear();
  entries_.try_emplace(entity_id, Entry{at, known});
  return true;
}

void EntityNames::BeginCommit(uint64_t version, const std::set<std::string>& changed_entity_ids) {
  std::lock_guard<std::shared_mutex> lock(mutex_);
  newest_ = version;
  for (const std::string& id : changed_entity_ids) entries_.erase(id);
}

void EntityNames::BeginCommitOfAnything(uint64_t version) {
  std::lock_guard<std::shared_mutex> lock(mutex_);
  newest_ = version;
  entries_.clear();
}

}  // namespace dateline::query
