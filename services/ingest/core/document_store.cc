#include "services/ingest/core/document_store.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_store_check.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

absl::Status NotFound(std::string_view document_id) {
  return MakeError(absl::StatusCode::kNotFound, reason::kDocumentNotFound,
                   StrCat("no document has the id '", document_id, "'; list documents to find one"),
                   {{"id", std::string(document_id)}});
}

absl::StatusOr<DocumentRow> ReadRow(const Transaction& transaction, std::string_view id) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kDocumentsSpace, DocumentKey(id)));
  if (!bytes.has_value()) return NotFound(id);
  return DecodeDocumentRow(id, *bytes);
}

absl::StatusOr<Delivery> ReadDelivery(const Transaction& transaction, std::string_view id) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kDeliveriesSpace, DocumentKey(id)));
  if (!bytes.has_value()) return NotFound(id);
  return DecodeDelivery(id, *bytes);
}

absl::StatusOr<uint64_t> NextSequence(const Transaction& transaction) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kMetaSpace, MetaKey("sequence")));
  if (!bytes.has_value()) return uint64_t{1};
  const std::optional<uint64_t> last = DecodeSequence(*bytes);
  if (!last.has_value()) return StoreCorrupt("value", "sequence");
  return *last + 1;
}

// The original of `row`; empty for a tombstone.
absl::StatusOr<std::string> ReadContent(const ReadView& view, const std::string& key,
                                        const DocumentRow& row) {
  DATELINE_ASSIGN_OR_RETURN(const auto stored, view.Get(kContentsSpace, key));
  if (!stored.has_value()) return std::string();
  return DecodeContent(*stored, row.content_encoding, row.stored.content_bytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentStore>> DocumentStore::Open(
    OrderedStore* store, const Clock* clock, const DocumentStoreOptions& options) {
  std::unique_ptr<DocumentStore> documents(new DocumentStore(store, clock, options));
  DATELINE_RETURN_IF_ERROR(documents->CheckFormat());
  DATELINE_RETURN_IF_ERROR(documents->LoadCounters());
  return documents;
}

absl::Status DocumentStore::CheckFormat() {
  DATELINE_RETURN_IF_ERROR(CheckIngestStoreFormat(*store_->OpenView()));
  return commits_.Run([](Transaction& transaction) -> absl::Status {
    const std::string key = MetaKey("format");
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, transaction.Get(kMetaSpace, key));
    storage::v1::IngestStoreFormat format;
    // What this program writes an older one would read wrongly.
    const bool present = bytes.has_value() && format.ParseFromString(*bytes) &&
                         format.version() == kIngestFormatVersion;
    if (present) return absl::OkStatus();
    format.set_service(std::string(kIngestServiceName));
    format.set_version(kIngestFormatVersion);
    transaction.Put(kMetaSpace, key, format.SerializeAsString());
    transaction.RequireSync();
    return absl::OkStatus();
  });
}

absl::Status DocumentStore::LoadCounters() {
  uint64_t rows = 0;
  DATELINE_RETURN_IF_ERROR(
      store_->OpenView()->ForEach(kQueueSpace, KeyRange{}, [&](std::string_view, std::string_view) {
        ++rows;
        return ScanStep::kContinue;
      }));
  backlog_ = rows;
  return absl::OkStatus();
}

absl::StatusOr<Submission> DocumentStore::Submit(const Article& article, std::string_view content) {
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
      submission.warnings = std::move(row.stored.warnings);
      return absl::OkStatus();
    }
    if (backlog() >= options_.max_backlog) {
      return MakeRetryableError(
          absl::StatusCode::kResourceExhausted, reason::kQueueFull,
          StrCat(backlog(), " documents wait for delivery; submit again later"),
          options_.retry_after);
    }
    submission.warnings = article.warnings;
    return AddDocument(transaction, article, content, stored);
  });
  DATELINE_RETURN_IF_ERROR(committed);
  return submission;
}

absl::Status DocumentStore::AddDocument(Transaction& transaction, const Article& article,
                                        std::string_view content, const StoredContent& stored) {
  DATELINE_ASSIGN_OR_RETURN(const uint64_t sequence, NextSequence(transaction));
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
  Delivery delivery;
  delivery.state = DeliveryState::kQueued;
  delivery.next_attempt_at = now;
  WriteDelivery(transaction, row, std::nullopt, std::move(delivery));
  return absl::OkStatus();
}

void DocumentStore::WriteDelivery(Transaction& transaction, const DocumentRow& row,
                                  const std::optional<Delivery>& before, Delivery delivery) {
  const std::string& id = row.stored.document.id;
  const uint64_t sequence = row.stored.sequence;
  delivery.changed_at = ToStoredPrecision(clock_->Now());
  const auto place_of = [&](const Delivery& of) {
    return TimedKey{absl::ToUnixMicros(*of.next_attempt_at), sequence}.Encode();
  };
  const bool was_queued = before.has_value() && before->next_attempt_at.has_value();
  const bool is_queued = delivery.next_attempt_at.has_value();
  if (was_queued) transaction.Delete(kQueueSpace, place_of(*before));
  if (is_queued) transaction.Put(kQueueSpace, place_of(delivery), id);
  transaction.Put(kDeliveriesSpace, DocumentKey(id), EncodeDelivery(delivery));
  const int64_t step = (is_queued ? 1 : 0) - (was_queued ? 1 : 0);
  transaction.OnCommit(
      [this, step,
       change = DeliveryChange{id, row.stored.document.uri, std::move(delivery), sequence}] {
        const uint64_t backlog = backlog_.fetch_add(static_cast<uint64_t>(step)) + step;
        if (listener_) listener_(change, backlog);
      });
}

absl::StatusOr<StoredDocument> DocumentStore::Get(std::string_view document_id,
                                                  bool include_text) const {
  const std::unique_ptr<ReadView> view = store_->OpenView();
  const std::string key = DocumentKey(document_id);
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, view->Get(kDocumentsSpace, key));
  if (!bytes.has_value()) return NotFound(document_id);
  DATELINE_ASSIGN_OR_RETURN(DocumentRow row, DecodeDocumentRow(document_id, *bytes));
  DATELINE_ASSIGN_OR_RETURN(const auto delivery, view->Get(kDeliveriesSpace, key));
  if (!delivery.has_value()) return StoreCorrupt("delivery state", document_id);
  DATELINE_ASSIGN_OR_RETURN(row.stored.delivery, DecodeDelivery(document_id, *delivery));
  if (include_text && row.text_is_content) {
    DATELINE_ASSIGN_OR_RETURN(row.stored.document.text, ReadContent(*view, key, row));
  } else if (include_text) {
    DATELINE_ASSIGN_OR_RETURN(auto text, view->Get(kTextsSpace, key));
    row.stored.document.text = std::move(text).value_or("");
  }
  return std::move(row.stored);
}

absl::StatusOr<std::string> DocumentStore::GetContent(std::string_view document_id) const {
  const std::unique_ptr<ReadView> view = store_->OpenView();
  const std::string key = DocumentKey(document_id);
  DATELINE_ASSIGN_OR_RETURN(const auto known, view->Get(kDocumentsSpace, key));
  if (!known.has_value()) return NotFound(document_id);
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
    if (!rows[i].has_value()) return NotFound(id);
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
    Delivery delivery;
    delivery.state = DeliveryState::kRemoving;
    delivery.next_attempt_at = ToStoredPrecision(clock_->Now());
    delivery.generation = before.generation + 1;
    WriteDelivery(transaction, tombstone, before, std::move(delivery));
    return absl::OkStatus();
  });
  DATELINE_RETURN_IF_ERROR(committed);
  return state;
}

absl::StatusOr<uint64_t> DocumentStore::Requeue(const std::vector<std::string>& document_ids,
                                                absl::FunctionRef<bool(const Delivery&)> applies) {
  uint64_t queued = 0;
  const absl::Status committed = commits_.Run([&](Transaction& transaction) -> absl::Status {
    transaction.RequireSync();
    // First all ids, so that an unknown one changes nothing.
    for (const std::string& id : document_ids) {
      DATELINE_RETURN_IF_ERROR(ReadDelivery(transaction, id).status());
    }
    for (const std::string& id : document_ids) {
      DATELINE_RETURN_IF_ERROR(RequeueOne(transaction, id, applies, queued));
    }
    return absl::OkStatus();
  });
  DATELINE_RETURN_IF_ERROR(committed);
  return queued;
}

absl::Status DocumentStore::RequeueOne(Transaction& transaction, const std::string& document_id,
                                       absl::FunctionRef<bool(const Delivery&)> applies,
                                       uint64_t& queued) {
  DATELINE_ASSIGN_OR_RETURN(const Delivery before, ReadDelivery(transaction, document_id));
  const bool waits = before.state == DeliveryState::kQueued;
  if (IsDeleted(before.state) || waits || !applies(before)) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, ReadRow(transaction, document_id));
  Delivery delivery = before;  // Its facts stay in the fact base until they are replaced.
  delivery.state = DeliveryState::kQueued;
  delivery.attempts = 0;
  delivery.last_error.clear();
  delivery.next_attempt_at = ToStoredPrecision(clock_->Now());
  delivery.generation = before.generation + 1;
  WriteDelivery(transaction, row, before, std::move(delivery));
  ++queued;
  return absl::OkStatus();
}

absl::Status DocumentStore::RepeatSettled(Transaction& transaction,
                                          const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(const Delivery before, ReadDelivery(transaction, document_id));
  DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, ReadRow(transaction, document_id));
  Delivery delivery = before;
  delivery.state =
      before.state == DeliveryState::kRemoved ? DeliveryState::kRemoving : DeliveryState::kQueued;
  delivery.attempts = 0;
  delivery.last_error.clear();
  delivery.next_attempt_at = ToStoredPrecision(clock_->Now());
  delivery.generation = before.generation + 1;
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
    delivery.last_error = outcome.error;
    delivery.next_attempt_at.reset();
    if (outcome.next_attempt_at.has_value()) {
      delivery.next_attempt_at = ToStoredPrecision(*outcome.next_attempt_at);
    }
    if (outcome.state == DeliveryState::kDelivered) {
      delivery.extractor_version = outcome.extractor_version;
      delivery.fact_count = outcome.fact_count;
    }
    WriteDelivery(transaction, row, before, std::move(delivery));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<QueuedDocument>> DocumentStore::LoadQueue() const {
  std::vector<QueuedDocument> queue;
  absl::Status corrupt;
  DATELINE_RETURN_IF_ERROR(store_->OpenView()->ForEach(
      kQueueSpace, KeyRange{}, [&](std::string_view key, std::string_view value) {
        const std::optional<TimedKey> place = TimedKey::Decode(key);
        if (!place.has_value()) {
          corrupt = StoreCorrupt("queue row", value);
          return ScanStep::kStop;
        }
        queue.push_back({std::string(value), *place});
        return ScanStep::kContinue;
      }));
  DATELINE_RETURN_IF_ERROR(corrupt);
  return queue;
}

}  // namespace dateline::ingest
