#include "services/ingest/core/document_store.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_rows.h"
#include "services/ingest/core/ingest_store_migration.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxFailureKinds = 8;

absl::StatusOr<DocumentRow> ReadRow(const Transaction& transaction, std::string_view id) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kDocumentsSpace, DocumentKey(id)));
  if (!bytes.has_value()) return DocumentNotFound(id);
  return DecodeDocumentRow(id, *bytes);
}

absl::StatusOr<Delivery> ReadDelivery(const Transaction& transaction, std::string_view id) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kDeliveriesSpace, DocumentKey(id)));
  if (!bytes.has_value()) return DocumentNotFound(id);
  return DecodeDelivery(id, *bytes);
}

absl::StatusOr<uint64_t> NextSequence(const Transaction& transaction) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kMetaSpace, MetaKey("sequence")));
  if (!bytes.has_value()) return uint64_t{1};
  const std::optional<uint64_t> last = DecodeSequence(*bytes);
  if (!last.has_value()) return StoreCorrupt("value", "sequence");
  return *last + 1;
}

// The same delivery at the start of a new round of attempts.
Delivery QueuedAgain(const Delivery& before, DeliveryState state, absl::Time now) {
  Delivery delivery = before;
  delivery.state = state;
  delivery.attempts = 0;
  delivery.last_error.clear();
  delivery.failures.clear();
  delivery.next_attempt_at = ToStoredPrecision(now);
  delivery.queued_at = *delivery.next_attempt_at;
  delivery.generation = before.generation + 1;
  return delivery;
}

// "UNAVAILABLE UPSTREAM_UNAVAILABLE: connection refused".
std::string DescribeError(const AttemptError& error) {
  std::string text = absl::StatusCodeToString(error.code);
  if (!error.reason.empty()) StrAppend(&text, " ", error.reason);
  StrAppend(&text, ": ", error.message);
  return text;
}

// Attempts that failed in the same way are counted together; the latest way is
// the last entry.
void AddFailure(const AttemptError& error, absl::Time now, std::vector<DeliveryFailure>& failures) {
  DeliveryFailure failure{error.step, error.code, error.reason, error.message, 1, now, now};
  const auto same = std::find_if(failures.begin(), failures.end(), [&](const auto& known) {
    return known.step == error.step && known.code == error.code && known.reason == error.reason;
  });
  if (same != failures.end()) {
    failure.attempts += same->attempts;
    failure.first_at = same->first_at;
    failures.erase(same);
  }
  failures.push_back(std::move(failure));
  if (failures.size() > kMaxFailureKinds) failures.erase(failures.begin());
}

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentStore>> DocumentStore::Open(
    OrderedStore* store, const Clock* clock, const DocumentStoreOptions& options) {
  DATELINE_RETURN_IF_ERROR(MigrateIngestStore(*store));
  std::unique_ptr<DocumentStore> documents(new DocumentStore(store, clock, options));
  DATELINE_RETURN_IF_ERROR(documents->PrepareResemblances());
  DATELINE_RETURN_IF_ERROR(documents->LoadCounters());
  return documents;
}

absl::Status DocumentStore::LoadCounters() {
  DATELINE_ASSIGN_OR_RETURN(const std::vector<QueuedDocument> queue, LoadQueue());
  for (const QueuedDocument& queued : queue) meter_.Add(queued);
  uint64_t dead = 0;
  DATELINE_RETURN_IF_ERROR(
      store_->OpenView()->ForEach(kDeadLettersSpace, {}, [&](std::string_view, std::string_view) {
        ++dead;
        return ScanStep::kContinue;
      }));
  dead_letters_ = dead;
  return absl::OkStatus();
}

absl::StatusOr<Submission> DocumentStore::Submit(const Article& article, std::string_view content,
                                                 const DeliveryTerms& terms) {
  Submission submission;
  submission.document_id = article.document.id;
  // Before the commit: that is one thread's work for all.
  const StoredContent stored = EncodeContent(content);
  const absl::Status committed = commits_.Run([&](Transaction& transaction) -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const auto known,
                              transaction.Get(kDocumentsSpace, DocumentKey(article.document.id)));
    // A duplicate is answered like the original: once that is on disk.
    transaction.RequireSync();
    if (known.has_value()) {
      DATELINE_ASSIGN_OR_RETURN(DocumentRow row, DecodeDocumentRow(article.document.id, *known));
      submission.duplicate = true;
      submission.sequence = row.stored.sequence;
      submission.warnings = std::move(row.stored.warnings);
      return absl::OkStatus();
    }
    DATELINE_RETURN_IF_ERROR(meter_.Admit(DeliverySourceOf(article.document, terms.submitter),
                                          terms.priority, options_.retry_after));
    submission.warnings = article.warnings;
    return AddDocument(transaction, article, content, stored, terms, submission.sequence);
  });
  DATELINE_RETURN_IF_ERROR(committed);
  return submission;
}

absl::Status DocumentStore::AddDocument(Transaction& transaction, const Article& article,
                                        std::string_view content, const StoredContent& stored,
                                        const DeliveryTerms& terms, uint64_t& sequence) {
  DATELINE_ASSIGN_OR_RETURN(sequence, NextSequence(transaction));
  const std::string& id = article.document.id;
  const absl::Time now = ToStoredPrecision(clock_->Now());
  DocumentRow row;
  row.stored.document = article.document;
  row.stored.received_at = now;
  row.stored.sequence = sequence;
  row.stored.media_type = article.media_type;
  row.stored.content_bytes = content.size();
  row.stored.content_sha256 = Sha256Hex(content);
  row.stored.warnings = article.warnings;
  row.text_is_content = article.document.text == content;
  row.reader_version = kArticleReaderVersion;
  row.content_encoding = stored.encoding;

  transaction.Put(kMetaSpace, MetaKey("sequence"), EncodeSequence(sequence));
  transaction.Put(kDocumentsSpace, DocumentKey(id), EncodeDocumentRow(row));
  transaction.Put(kContentsSpace, DocumentKey(id), stored.bytes);
  if (!row.text_is_content) {
    transaction.Put(kTextsSpace, DocumentKey(id), article.document.text);
  }
  transaction.Put(kReceivedSpace, TimedKey{absl::ToUnixMicros(now), sequence}.Encode(), id);
  transaction.Put(kUncomparedSpace, EncodeSequence(sequence), id);
  Delivery delivery;
  delivery.state = DeliveryState::kQueued;
  delivery.next_attempt_at = now;
  delivery.queued_at = now;
  delivery.priority = terms.priority;
  delivery.source = DeliverySourceOf(article.document, terms.submitter);
  delivery.trace = terms.trace;
  WriteDelivery(transaction, row, std::nullopt, std::move(delivery));
  return absl::OkStatus();
}

void DocumentStore::WriteDelivery(Transaction& transaction, const DocumentRow& row,
                                  const std::optional<Delivery>& before, Delivery delivery) {
  const std::string& id = row.stored.document.id;
  const uint64_t sequence = row.stored.sequence;
  delivery.changed_at = ToStoredPrecision(clock_->Now());
  const auto dead_key = [&](const Delivery& of) {
    return TimedKey{absl::ToUnixMicros(of.changed_at), sequence}.Encode();
  };
  std::optional<QueuedDocument> was;
  if (before.has_value()) was = QueuedDocumentOf(id, *before, sequence);
  const std::optional<QueuedDocument> is = QueuedDocumentOf(id, delivery, sequence);
  const bool was_dead = before.has_value() && before->state == DeliveryState::kDead;
  const bool is_dead = delivery.state == DeliveryState::kDead;
  if (was) transaction.Delete(kQueueSpace, was->place.Encode());
  if (is) transaction.Put(kQueueSpace, is->place.Encode(), EncodeQueuedDocument(*is));
  if (was_dead) transaction.Delete(kDeadLettersSpace, dead_key(*before));
  if (is_dead) transaction.Put(kDeadLettersSpace, dead_key(delivery), id);
  transaction.Put(kDeliveriesSpace, DocumentKey(id), EncodeDelivery(delivery));
  transaction.OnCommit(
      [this, was, is, dead = (is_dead ? 1 : 0) - (was_dead ? 1 : 0),
       change = DeliveryChange{id, row.stored.document.uri, std::move(delivery), sequence}] {
        if (is) meter_.Add(*is);
        if (was) meter_.Remove(*was);
        dead_letters_.fetch_add(static_cast<uint64_t>(dead));
        if (listener_) listener_(change, meter_.waiting());
      });
}

absl::StatusOr<StoredDocument> DocumentStore::Get(std::string_view document_id,
                                                  bool include_text) const {
  return ReadStoredDocument(*store_->OpenView(), document_id, include_text);
}

absl::StatusOr<std::string> DocumentStore::GetContent(std::string_view document_id) const {
  const std::unique_ptr<ReadView> view = store_->OpenView();
  const std::string key = DocumentKey(document_id);
  DATELINE_ASSIGN_OR_RETURN(const auto known, view->Get(kDocumentsSpace, key));
  if (!known.has_value()) return DocumentNotFound(document_id);
  DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, DecodeDocumentRow(document_id, *known));
  return ReadContent(*view, key, row);
}

absl::StatusOr<std::vector<DeliveryChange>> DocumentStore::GetStates(
    const std::vector<std::string>& document_ids) const {
  const std::unique_ptr<ReadView> view = store_->OpenView();
  std::vector<std::string> keys;
  keys.reserve(document_ids.size());
  for (const std::string& id : document_ids) keys.push_back(DocumentKey(id));
  DATELINE_ASSIGN_OR_RETURN(const auto rows, view->MultiGet(kDocumentsSpace, keys));
  DATELINE_ASSIGN_OR_RETURN(const auto deliveries, view->MultiGet(kDeliveriesSpace, keys));
  std::vector<DeliveryChange> states;
  states.reserve(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const std::string& id = document_ids[i];
    if (!rows[i].has_value()) return DocumentNotFound(id);
    if (!deliveries[i].has_value()) return StoreCorrupt("delivery state", id);
    DATELINE_ASSIGN_OR_RETURN(DocumentRow row, DecodeDocumentRow(id, *rows[i]));
    DATELINE_ASSIGN_OR_RETURN(Delivery delivery, DecodeDelivery(id, *deliveries[i]));
    states.push_back(
        {id, std::move(row.stored.document.uri), std::move(delivery), row.stored.sequence});
  }
  return states;
}

absl::StatusOr<DeliveryState> DocumentStore::Delete(std::string_view document_id,
                                                    std::string_view reason) {
  DeliveryState state = DeliveryState::kRemoving;
  // The text never changes: its keys in the index can be made before its turn.
  DATELINE_ASSIGN_OR_RETURN(const StoredDocument stored, Get(document_id, /*include_text=*/true));
  const CopyKeys keys = CopyKeysOf(stored.document, SketchOf(WordsOfText(stored.document.text)));
  const absl::Status committed = commits_.Run([&](Transaction& transaction) -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(DocumentRow row, ReadRow(transaction, document_id));
    DATELINE_ASSIGN_OR_RETURN(const Delivery before, ReadDelivery(transaction, document_id));
    transaction.RequireSync();
    if (IsDeleted(before.state)) {
      state = before.state;
      return absl::OkStatus();
    }
    DocumentRow tombstone;
    tombstone.stored.document.id = std::string(document_id);
    tombstone.stored.received_at = row.stored.received_at;
    tombstone.stored.sequence = row.stored.sequence;
    tombstone.removal_reason = std::string(reason);
    const std::string key = DocumentKey(document_id);
    transaction.Put(kDocumentsSpace, key, EncodeDocumentRow(tombstone));
    transaction.Delete(kContentsSpace, key);
    transaction.Delete(kTextsSpace, key);
    DATELINE_RETURN_IF_ERROR(EraseResemblances(transaction, row, keys));
    Delivery delivery;
    delivery.state = DeliveryState::kRemoving;
    delivery.priority = Priority::kBreaking;
    delivery.source = before.source;
    delivery.next_attempt_at = ToStoredPrecision(clock_->Now());
    delivery.queued_at = *delivery.next_attempt_at;
    delivery.generation = before.generation + 1;
    WriteDelivery(transaction, tombstone, before, std::move(delivery));
    return absl::OkStatus();
  });
  DATELINE_RETURN_IF_ERROR(committed);
  return state;
}

absl::StatusOr<uint64_t> DocumentStore::Requeue(
    const std::vector<std::string>& document_ids, absl::FunctionRef<bool(const Delivery&)> applies,
    std::optional<Priority> priority, absl::FunctionRef<void(Transaction&, uint64_t)> also) {
  uint64_t queued = 0;
  const absl::Status committed = commits_.Run([&](Transaction& transaction) -> absl::Status {
    transaction.RequireSync();
    // First all ids, so that an unknown one changes nothing.
    for (const std::string& id : document_ids) {
      DATELINE_RETURN_IF_ERROR(ReadDelivery(transaction, id).status());
    }
    for (const std::string& id : document_ids) {
      DATELINE_RETURN_IF_ERROR(RequeueOne(transaction, id, applies, priority, queued));
    }
    also(transaction, queued);
    return absl::OkStatus();
  });
  DATELINE_RETURN_IF_ERROR(committed);
  return queued;
}

absl::Status DocumentStore::RequeueOne(Transaction& transaction, const std::string& document_id,
                                       absl::FunctionRef<bool(const Delivery&)> applies,
                                       std::optional<Priority> priority, uint64_t& queued) {
  DATELINE_ASSIGN_OR_RETURN(const Delivery before, ReadDelivery(transaction, document_id));
  const bool waits = before.state == DeliveryState::kQueued;
  if (IsDeleted(before.state) || waits || !applies(before)) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, ReadRow(transaction, document_id));
  // Its facts stay in the fact base until they are replaced.
  Delivery delivery = QueuedAgain(before, DeliveryState::kQueued, clock_->Now());
  if (priority.has_value()) {
    delivery.priority = *priority;
  } else if (delivery.priority == Priority::kReextraction) {
    delivery.priority = Priority::kNormal;
  }
  WriteDelivery(transaction, row, before, std::move(delivery));
  ++queued;
  return absl::OkStatus();
}

absl::Status DocumentStore::RepeatSettled(Transaction& transaction,
                                          const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(const Delivery before, ReadDelivery(transaction, document_id));
  DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, ReadRow(transaction, document_id));
  const bool removed = before.state == DeliveryState::kRemoved;
  Delivery delivery = QueuedAgain(
      before, removed ? DeliveryState::kRemoving : DeliveryState::kQueued, clock_->Now());
  delivery.priority = removed ? Priority::kBreaking : Priority::kBackfill;
  WriteDelivery(transaction, row, before, std::move(delivery));
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> DocumentStore::RequeueSettledSince(absl::Time since) {
  std::vector<std::string> settled;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(store_->OpenView()->ForEach(
      kDeliveriesSpace, KeyRange{}, [&](std::string_view key, std::string_view value) {
        std::string id;
        if (!KeyReader(key).String(&id)) {
          corrupt = StoreCorrupt("delivery key", key);
          return ScanStep::kStop;
        }
        const absl::StatusOr<Delivery> delivery = DecodeDelivery(id, value);
        if (!delivery.ok()) {
          corrupt = delivery.status();
          return ScanStep::kStop;
        }
        const bool rests = delivery->state == DeliveryState::kDelivered ||
                           delivery->state == DeliveryState::kRemoved;
        if (rests && delivery->changed_at >= since) settled.push_back(id);
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  constexpr size_t kPerCommit = 1000;
  for (size_t begin = 0; begin < settled.size(); begin += kPerCommit) {
    const absl::Status committed = commits_.Run([&](Transaction& transaction) -> absl::Status {
      transaction.RequireSync();
      for (size_t i = begin; i < std::min(begin + kPerCommit, settled.size()); ++i) {
        DATELINE_RETURN_IF_ERROR(RepeatSettled(transaction, settled[i]));
      }
      return absl::OkStatus();
    });
    DATELINE_RETURN_IF_ERROR(committed);
  }
  return settled.size();
}

absl::Status DocumentStore::FinishAttempt(std::string_view document_id, uint64_t generation,
                                          const AttemptOutcome& outcome) {
  return commits_.Run([&](Transaction& transaction) -> absl::Status {
    DATELINE_ASSIGN_OR_RETURN(const Delivery before, ReadDelivery(transaction, document_id));
    if (before.generation != generation) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, ReadRow(transaction, document_id));
    Delivery delivery = before;
    delivery.state = outcome.state;
    delivery.attempts = before.attempts + 1;
    delivery.last_error = outcome.error.has_value() ? DescribeError(*outcome.error) : "";
    if (outcome.error.has_value()) {
      AddFailure(*outcome.error, ToStoredPrecision(clock_->Now()), delivery.failures);
    }
    if (outcome.state == DeliveryState::kDead) ++delivery.times_dead;
    delivery.next_attempt_at.reset();
    if (outcome.next_attempt_at.has_value()) {
      delivery.next_attempt_at = ToStoredPrecision(*outcome.next_attempt_at);
    }
    if (outcome.state == DeliveryState::kDelivered) {
      delivery.failures.clear();
      delivery.trace.reset();
      delivery.extractor_version = outcome.extractor_version;
      delivery.fact_count = outcome.fact_count;
    }
    WriteDelivery(transaction, row, before, std::move(delivery));
    return absl::OkStatus();
  });
}

absl::Status DocumentStore::WriteMeta(CommitQueue::Change change) {
  return commits_.Run([&](Transaction& transaction) -> absl::Status {
    transaction.RequireSync();
    return change(transaction);
  });
}

absl::StatusOr<uint64_t> DocumentStore::LastSequence() const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                            store_->OpenView()->Get(kMetaSpace, MetaKey("sequence")));
  return bytes.has_value() ? DecodeSequence(*bytes).value_or(0) : 0;
}

absl::StatusOr<std::vector<QueuedDocument>> DocumentStore::LoadQueue() const {
  std::vector<QueuedDocument> queue;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(store_->OpenView()->ForEach(
      kQueueSpace, KeyRange{}, [&](std::string_view key, std::string_view value) {
        absl::StatusOr<QueuedDocument> queued = DecodeQueuedDocument(key, value);
        if (!queued.ok()) {
          corrupt = queued.status();
          return ScanStep::kStop;
        }
        queue.push_back(*std::move(queued));
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  return queue;
}

}  // namespace dateline::ingest
