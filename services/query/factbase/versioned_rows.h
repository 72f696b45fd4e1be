// Rows that keep their history: every version of a row stands under the row's
// key and the moment of recording, newest first.
//
//   VersionedReader reader(view, at_micros);
//   DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> value, reader.Get(kFactSpace, key));
//
// A version's value starts with one byte: a tombstone, live, or live with its ids
// packed (packed_ids.h). Keys of one key space must be free of prefixes of each
// other (ordered_key.h strings are).
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_VERSIONED_ROWS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_VERSIONED_ROWS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/storage/ordered_store.h"
#include "services/query/factbase/cursor_pool.h"

namespace dateline::query {

inline constexpr uint64_t kNewestVersion = std::numeric_limits<uint64_t>::max();

// The key under which a version is stored.
std::string VersionedKey(std::string_view key, uint64_t version);
// Splits it again; false if it is too short.
bool SplitVersionedKey(std::string_view stored, std::string_view* key, uint64_t* version);

// The stored value; without a payload, a tombstone.
std::string VersionedValue(std::optional<std::string_view> payload);
// The payload, or nothing for a tombstone; DATA_LOSS if it is neither.
absl::StatusOr<std::optional<std::string>> PayloadOf(std::string_view stored);

class VersionedReader {
 public:
  // Reads versions up to `at`, inclusive. `view` must outlive the reader.
  VersionedReader(const ReadView* view, uint64_t at) : view_(view), at_(at), cursors_(view) {}

  uint64_t at() const { return at_; }

  // The live value, or nothing. The first read of a key space costs as much as
  // several of the others.
  absl::StatusOr<std::optional<std::string>> Get(KeySpace space, std::string_view key) const;

  // Calls `row` with each live row of `range`, a range of keys without version,
  // until it says stop. Costs as much as the keys visited; where versions that
  // are not read are many, they are skipped by seeking.
  absl::Status ForEach(
      KeySpace space, const KeyRange& range,
      absl::FunctionRef<ScanStep(std::string_view key, std::string_view value)> row,
      ScanDirection direction = ScanDirection::kForward) const;

 private:
  using Row = absl::FunctionRef<ScanStep(std::string_view key, std::string_view value)>;
  absl::Status Forward(ReadView::Cursor& cursor, std::string_view end, Row row) const;
  absl::Status Backward(ReadView::Cursor& cursor, Row row) const;

  const ReadView* view_;
  uint64_t at_;
  CursorPool cursors_;
};

// The range of keys right after `key` (or all, if it is empty) within `range`,
// in the given direction: how a scan resumes.
KeyRange ResumeAfter(KeyRange range, std::string_view key, ScanDirection direction);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_VERSIONED_ROWS_H_
