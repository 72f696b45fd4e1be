// Documents and their delivery state on disk. Every change of a document, its
// state and its queue row is one atomic write.
//
//   DATELINE_ASSIGN_OR_RETURN(auto documents, DocumentStore::Open(store, clock, {}));
//   DATELINE_ASSIGN_OR_RETURN(Submission submission, documents->Submit(article, bytes));
//   // The document is on disk and queued now.
//
// Knows what may follow what (a deletion is never undone by a delivery that was
// under way), not when to attempt: that is delivery_workers.h.
//
// Thread-safe. Key grammar: docs/formats/ingest_keys.md.
#ifndef DATELINE_SERVICES_INGEST_CORE_DOCUMENT_STORE_H_
#define DATELINE_SERVICES_INGEST_CORE_DOCUMENT_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/storage/ordered_store.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/backlog_meter.h"
#include "services/ingest/core/commit_queue.h"
#include "services/ingest/core/content_codec.h"
#include "services/ingest/core/delivery_source.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/resemblance_finder.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

struct DocumentStoreOptions {
  // What may wait for delivery before Submit refuses with QUEUE_FULL.
  BacklogLimits backlog;
  // What a refused client is told to wait.
  absl::Duration retry_after = absl::Seconds(1);
};

struct Submission {
  std::string document_id;
  bool duplicate = false;  // Was already here; nothing changed.
  uint64_t sequence = 0;
  std::vector<DocumentWarning> warnings;
  // What it is to those before it; unspecified if nobody waited to know.
  ResemblanceKind resemblance = ResemblanceKind::kUnspecified;
  std::vector<Resemblance> resembled;
};

// What went wrong in an attempt.
struct AttemptError {
  DeliveryStep step = DeliveryStep::kUnspecified;
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason;   // Empty if the error has none.
  std::string message;  // UTF-8.
};

// How an attempt ended.
struct AttemptOutcome {
  DeliveryState state = DeliveryState::kUnspecified;  // What the document becomes.
  std::optional<AttemptError> error;                  // Nothing if none.
  std::optional<absl::Time> next_attempt_at;          // Set if there is to be one.
  std::string extractor_version;                      // Of a delivery that succeeded.
  uint32_t fact_count = 0;
};

class DocumentStore {
 public:
  // Called after each commit that changed a delivery state, in the order of the
  // changes, from the committing thread: must return at once and must not call
  // back. `backlog` counts what waits after the change.
  using ChangeListener = std::function<void(const DeliveryChange& change, uint64_t backlog)>;

  // `store` must have been opened with IngestKeySpaceNames() and have no other
  // writer; it and `clock` must outlive this. FAILED_PRECONDITION
  // (STORE_FORMAT_UNSUPPORTED) for a store of another service or a newer version.
  static absl::StatusOr<std::unique_ptr<DocumentStore>> Open(OrderedStore* store,
                                                             const Clock* clock,
                                                             const DocumentStoreOptions& options);

  // REQUIRES: called once, before anything that changes.
  void SetChangeListener(ChangeListener listener) { listener_ = std::move(listener); }

  // Durable when it returns. Idempotent by the document's id; a document that
  // was deleted stays deleted. RESOURCE_EXHAUSTED (QUEUE_FULL). REQUIRES:
  // CheckDeliveryTerms(terms).
  absl::StatusOr<Submission> Submit(const Article& article, std::string_view content,
                                    const DeliveryTerms& terms = {});

  // NOT_FOUND (DOCUMENT_NOT_FOUND). A deleted document gives its tombstone.
  absl::StatusOr<StoredDocument> Get(std::string_view document_id, bool include_text) const;
  // The original bytes; empty for a tombstone.
  absl::StatusOr<std::string> GetContent(std::string_view document_id) const;
  // The present states, in the order asked for. NOT_FOUND names the first id
  // that is unknown.
  absl::StatusOr<std::vector<DeliveryChange>> GetStates(
      const std::vector<std::string>& document_ids) const;

  // Durable when it returns. Returns the state after the call. NOT_FOUND.
  absl::StatusOr<DeliveryState> Delete(std::string_view document_id, std::string_view reason);

  // Queues those of `document_ids` for which `applies` is true; deleted ones and
  // those that wait for their first attempt are left as they are. Without a
  // priority they keep theirs, but for re-extraction, which becomes normal.
  // `also` adds writes that stand or fall with this, once it is known how many
  // are queued. Durable. Returns how many were queued. NOT_FOUND, and nothing is
  // queued.
  absl::StatusOr<uint64_t> Requeue(
      const std::vector<std::string>& document_ids,
      absl::FunctionRef<bool(const Delivery&)> applies,
      std::optional<Priority> priority = std::nullopt,
      absl::FunctionRef<void(Transaction&, uint64_t queued)> also = [](Transaction&, uint64_t) {});

  // Writes something besides documents: what `change` puts into `meta`. Durable.
  absl::Status WriteMeta(CommitQueue::Change change);

  // Queues again what came to rest at or after `since`: what was delivered is to
  // be delivered once more, what was removed to be removed once more. For a store
  // that was restored beside an older fact base. Reads every delivery state.
  // Durable. Returns how many were queued.
  absl::StatusOr<uint64_t> RequeueSettledSince(absl::Time since);

  // Records the end of an attempt that began at `generation`. Does nothing if
  // something else was decided meanwhile. Not synced: an attempt whose end is
  // lost is made again, and every attempt is idempotent.
  absl::Status FinishAttempt(std::string_view document_id, uint64_t generation,
                             const AttemptOutcome& outcome);

  // Compares up to `limit` documents with those received before them, in the
  // order of receipt, and keeps what they resemble. Returns the sequence of the
  // last one, nothing if there was none to compare. Not synced: what is lost is
  // found again. Must not run twice at one time.
  absl::StatusOr<std::optional<uint64_t>> CompareWaiting(size_t limit);

  // The queue as it is on disk, earliest first.
  absl::StatusOr<std::vector<QueuedDocument>> LoadQueue() const;

  // What waits for delivery or removal.
  const BacklogMeter& meter() const { return meter_; }
  uint64_t backlog() const { return meter_.waiting(); }
  // Documents given up.
  uint64_t dead_letters() const { return dead_letters_.load(); }
  // The sequence number given last: documents ever accepted.
  absl::StatusOr<uint64_t> LastSequence() const;

  std::unique_ptr<ReadView> OpenView() const { return store_->OpenView(); }
  uint64_t commit_count() const { return commits_.commit_count(); }

 private:
  DocumentStore(OrderedStore* store, const Clock* clock, const DocumentStoreOptions& options)
      : store_(store), clock_(clock), options_(options), commits_(store), meter_(options.backlog) {}

  // All documents of a store that knows no resemblances yet, or those that another
  // sketch gave, are to be compared (again).
  absl::Status PrepareResemblances();
  absl::Status Clear(KeySpace space);
  static void WriteCompared(Transaction& transaction, const ComparedDocuments& compared);
  // Of a document that is deleted; `keys` are what it stands under in the index.
  absl::Status EraseResemblances(Transaction& transaction, const DocumentRow& row,
                                 const CopyKeys& keys);
  absl::Status LoadCounters();
  absl::Status AddDocument(Transaction& transaction, const Article& article,
                           std::string_view content, const StoredContent& stored,
                           const DeliveryTerms& terms, uint64_t& sequence);
  // Writes `delivery` and moves the rows that follow from it.
  void WriteDelivery(Transaction& transaction, const DocumentRow& row,
                     const std::optional<Delivery>& before, Delivery delivery);
  absl::Status RepeatSettled(Transaction& transaction, const std::string& document_id);
  absl::Status RequeueOne(Transaction& transaction, const std::string& document_id,
                          absl::FunctionRef<bool(const Delivery&)> applies,
                          std::optional<Priority> priority, uint64_t& queued);

  OrderedStore* const store_;
  const Clock* const clock_;
  const DocumentStoreOptions options_;
  CommitQueue commits_;
  ChangeListener listener_;
  BacklogMeter meter_;
  std::atomic<uint64_t> dead_letters_ = 0;
  // Deletions so far: what was compared before one may speak of what is gone.
  std::atomic<uint64_t> deletions_ = 0;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_DOCUMENT_STORE_H_
