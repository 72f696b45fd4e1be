// An ordered key-value space: all that the services know of storage.
//
// Keys live in named key spaces, ordered by unsigned bytes. Reads go through a
// ReadView, which sees one moment; writes go through a WriteBatch, which is
// applied whole or not at all, and only if what it requires still holds.
//
//   std::unique_ptr<ReadView> view = store.OpenView();
//   DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> old, view->Get(kFacts, key));
//   WriteBatch batch;
//   batch.Require(kFacts, key, old);
//   batch.Put(kFacts, key, value);
//   DATELINE_RETURN_IF_ERROR(store.Commit(batch, Durability::kSynced));
//
// No type of any engine shows here: RocksDB is the first implementation
// (rocksdb_store.h), memory_store.h serves tests, and engines reached over a
// network are to follow, so callers keep scans batched and never hold a view
// longer than one request.
#ifndef DATELINE_COMMON_STORAGE_ORDERED_STORE_H_
#define DATELINE_COMMON_STORAGE_ORDERED_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace dateline {

// Index of a key space, in the order in which they were named at opening.
using KeySpace = uint32_t;

// Part of a key space: keys in [begin, end); an empty `end` means no bound.
struct KeyRange {
  std::string begin;
  std::string end;

  // All keys that start with `prefix`.
  static KeyRange Prefix(std::string_view prefix);
};

enum class ScanDirection { kForward, kBackward };

// Whether to go on after a row.
enum class ScanStep { kContinue, kStop };

// The store as of one moment. Thread-safe; must not outlive its store.
class ReadView {
 public:
  virtual ~ReadView() = default;

  // The value, or nothing if the key is not there.
  virtual absl::StatusOr<std::optional<std::string>> Get(KeySpace space,
                                                         std::string_view key) const = 0;

  // The values of `keys`, in their order.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      KeySpace space, const std::vector<std::string>& keys) const = 0;

  // A cursor over `range`. Cursors are not thread-safe and must not outlive
  // their view.
  class Cursor {
   public:
    virtual ~Cursor() = default;
    // False at the end of the range or after an error; see status().
    virtual bool Valid() const = 0;
    // REQUIRES: Valid(). The views last until the cursor moves.
    virtual std::string_view key() const = 0;
    virtual std::string_view value() const = 0;
    // REQUIRES: Valid(). One row on, in the cursor's direction.
    virtual void Next() = 0;
    // To the first row at or after `key` (backward: at or before it), inside
    // the range.
    virtual void Seek(std::string_view key) = 0;
    virtual absl::Status status() const = 0;
  };
  // Starts at the first row of the range (backward: at the last).
  virtual std::unique_ptr<Cursor> Scan(KeySpace space, const KeyRange& range,
                                       ScanDirection direction) const = 0;

  // A cursor for many small reads, each of which begins with Seek(): cheaper than
  // a scan for each. It is nowhere yet. After Seek(key) it gives rows from `key`
  // on; it may leave out those whose first part (ordered_key.h) is not that of
  // `key`. REQUIRES: keys sought have a string part.
  virtual std::unique_ptr<Cursor> OpenPointCursor(KeySpace space) const = 0;

  // Calls `row` for each row of the range until it says stop.
  absl::Status ForEach(
      KeySpace space, const KeyRange& range,
      absl::FunctionRef<ScanStep(std::string_view key, std::string_view value)> row,
      ScanDirection direction = ScanDirection::kForward) const;
};

// Writes that go together. Not thread-safe. The last write of a key wins.
class WriteBatch {
 public:
  void Put(KeySpace space, std::string_view key, std::string_view value);
  void Delete(KeySpace space, std::string_view key);
  // The commit fails with ABORTED unless `key` has this value (nothing: is
  // absent) when it is applied.
  void Require(KeySpace space, std::string_view key, std::optional<std::string> expected);

  struct Write {
    KeySpace space;
    std::string key;
    std::optional<std::string> value;  // Nothing: delete.
  };
  const std::vector<Write>& writes() const { return writes_; }
  const std::vector<Write>& requirements() const { return requirements_; }
  bool empty() const { return writes_.empty(); }
  // Bytes of all keys and values.
  size_t size_bytes() const { return size_bytes_; }

 private:
  std::vector<Write> writes_;
  std::vector<Write> requirements_;
  size_t size_bytes_ = 0;
};

enum class Durability {
  kBuffered,  // Survives a crash of the process, not of the machine.
  kSynced,    // On disk when Commit returns.
};

// What a store says of itself, for operators. Bytes, counts and seconds; what an
// engine does not have stays 0.
struct StoreFigures {
  uint64_t write_buffer_bytes = 0;  // Written, and not yet in sorted files.
  uint64_t cache_bytes = 0;         // Of blocks read and of what is charged to them.
  uint64_t cache_limit_bytes = 0;
  uint64_t cache_pinned_bytes = 0;   // Of these, in use and not to be thrown out.
  uint64_t file_bytes = 0;           // Sorted files in use.
  uint64_t rows = 0;                 // An estimate, deleted rows among them.
  uint64_t pending_merge_bytes = 0;  // To be rewritten until the files are in order.
  uint64_t merges_running = 0;
  uint64_t flushes_running = 0;
  uint64_t background_errors = 0;  // Since it was opened, like all below.
  uint64_t slowdowns = 0;          // Times that writes were slowed down ...
  uint64_t stops = 0;              // ... or stopped, for merging to keep up.
  uint64_t log_bytes_written = 0;
  uint64_t log_syncs = 0;
  double stalled_seconds = 0;      // That writes waited in all.
  uint64_t open_views = 0;         // Now.
  double oldest_view_seconds = 0;  // How long ago the oldest of them was opened.
  bool writes_stopped = false;     // Now.
  // Of the file system that it lies on.
  uint64_t disk_bytes = 0;
  uint64_t disk_free_bytes = 0;
  // Below so many free bytes commits are refused.
  uint64_t disk_reserve_bytes = 0;
};

// The store. Thread-safe.
class OrderedStore {
 public:
  virtual ~OrderedStore() = default;

  virtual std::unique_ptr<ReadView> OpenView() const = 0;

  // Applies `batch` atomically. ABORTED if a requirement does not hold (nothing
  // was written; read again and retry). UNAVAILABLE if the disk refuses; the
  // store then stays readable.
  virtual absl::Status Commit(const WriteBatch& batch, Durability durability) = 0;

  // Whether a commit would be on disk now: makes one that changes nothing, and
  // waits for the disk. UNAVAILABLE says why not. Never waits for room on a disk
  // that is full.
  virtual absl::Status CheckWritable() = 0;

  // As of now; costs well under a millisecond whatever the store holds.
  virtual StoreFigures figures() const = 0;

  // Writes the store as of now into `folder`, a new one whose parent exists, in
  // the form in which the engine keeps its own. Reads and commits go on. What
  // does not change any more is linked, not copied, where the disk can: a
  // checkpoint beside its store costs little more than what was written since
  // the one before. ALREADY_EXISTS if there is something at `folder`;
  // UNAVAILABLE if the disk refuses, which leaves no folder; UNIMPLEMENTED for
  // an engine that has its own way of backing up.
  virtual absl::Status WriteCheckpoint(const std::string& folder) = 0;

  // Reads all bytes and compares them with their checksums. Takes as long as
  // reading the whole store. DATA_LOSS (STORE_CORRUPT) names what is damaged.
  virtual absl::Status VerifyChecksums() const = 0;

  // Rewrites what is kept until no deleted or replaced row has a byte left in
  // it; those that an open view still sees stay. Takes as long as writing the
  // whole store. Checkpoints are left as they are.
  virtual absl::Status PurgeDeleted() = 0;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_STORAGE_ORDERED_STORE_H_
