#include "services/ingest/core/record_codec.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "dateline/storage/v1/ingest_records.pb.h"

namespace dateline::ingest {

absl::Status StoreCorrupt(std::string_view what, std::string_view key) {
  return MakeError(absl::StatusCode::kDataLoss, reason::kStoreCorrupt,
                   StrCat("the stored ", what, " of '", key,
                          "' does not parse; restore the data folder from a backup"),
                   {{"key", std::string(key)}});
}

absl::Time ToStoredPrecision(absl::Time time) {
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

std::string EncodeDocumentRow(const DocumentRow& row) {
  storage::v1::DocumentRecord record;
  Document without_text = row.stored.document;
  without_text.text.clear();
  *record.mutable_document() = ToProto(without_text);
  record.set_received_at_us(absl::ToUnixMicros(row.stored.received_at));
  record.set_sequence(row.stored.sequence);
  record.set_media_type(row.stored.media_type);
  record.set_content_bytes(row.stored.content_bytes);
  record.set_content_sha256(row.stored.content_sha256);
  for (const DocumentWarning& warning : row.stored.warnings) {
    *record.add_warnings() = ToProto(warning);
  }
  record.set_text_is_content(row.text_is_content);
  record.set_removal_reason(row.removal_reason);
  record.set_content_encoding(row.content_encoding);
  record.set_reader_version(row.reader_version);
  return record.SerializeAsString();
}

absl::StatusOr<DocumentRow> DecodeDocumentRow(std::string_view document_id,
                                              std::string_view bytes) {
  storage::v1::DocumentRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return StoreCorrupt("document", document_id);
  }
  DocumentRow row;
  absl::StatusOr<Document> document = FromProto(record.document());
  if (!document.ok()) return StoreCorrupt("document", document_id);
  row.stored.document = *std::move(document);
  row.stored.received_at = absl::FromUnixMicros(record.received_at_us());
  row.stored.sequence = record.sequence();
  row.stored.media_type = record.media_type();
  row.stored.content_bytes = record.content_bytes();
  row.stored.content_sha256 = record.content_sha256();
  for (const auto& message : record.warnings()) {
    absl::StatusOr<DocumentWarning> warning = FromProto(message);
    if (!warning.ok()) return StoreCorrupt("document", document_id);
    row.stored.warnings.push_back(*std::move(warning));
  }
  row.text_is_content = record.text_is_content();
  row.removal_reason = record.removal_reason();
  row.content_encoding = record.content_encoding();
  row.reader_version = record.reader_version();
  return row;
}

std::string EncodeDelivery(const Delivery& delivery) {
  storage::v1::DeliveryRecord record;
  record.set_state(static_cast<int32_t>(delivery.state));
  record.set_attempts(delivery.attempts);
  record.set_last_error(delivery.last_error);
  record.set_changed_at_us(absl::ToUnixMicros(delivery.changed_at));
  if (delivery.next_attempt_at.has_value()) {
    record.set_due_at_us(absl::ToUnixMicros(*delivery.next_attempt_at));
  }
  record.set_extractor_version(delivery.extractor_version);
  record.set_fact_count(delivery.fact_count);
  record.set_generation(delivery.generation);
  return record.SerializeAsString();
}

absl::StatusOr<Delivery> DecodeDelivery(std::string_view document_id, std::string_view bytes) {
  storage::v1::DeliveryRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || record.state() < 1 ||
      record.state() > static_cast<int32_t>(DeliveryState::kRemoved)) {
    return StoreCorrupt("delivery state", document_id);
  }
  Delivery delivery;
  delivery.state = static_cast<DeliveryState>(record.state());
  delivery.attempts = record.attempts();
  delivery.last_error = record.last_error();
  delivery.changed_at = absl::FromUnixMicros(record.changed_at_us());
  if (record.due_at_us() != 0) {
    delivery.next_attempt_at = absl::FromUnixMicros(record.due_at_us());
  }
  delivery.extractor_version = record.extractor_version();
  delivery.fact_count = record.fact_count();
  delivery.generation = record.generation();
  return delivery;
}

}  // namespace dateline::ingest
