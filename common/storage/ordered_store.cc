#include "common/storage/ordered_store.h"

#include <utility>

#include "common/storage/ordered_key.h"

namespace dateline {

KeyRange KeyRange::Prefix(std::string_view prefix) {
  return {std::string(prefix), AfterKeyPrefix(prefix)};
}

absl::Status ReadView::ForEach(
    KeySpace space, const KeyRange& range,
    absl::FunctionRef<ScanStep(std::string_view key, std::string_view value)> row,
    ScanDirection direction) const {
  const std::unique_ptr<Cursor> cursor = Scan(space, range, direction);
  for (; cursor->Valid(); cursor->Next()) {
    if (row(cursor->key(), cursor->value()) == ScanStep::kStop) return absl::OkStatus();
  }
  return cursor->status();
}

void WriteBatch::Put(KeySpace space, std::string_view key, std::string_view value) {
  size_bytes_ += key.size() + value.size();
  writes_.push_back({space, std::string(key), std::string(value)});
}

void WriteBatch::Delete(KeySpace space, std::string_view key) {
  size_bytes_ += key.size();
  writes_.push_back({space, std::string(key), std::nullopt});
}

void WriteBatch::Require(KeySpace space, std::string_view key,
                         std::optional<std::string> expected) {
  size_bytes_ += key.size() + (expected.has_value() ? expected->size() : 0);
  requirements_.push_back({space, std::string(key), std::move(expected)});
}

}  // namespace dateline
