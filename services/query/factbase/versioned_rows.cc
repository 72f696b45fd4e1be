#include "services/query/factbase/versioned_rows.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "common/storage/packed_ids.h"

namespace dateline::query {
namespace {

constexpr size_t kVersionBytes = 8;
constexpr char kTombstone = 0;
constexpr char kLive = 1;
constexpr char kLivePacked = 2;
// Older versions of a row that are passed over one by one before a seek.
constexpr int kPassedOneByOne = 8;

absl::Status Malformed(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   StrCat("a stored ", what, "; restore the folder from a backup"), {{"key", ""}});
}
absl::Status MalformedKey() { return Malformed("key has no version"); }
absl::Status MalformedValue() { return Malformed("value is neither live nor ended"); }

}  // namespace

std::string VersionedKey(std::string_view key, uint64_t version) {
  std::string stored(key);
  AppendKeyDescending(&stored, version);
  return stored;
}

bool SplitVersionedKey(std::string_view stored, std::string_view* key, uint64_t* version) {
  if (stored.size() < kVersionBytes) return false;
  *key = stored.substr(0, stored.size() - kVersionBytes);
  return KeyReader(stored.substr(key->size())).Descending(version);
}

std::string VersionedValue(std::optional<std::string_view> payload) {
  if (!payload.has_value()) return std::string(1, kTombstone);
  const std::string packed = PackIds(*payload);
  const bool smaller = packed.size() < payload->size();
  std::string stored(1, smaller ? kLivePacked : kLive);
  stored.append(smaller ? packed : *payload);
  return stored;
}

absl::StatusOr<std::optional<std::string>> PayloadOf(std::string_view stored) {
  if (stored == std::string_view(&kTombstone, 1)) return std::nullopt;
  if (stored.empty() || (stored[0] != kLive && stored[0] != kLivePacked)) return MalformedValue();
  const std::string_view payload = stored.substr(1);
  if (stored[0] == kLive) return std::string(payload);
  std::optional<std::string> unpacked = UnpackIds(payload);
  if (!unpacked.has_value()) return MalformedValue();
  return unpacked;
}

absl::StatusOr<std::optional<std::string>> VersionedReader::Get(KeySpace space,
                                                                std::string_view key) const {
  const CursorPool::Lease cursor = cursors_.Take(space);
  cursor->Seek(VersionedKey(key, at_));
  if (!cursor->Valid()) {
    if (!cursor->status().ok()) return cursor->status();
    return std::nullopt;
  }
  std::string_view found;
  uint64_t version = 0;
  if (!SplitVersionedKey(cursor->key(), &found, &version)) return MalformedKey();
  if (found != key) return std::nullopt;
  return PayloadOf(cursor->value());
}

absl::Status VersionedReader::ForEach(KeySpace space, const KeyRange& range, Row row,
                                      ScanDirection direction) const {
  if (direction == ScanDirection::kBackward) {
    return Backward(*view_->Scan(space, range, direction), row);
  }
  if (!HasOneFirstPart(range.begin, range.end)) {
    return Forward(*view_->Scan(space, range, direction), range.end, row);
  }
  const CursorPool::Lease cursor = cursors_.Take(space);
  cursor->Seek(range.begin);
  return Forward(*cursor, range.end, row);
}

absl::Status VersionedReader::Forward(ReadView::Cursor& cursor, std::string_view end,
                                      Row row) const {
  std::string done;  // Key whose answer is known: its older versions are passed over.
  bool any = false;
  int passed = 0;
  while (cursor.Valid()) {
    if (!end.empty() && cursor.key() >= end) break;
    std::string_view key;
    uint64_t version = 0;
    if (!SplitVersionedKey(cursor.key(), &key, &version)) return MalformedKey();
    if (any && key == done) {
      if (++passed <= kPassedOneByOne) {
        cursor.Next();
      } else {
        cursor.Seek(AfterKeyPrefix(VersionedKey(done, 0)));
      }
      continue;
    }
    if (version > at_) {
      cursor.Seek(VersionedKey(std::string(key), at_));
      continue;
    }
    done = key;
    any = true;
    passed = 0;
    DATELINE_ASSIGN_OR_RETURN(const auto payload, PayloadOf(cursor.value()));
    if (payload.has_value() && row(done, *payload) == ScanStep::kStop) return absl::OkStatus();
    cursor.Next();
  }
  return cursor.status();
}

absl::Status VersionedReader::Backward(ReadView::Cursor& cursor, Row row) const {
  while (cursor.Valid()) {
    // The oldest version comes first: walk up to the newest that counts.
    std::string current, value;
    bool visible = false;
    while (cursor.Valid()) {
      std::string_view key;
      uint64_t version = 0;
      if (!SplitVersionedKey(cursor.key(), &key, &version)) return MalformedKey();
      if (current.empty()) current = key;
      if (key != current) break;
      if (version > at_) {
        // Only newer versions are left of this key.
        cursor.Seek(current);
        break;
      }
      visible = true;
      value = cursor.value();
      cursor.Next();
    }
    if (!visible) continue;
    DATELINE_ASSIGN_OR_RETURN(const auto payload, PayloadOf(value));
    if (payload.has_value() && row(current, *payload) == ScanStep::kStop) return absl::OkStatus();
  }
  return cursor.status();
}

KeyRange ResumeAfter(KeyRange range, std::string_view key, ScanDirection direction) {
  if (key.empty()) return range;
  if (direction == ScanDirection::kBackward) {
    if (range.end.empty() || key < range.end) range.end = std::string(key);
    return range;
  }
  std::string begin = AfterKeyPrefix(key);
  if (begin > range.begin) range.begin = std::move(begin);
  return range;
}

}  // namespace dateline::query
