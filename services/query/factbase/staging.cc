#include "services/query/factbase/staging.h"

#include "common/base/status_macros.h"

namespace dateline::query {

absl::StatusOr<std::optional<std::string>> Staging::GetOld(KeySpace space,
                                                           std::string_view key) const {
  return view_->Get(space, key);
}

absl::StatusOr<std::optional<std::string>> Staging::Get(KeySpace space,
                                                        std::string_view key) const {
  const auto it = writes_.find({space, std::string(key)});
  if (it != writes_.end()) return it->second;
  return view_->Get(space, key);
}

absl::StatusOr<Staging::Rows> Staging::ScanOld(KeySpace space, std::string_view prefix) const {
  Rows rows;
  DATELINE_RETURN_IF_ERROR(view_->ForEach(space, KeyRange::Prefix(prefix),
                                          [&](std::string_view key, std::string_view value) {
                                            rows.emplace_back(key, value);
                                            return ScanStep::kContinue;
                                          }));
  return rows;
}

absl::StatusOr<Staging::Rows> Staging::Scan(KeySpace space, std::string_view prefix) const {
  DATELINE_ASSIGN_OR_RETURN(Rows stored, ScanOld(space, prefix));
  auto it = writes_.lower_bound({space, std::string(prefix)});
  const auto staged = [&] {
    return it != writes_.end() && it->first.first == space &&
           std::string_view(it->first.second).starts_with(prefix);
  };
  if (!staged()) return stored;
  std::map<std::string, std::string> merged(stored.begin(), stored.end());
  for (; staged(); ++it) {
    if (it->second.has_value()) {
      merged[it->first.second] = *it->second;
    } else {
      merged.erase(it->first.second);
    }
  }
  return Rows(merged.begin(), merged.end());
}

void Staging::Put(KeySpace space, std::string_view key, std::string_view value) {
  writes_[{space, std::string(key)}] = std::string(value);
}

void Staging::Delete(KeySpace space, std::string_view key) {
  writes_[{space, std::string(key)}] = std::nullopt;
}

absl::StatusOr<std::optional<std::string>> Staging::GetOldVersion(KeySpace space,
                                                                  std::string_view key) const {
  return current_.Get(space, key);
}

absl::StatusOr<std::optional<std::string>> Staging::GetVersion(KeySpace space,
                                                               std::string_view key) const {
  const auto it = writes_.find({space, VersionedKey(key, version_)});
  if (it == writes_.end() || !it->second.has_value()) return current_.Get(space, key);
  return PayloadOf(*it->second);
}

absl::StatusOr<Staging::Rows> Staging::ScanOldVersions(KeySpace space,
                                                       std::string_view prefix) const {
  Rows rows;
  DATELINE_RETURN_IF_ERROR(current_.ForEach(space, KeyRange::Prefix(prefix),
                                            [&](std::string_view key, std::string_view value) {
                                              rows.emplace_back(key, value);
                                              return ScanStep::kContinue;
                                            }));
  return rows;
}

void Staging::PutVersion(KeySpace space, std::string_view key, std::string_view value) {
  writes_[{space, VersionedKey(key, version_)}] = VersionedValue(value);
}

void Staging::EndVersion(KeySpace space, std::string_view key) {
  writes_[{space, VersionedKey(key, version_)}] = VersionedValue(std::nullopt);
}

WriteBatch Staging::ToBatch() const {
  WriteBatch batch;
  for (const auto& [key, value] : writes_) {
    if (value.has_value()) {
      batch.Put(key.first, key.second, *value);
    } else {
      batch.Delete(key.first, key.second);
    }
  }
  return batch;
}

}  // namespace dateline::query
