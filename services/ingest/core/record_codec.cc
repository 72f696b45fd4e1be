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

namespace {

DeliveryFailure FromRecord(const storage::v1::FailureRecord& record) {
  return {static_cast<DeliveryStep>(record.step()),
          static_cast<absl::StatusCode>(record.code()),
          record.reason(),
          record.message(),
          record.attempts(),
          absl::FromUnixMicros(record.first_at_us()),
          absl::FromUnixMicros(record.last_at_us())};
}

void SetRecord(const DeliveryFailure& failure, storage::v1::FailureRecord& record) {
  record.set_step(static_cast<int32_t>(failure.step));
  record.set_code(static_cast<int32_t>(failure.code));
  record.set_reason(failure.reason);
  record.set_message(failure.message);
  record.set_attempts(failure.attempts);
  record.set_first_at_us(absl::ToUnixMicros(failure.first_at));
  record.set_last_at_us(absl::ToUnixMicros(failure.last_at));
}

// Records of format 2 have none.
Priority ReadPriority(int32_t number) {
  const bool known = number >= static_cast<int32_t>(Priority::kBreaking) &&
                     number <= static_cast<int32_t>(Priority::kReextraction);
  return known ? static_cast<Priority>(number) : Priority::kNormal;
}

bool IsState(int32_t number) {
  return number >= 1 && number <= static_cast<int32_t>(DeliveryState::kRemoved);
}

}  // namespace

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
  record.set_priority(static_cast<int32_t>(delivery.priority));
  record.set_submitter(delivery.source.submitter);
  record.set_publisher(delivery.source.publisher);
  record.set_queued_at_us(absl::ToUnixMicros(delivery.queued_at));
  for (const DeliveryFailure& failure : delivery.failures) {
    SetRecord(failure, *record.add_failures());
  }
  record.set_times_dead(delivery.times_dead);
  if (delivery.trace.has_value()) record.set_traceparent(delivery.trace->ToHeader());
  return record.SerializeAsString();
}

absl::StatusOr<Delivery> DecodeDelivery(std::string_view document_id, std::string_view bytes) {
  storage::v1::DeliveryRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !IsState(record.state())) {
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
  delivery.priority = ReadPriority(record.priority());
  delivery.source = {record.submitter(), record.publisher()};
  delivery.queued_at = record.queued_at_us() == 0 ? delivery.changed_at
                                                  : absl::FromUnixMicros(record.queued_at_us());
  for (const storage::v1::FailureRecord& failure : record.failures()) {
    delivery.failures.push_back(FromRecord(failure));
  }
  delivery.times_dead = record.times_dead();
  delivery.trace = TraceContext::Parse(record.traceparent());
  return delivery;
}

std::string EncodeQueuedDocument(const QueuedDocument& queued) {
  storage::v1::QueueRecord record;
  record.set_document_id(queued.document_id);
  record.set_state(static_cast<int32_t>(queued.state));
  record.set_priority(static_cast<int32_t>(queued.priority));
  record.set_submitter(queued.source.submitter);
  record.set_publisher(queued.source.publisher);
  record.set_queued_at_us(absl::ToUnixMicros(queued.queued_at));
  return record.SerializeAsString();
}

absl::StatusOr<QueuedDocument> DecodeQueuedDocument(std::string_view key, std::string_view value) {
  const std::optional<TimedKey> place = TimedKey::Decode(key);
  storage::v1::QueueRecord record;
  if (!place.has_value() || !record.ParseFromArray(value.data(), static_cast<int>(value.size())) ||
      record.document_id().empty() || !IsState(record.state())) {
    return StoreCorrupt("queue row", record.document_id());
  }
  QueuedDocument queued;
  queued.document_id = record.document_id();
  queued.place = *place;
  queued.state = static_cast<DeliveryState>(record.state());
  queued.priority = ReadPriority(record.priority());
  queued.source = {record.submitter(), record.publisher()};
  queued.queued_at = absl::FromUnixMicros(record.queued_at_us());
  return queued;
}

std::string EncodeResembled(const std::vector<Resemblance>& resembled) {
  storage::v1::ResemblancesRecord record;
  for (const Resemblance& one : resembled) {
    storage::v1::ResemblanceRecord* out = record.add_resembled();
    out->set_kind(static_cast<int32_t>(one.kind));
    out->set_document_id(one.document_id);
    out->set_likeness(one.likeness);
    out->set_containment(one.containment);
  }
  return record.SerializeAsString();
}

absl::StatusOr<std::vector<Resemblance>> DecodeResembled(std::string_view document_id,
                                                         std::string_view bytes) {
  storage::v1::ResemblancesRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return StoreCorrupt("resemblances", document_id);
  }
  std::vector<Resemblance> resembled;
  for (const storage::v1::ResemblanceRecord& one : record.resembled()) {
    if (one.kind() < static_cast<int32_t>(ResemblanceKind::kDuplicate) ||
        one.kind() > static_cast<int32_t>(ResemblanceKind::kSyndicated)) {
      return StoreCorrupt("resemblances", document_id);
    }
    resembled.push_back({static_cast<ResemblanceKind>(one.kind()), one.document_id(),
                         one.likeness(), one.containment()});
  }
  return resembled;
}

}  // namespace dateline::ingest
