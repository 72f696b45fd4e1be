#include "services/ingest/core/ingest_store_migration.h"

#include <memory>
#include <optional>
#include <string>

#include "common/base/status_macros.h"
#include "common/storage/ordered_key.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/document_store_check.h"
#include "services/ingest/core/record_codec.h"

namespace dateline::ingest {
namespace {

constexpr size_t kRowsPerCommit = 10'000;

// Collects writes and commits them now and then; unsynced, for the last commit,
// which says the new format, is synced.
class Writer {
 public:
  explicit Writer(OrderedStore& store) : store_(store) {}

  absl::Status Put(KeySpace space, std::string_view key, std::string_view value) {
    batch_.Put(space, key, value);
    return batch_.writes().size() < kRowsPerCommit ? absl::OkStatus() : Commit();
  }
  absl::Status Commit() {
    const absl::Status committed = store_.Commit(batch_, Durability::kBuffered);
    batch_ = WriteBatch();
    return committed;
  }

 private:
  OrderedStore& store_;
  WriteBatch batch_;
};

// 0 for a store with nothing in it.
absl::StatusOr<uint32_t> ReadVersion(const ReadView& view) {
  DATELINE_RETURN_IF_ERROR(CheckIngestStoreFormat(view));
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, view.Get(kMetaSpace, MetaKey("format")));
  storage::v1::IngestStoreFormat format;
  if (!bytes.has_value() || !format.ParseFromString(*bytes)) return 0;
  return format.version();
}

// From 3 on rows of `queue` say whose turn they take, and dead letters have rows
// of their own. Both are told by the delivery states; of a row of `queue` that
// was there only the value changes.
absl::Status AddQueueRecords(const ReadView& view, Writer& writer) {
  absl::Status failed;
  const auto write = [&](std::string_view key, std::string_view value) -> absl::Status {
    std::string id;
    if (!KeyReader(key).String(&id)) return StoreCorrupt("delivery key", key);
    DATELINE_ASSIGN_OR_RETURN(const Delivery delivery, DecodeDelivery(id, value));
    const bool dead = delivery.state == DeliveryState::kDead;
    if (!dead && !delivery.next_attempt_at.has_value()) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(const auto bytes, view.Get(kDocumentsSpace, key));
    if (!bytes.has_value()) return StoreCorrupt("document", id);
    DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, DecodeDocumentRow(id, *bytes));
    const uint64_t sequence = row.stored.sequence;
    if (dead) {
      const TimedKey place{absl::ToUnixMicros(delivery.changed_at), sequence};
      return writer.Put(kDeadLettersSpace, place.Encode(), id);
    }
    const QueuedDocument queued = *QueuedDocumentOf(id, delivery, sequence);
    return writer.Put(kQueueSpace, queued.place.Encode(), EncodeQueuedDocument(queued));
  };
  DATELINE_RETURN_IF_ERROR(
      view.ForEach(kDeliveriesSpace, {}, [&](std::string_view key, std::string_view value) {
        failed = write(key, value);
        return failed.ok() ? ScanStep::kContinue : ScanStep::kStop;
      }));
  return failed.ok() ? writer.Commit() : failed;
}

}  // namespace

absl::Status MigrateIngestStore(OrderedStore& store) {
  const std::unique_ptr<ReadView> view = store.OpenView();
  DATELINE_ASSIGN_OR_RETURN(const uint32_t version, ReadVersion(*view));
  if (version == kIngestFormatVersion) return absl::OkStatus();
  Writer writer(store);
  if (version != 0 && version < 3) DATELINE_RETURN_IF_ERROR(AddQueueRecords(*view, writer));
  // What this program writes an older one would read wrongly.
  storage::v1::IngestStoreFormat format;
  format.set_service(std::string(kIngestServiceName));
  format.set_version(kIngestFormatVersion);
  WriteBatch batch;
  batch.Put(kMetaSpace, MetaKey("format"), format.SerializeAsString());
  return store.Commit(batch, Durability::kSynced);
}

}  // namespace dateline::ingest
