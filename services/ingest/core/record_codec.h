// Between stored documents in memory and the bytes of the store.
//
// Encoding never fails. Decoding is DATA_LOSS (STORE_CORRUPT, with the key) for
// bytes that are no record. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_RECORD_CODEC_H_
#define DATELINE_SERVICES_INGEST_CORE_RECORD_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/ingest/core/stored_document.h"

namespace dateline::ingest {

// Whole microseconds: what the store keeps of a moment.
absl::Time ToStoredPrecision(absl::Time time);

std::string EncodeDocumentRow(const DocumentRow& row);
absl::StatusOr<DocumentRow> DecodeDocumentRow(std::string_view document_id, std::string_view bytes);

std::string EncodeDelivery(const Delivery& delivery);
absl::StatusOr<Delivery> DecodeDelivery(std::string_view document_id, std::string_view bytes);

// A row of `queue`.
std::string EncodeQueuedDocument(const QueuedDocument& queued);
absl::StatusOr<QueuedDocument> DecodeQueuedDocument(std::string_view key, std::string_view value);

std::string EncodeResembled(const std::vector<Resemblance>& resembled);
absl::StatusOr<std::vector<Resemblance>> DecodeResembled(std::string_view document_id,
                                                         std::string_view bytes);

absl::Status StoreCorrupt(std::string_view what, std::string_view key);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_RECORD_CODEC_H_
