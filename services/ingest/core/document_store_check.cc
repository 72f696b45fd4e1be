#include "services/ingest/core/document_store_check.h"

#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/storage/ordered_key.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/article_reader.h"
#include "services/ingest/core/content_codec.h"
#include "services/ingest/core/document_keys.h"
#include "services/ingest/core/record_codec.h"
#include "services/ingest/core/resemblance_check.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxExamples = 50;

class Checker {
 public:
  explicit Checker(const ReadView& view)
      : view_(view), resemblances_(view, [this](auto id, auto problem) { Add(id, problem); }) {}

  absl::StatusOr<DocumentStoreReport> Run() {
    DATELINE_RETURN_IF_ERROR(ForEach(
        kDocumentsSpace, [this](auto key, auto value) { return CheckDocument(key, value); }));
    DATELINE_RETURN_IF_ERROR(ForEach(kDeliveriesSpace, [this](auto key, auto) {
      return RequireDocument(key, "delivery state");
    }));
    DATELINE_RETURN_IF_ERROR(
        ForEach(kQueueSpace, [this](auto key, auto value) { return CheckQueued(key, value); }));
    for (const KeySpace space : {kReceivedSpace, kDeadLettersSpace}) {
      DATELINE_RETURN_IF_ERROR(
          ForEach(space, [this, space](auto key, auto id) { return CheckPlace(space, key, id); }));
    }
    for (const KeySpace space : {kTextsSpace, kContentsSpace}) {
      DATELINE_RETURN_IF_ERROR(ForEach(
          space, [this](auto key, auto) { return RequireDocument(key, "text or content"); }));
    }
    DATELINE_RETURN_IF_ERROR(resemblances_.CheckRest());
    return std::move(report_);
  }

 private:
  using Row = absl::FunctionRef<absl::Status(std::string_view key, std::string_view value)>;

  absl::Status ForEach(KeySpace space, Row row) const {
    absl::Status failed;
    DATELINE_RETURN_IF_ERROR(
        view_.ForEach(space, {}, [&](std::string_view key, std::string_view value) {
          failed = row(key, value);
          return failed.ok() ? ScanStep::kContinue : ScanStep::kStop;
        }));
    return failed;
  }

  void Add(std::string_view id, std::string_view problem) {
    ++report_.problems;
    if (report_.examples.size() < kMaxExamples) {
      report_.examples.push_back(StrCat("document ", id, ": ", problem));
    }
  }

  absl::Status CheckDocument(std::string_view key, std::string_view value) {
    ++report_.documents;
    std::string id;
    if (!KeyReader(key).String(&id)) return StoreCorrupt("document key", key);
    DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, DecodeDocumentRow(id, value));
    DATELINE_ASSIGN_OR_RETURN(const auto delivery_bytes, view_.Get(kDeliveriesSpace, key));
    if (!delivery_bytes.has_value()) {
      Add(id, "has no delivery state");
      return absl::OkStatus();
    }
    DATELINE_ASSIGN_OR_RETURN(const Delivery delivery, DecodeDelivery(id, *delivery_bytes));
    DATELINE_RETURN_IF_ERROR(CheckPlaces(id, row, delivery));
    DATELINE_RETURN_IF_ERROR(CheckContent(id, key, row, delivery));
    return resemblances_.CheckDocument(id, row.stored.sequence, IsDeleted(delivery.state));
  }

  absl::Status CheckPlaces(const std::string& id, const DocumentRow& row,
                           const Delivery& delivery) {
    const TimedKey received{absl::ToUnixMicros(row.stored.received_at), row.stored.sequence};
    DATELINE_ASSIGN_OR_RETURN(const auto listed, view_.Get(kReceivedSpace, received.Encode()));
    if (listed != id) Add(id, "is not listed at the moment it was received");
    if (IsSettled(delivery.state) == delivery.next_attempt_at.has_value()) {
      Add(id, "waits although it has come to rest, or the other way round");
    }
    if (delivery.state == DeliveryState::kDead) {
      const TimedKey place{absl::ToUnixMicros(delivery.changed_at), row.stored.sequence};
      DATELINE_ASSIGN_OR_RETURN(const auto dead, view_.Get(kDeadLettersSpace, place.Encode()));
      if (dead != id) Add(id, "was given up but is not among the dead letters");
    }
    const auto queued = QueuedDocumentOf(id, delivery, row.stored.sequence);
    if (!queued.has_value()) return absl::OkStatus();
    DATELINE_ASSIGN_OR_RETURN(const auto found, view_.Get(kQueueSpace, queued->place.Encode()));
    if (found != EncodeQueuedDocument(*queued)) Add(id, "is not queued for its next attempt");
    return absl::OkStatus();
  }

  absl::Status CheckContent(const std::string& id, std::string_view key, const DocumentRow& row,
                            const Delivery& delivery) {
    DATELINE_ASSIGN_OR_RETURN(const auto content, view_.Get(kContentsSpace, key));
    DATELINE_ASSIGN_OR_RETURN(const auto text, view_.Get(kTextsSpace, key));
    if (IsDeleted(delivery.state)) {
      if (content.has_value() || text.has_value()) Add(id, "was deleted but has content");
      return absl::OkStatus();
    }
    const bool whole = content.has_value() && row.stored.content_bytes <= kMaxContentBytes &&
                       DecodeContent(*content, row.content_encoding, row.stored.content_bytes)
                               .value_or("")
                               .size() == row.stored.content_bytes;
    if (!whole) {
      Add(id, "has no content, or not all of it");
    }
    if (text.has_value() == row.text_is_content) Add(id, "has no text, or has it twice");
    return absl::OkStatus();
  }

  absl::Status RequireDocument(std::string_view key, std::string_view what) {
    DATELINE_ASSIGN_OR_RETURN(const auto document, view_.Get(kDocumentsSpace, key));
    std::string id;
    if (!KeyReader(key).String(&id)) return StoreCorrupt("key", key);
    if (!document.has_value()) Add(id, StrCat("has a ", what, " but no document row"));
    return absl::OkStatus();
  }

  // A row of `queue` must be the one that its document names.
  absl::Status CheckQueued(std::string_view key, std::string_view value) {
    DATELINE_ASSIGN_OR_RETURN(const QueuedDocument row, DecodeQueuedDocument(key, value));
    const std::string id_key = DocumentKey(row.document_id);
    DATELINE_ASSIGN_OR_RETURN(const auto document, view_.Get(kDocumentsSpace, id_key));
    DATELINE_ASSIGN_OR_RETURN(const auto delivery, view_.Get(kDeliveriesSpace, id_key));
    if (!document.has_value() || !delivery.has_value()) {
      Add(row.document_id, "is queued or listed but not there");
      return absl::OkStatus();
    }
    DATELINE_ASSIGN_OR_RETURN(const DocumentRow stored,
                              DecodeDocumentRow(row.document_id, *document));
    DATELINE_ASSIGN_OR_RETURN(const Delivery state, DecodeDelivery(row.document_id, *delivery));
    // Whether the row says what it should CheckDocument finds.
    const auto named = QueuedDocumentOf(row.document_id, state, stored.stored.sequence);
    if (!named.has_value() || named->place != row.place) {
      Add(row.document_id, "is queued or listed twice");
    }
    return absl::OkStatus();
  }

  // A row of `received` or `dead_letters` must be the one that its document names.
  absl::Status CheckPlace(KeySpace space, std::string_view key, std::string_view id) {
    const std::optional<TimedKey> place = TimedKey::Decode(key);
    if (!place.has_value()) return StoreCorrupt("row of times", id);
    DATELINE_ASSIGN_OR_RETURN(const auto document, view_.Get(kDocumentsSpace, DocumentKey(id)));
    DATELINE_ASSIGN_OR_RETURN(const auto delivery, view_.Get(kDeliveriesSpace, DocumentKey(id)));
    if (!document.has_value() || !delivery.has_value()) {
      Add(id, "is queued or listed but not there");
      return absl::OkStatus();
    }
    DATELINE_ASSIGN_OR_RETURN(const DocumentRow row, DecodeDocumentRow(id, *document));
    DATELINE_ASSIGN_OR_RETURN(const Delivery state, DecodeDelivery(id, *delivery));
    const bool received = space == kReceivedSpace;
    const absl::Time moment = received ? row.stored.received_at : state.changed_at;
    const bool named = (received || state.state == DeliveryState::kDead) &&
                       absl::ToUnixMicros(moment) == place->time_us &&
                       row.stored.sequence == place->sequence;
    if (!named) Add(id, "is queued or listed twice");
    return absl::OkStatus();
  }

  const ReadView& view_;
  ResemblanceCheck resemblances_;
  DocumentStoreReport report_;
};

}  // namespace

absl::Status CheckIngestStoreFormat(const ReadView& view) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, view.Get(kMetaSpace, MetaKey("format")));
  if (!bytes.has_value()) return absl::OkStatus();
  storage::v1::IngestStoreFormat format;
  if (!format.ParseFromString(*bytes)) return StoreCorrupt("value", "format");
  if (format.service() == kIngestServiceName && format.version() <= kIngestFormatVersion) {
    return absl::OkStatus();
  }
  const std::string found = StrCat(format.service(), " ", format.version());
  const std::string supported = StrCat(kIngestServiceName, " ", kIngestFormatVersion);
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kStoreFormatUnsupported,
                   StrCat("the data folder has format '", found, "', this program reads '",
                          supported, "'; give another folder or a newer program"),
                   {{"found", found}, {"supported", supported}});
}

absl::StatusOr<DocumentStoreReport> CheckDocumentStore(const OrderedStore& store) {
  const std::unique_ptr<ReadView> view = store.OpenView();
  DATELINE_RETURN_IF_ERROR(CheckIngestStoreFormat(*view));
  return Checker(*view).Run();
}

}  // namespace dateline::ingest
