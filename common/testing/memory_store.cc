#include "common/testing/memory_store.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "common/base/strings.h"
#include "common/storage/ordered_key.h"

namespace dateline {
namespace {

constexpr std::string_view kRowsFile = "/rows";

}  // namespace

const std::string* MemoryStore::ValueAt(const std::vector<Version>& versions, uint64_t sequence) {
  for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
    if (it->sequence <= sequence) return it->value.has_value() ? &*it->value : nullptr;
  }
  return nullptr;
}

// Keeps copies of the current row, so the lock is held only while moving.
class MemoryCursor final : public ReadView::Cursor {
 public:
  MemoryCursor(const MemoryStore* store, uint64_t sequence, KeySpace space, KeyRange range,
               ScanDirection direction)
      : store_(store),
        rows_(&store->spaces_[space]),
        sequence_(sequence),
        range_(std::move(range)),
        forward_(direction == ScanDirection::kForward) {
    std::shared_lock<std::shared_mutex> lock(store_->mutex_);
    if (forward_) {
      SettleForward(rows_->lower_bound(range_.begin));
    } else {
      SettleBackward(EndOfRange());
    }
  }

  bool Valid() const override { return valid_; }
  std::string_view key() const override { return key_; }
  std::string_view value() const override { return value_; }

  void Next() override {
    std::shared_lock<std::shared_mutex> lock(store_->mutex_);
    if (forward_) {
      SettleForward(rows_->upper_bound(key_));
    } else {
      SettleBackward(rows_->lower_bound(key_));
    }
  }

  void Seek(std::string_view key) override {
    std::shared_lock<std::shared_mutex> lock(store_->mutex_);
    if (forward_) {
      SettleForward(rows_->lower_bound(std::max<std::string_view>(key, range_.begin)));
    } else if (!range_.end.empty() && key >= range_.end) {
      SettleBackward(EndOfRange());
    } else {
      SettleBackward(rows_->upper_bound(key));
    }
  }

  absl::Status status() const override { return absl::OkStatus(); }

 private:
  using Iterator = MemoryStore::Rows::const_iterator;

  Iterator EndOfRange() const {
    return range_.end.empty() ? rows_->end() : rows_->lower_bound(range_.end);
  }

  bool Take(Iterator it) {
    const std::string* value = MemoryStore::ValueAt(it->second, sequence_);
    if (value == nullptr) return false;
    key_ = it->first;
    value_ = *value;
    return valid_ = true;
  }

  // To the first visible row at or after `it`.
  void SettleForward(Iterator it) {
    valid_ = false;
    for (; it != rows_->end() && (range_.end.empty() || it->first < range_.end); ++it) {
      if (Take(it)) return;
    }
  }

  // To the last visible row before `it`.
  void SettleBackward(Iterator it) {
    valid_ = false;
    while (it != rows_->begin()) {
      --it;
      if (it->first < range_.begin || Take(it)) return;
    }
  }

  const MemoryStore* const store_;
  const MemoryStore::Rows* const rows_;
  const uint64_t sequence_;
  const KeyRange range_;
  const bool forward_;
  bool valid_ = false;
  std::string key_;
  std::string value_;
};

class MemoryView final : public ReadView {
 public:
  explicit MemoryView(const MemoryStore* store) : store_(store) {
    std::unique_lock<std::shared_mutex> lock(store_->mutex_);
    sequence_ = store_->sequence_;
    store_->open_views_.insert(sequence_);
  }
  ~MemoryView() override {
    std::unique_lock<std::shared_mutex> lock(store_->mutex_);
    store_->open_views_.erase(store_->open_views_.find(sequence_));
  }

  absl::StatusOr<std::optional<std::string>> Get(KeySpace space,
                                                 std::string_view key) const override {
    std::shared_lock<std::shared_mutex> lock(store_->mutex_);
    const auto it = store_->spaces_[space].find(key);
    if (it == store_->spaces_[space].end()) return std::nullopt;
    const std::string* value = MemoryStore::ValueAt(it->second, sequence_);
    if (value == nullptr) return std::nullopt;
    return *value;
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      KeySpace space, const std::vector<std::string>& keys) const override {
    std::vector<std::optional<std::string>> values;
    for (const std::string& key : keys) values.push_back(*Get(space, key));
    return values;
  }

  std::unique_ptr<Cursor> Scan(KeySpace space, const KeyRange& range,
                               ScanDirection direction) const override {
    return std::make_unique<MemoryCursor>(store_, sequence_, space, range, direction);
  }

  std::unique_ptr<Cursor> OpenPointCursor(KeySpace space) const override {
    return Scan(space, {}, ScanDirection::kForward);
  }

 private:
  const MemoryStore* const store_;
  uint64_t sequence_ = 0;
};

StoreFigures MemoryStore::figures() const {
  std::shared_lock<std::shared_mutex> lock(mutex_);
  StoreFigures figures;
  for (const Rows& rows : spaces_) figures.rows += rows.size();
  figures.open_views = open_views_.size();
  return figures;
}

std::unique_ptr<ReadView> MemoryStore::OpenView() const {
  return std::make_unique<MemoryView>(this);
}

void MemoryStore::Apply(const WriteBatch::Write& write) {
  std::vector<Version>& versions = spaces_[write.space][write.key];
  if (!versions.empty() && versions.back().sequence == sequence_) versions.pop_back();
  versions.push_back({sequence_, write.value});
  // Drop what no open view and no later one can see.
  const uint64_t oldest = open_views_.empty() ? sequence_ : *open_views_.begin();
  size_t first = versions.size() - 1;
  while (first > 0 && versions[first].sequence > oldest) --first;
  versions.erase(versions.begin(), versions.begin() + static_cast<std::ptrdiff_t>(first));
}

absl::Status MemoryStore::Commit(const WriteBatch& batch, Durability durability) {
  std::unique_lock<std::shared_mutex> lock(mutex_);
  for (const WriteBatch::Write& requirement : batch.requirements()) {
    const auto it = spaces_[requirement.space].find(requirement.key);
    const std::string* value =
        it == spaces_[requirement.space].end() ? nullptr : ValueAt(it->second, sequence_);
    const bool holds = requirement.value.has_value()
                           ? value != nullptr && *value == *requirement.value
                           : value == nullptr;
    if (!holds) return absl::AbortedError("a required value has changed; read again and retry");
  }
  ++sequence_;
  for (const WriteBatch::Write& write : batch.writes()) Apply(write);
  return absl::OkStatus();
}

absl::Status MemoryStore::WriteCheckpoint(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder, error)) {
    return absl::AlreadyExistsError(AbslView(StrCat("there is something at ", folder)));
  }
  if (!std::filesystem::create_directory(folder, error)) {
    return absl::UnavailableError(AbslView(StrCat("cannot make ", folder)));
  }
  std::shared_lock<std::shared_mutex> lock(mutex_);
  std::string bytes;
  AppendKeyUint32(&bytes, static_cast<uint32_t>(spaces_.size()));
  for (KeySpace space = 0; space < spaces_.size(); ++space) {
    for (const auto& [key, versions] : spaces_[space]) {
      const std::string* value = ValueAt(versions, sequence_);
      if (value == nullptr) continue;
      AppendKeyUint32(&bytes, space);
      AppendKeyString(&bytes, key);
      AppendKeyString(&bytes, *value);
    }
  }
  std::ofstream file(StrCat(folder, kRowsFile), std::ios::binary);
  file << bytes;
  file.close();
  return file ? absl::OkStatus()
              : absl::UnavailableError(AbslView(StrCat("cannot write into ", folder)));
}

absl::StatusOr<std::unique_ptr<MemoryStore>> MemoryStore::ReadCheckpoint(
    const std::string& folder) {
  std::ifstream file(StrCat(folder, kRowsFile), std::ios::binary);
  if (!file) return absl::NotFoundError(AbslView(StrCat("there is no checkpoint in ", folder)));
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const std::string rows = bytes.str();
  KeyReader reader(rows);
  uint32_t spaces = 0;
  if (!reader.Uint32(&spaces)) return absl::DataLossError("the checkpoint is cut off");
  auto store = std::make_unique<MemoryStore>(spaces);
  while (!reader.AtEnd()) {
    uint32_t space = 0;
    std::string key, value;
    const bool whole = reader.Uint32(&space) && reader.String(&key) && reader.String(&value);
    if (!whole || space >= spaces) return absl::DataLossError("the checkpoint is cut off");
    store->spaces_[space][key].push_back({0, std::move(value)});
  }
  return store;
}

absl::Status MemoryStore::PurgeDeleted() {
  std::unique_lock<std::shared_mutex> lock(mutex_);
  if (!open_views_.empty()) return absl::OkStatus();
  for (Rows& rows : spaces_) {
    std::erase_if(rows, [](const auto& row) { return !row.second.back().value.has_value(); });
  }
  return absl::OkStatus();
}

}  // namespace dateline
