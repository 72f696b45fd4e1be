// Documents and their delivery state, as the ingest service keeps them.
//
// Plain values; thread-safe like any value. Enumerators have the numbers of
// dateline.ingest.v1.DeliveryState and ResemblanceKind, whose comments say what they mean.
#ifndef DATELINE_SERVICES_INGEST_CORE_STORED_DOCUMENT_H_
#define DATELINE_SERVICES_INGEST_CORE_STORED_DOCUMENT_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/trace_context.h"
#include "common/fact/fact.h"
#include "services/ingest/core/document_keys.h"

namespace dateline::ingest {

enum class DeliveryState : uint8_t {
  kUnspecified = 0,
  kQueued = 1,
  kRetrying = 2,
  kDelivered = 3,
  kDead = 4,
  kRemoving = 5,
  kRemoved = 6,
};

// Whether nothing more happens to a document in this state by itself.
inline bool IsSettled(DeliveryState state) {
  return state == DeliveryState::kDelivered || state == DeliveryState::kDead ||
         state == DeliveryState::kRemoved;
}

// Whether the document was deleted, whatever the fact base knows of it.
inline bool IsDeleted(DeliveryState state) {
  return state == DeliveryState::kRemoving || state == DeliveryState::kRemoved;
}

// Numbers of dateline.ingest.v1.Priority: the smaller, the more urgent.
enum class Priority : uint8_t {
  kUnspecified = 0,
  kBreaking = 1,
  kNormal = 2,
  kBackfill = 3,
  kReextraction = 4,
};

// Those that a delivery can have, the most urgent first.
inline constexpr std::array kPriorities = {Priority::kBreaking, Priority::kNormal,
                                           Priority::kBackfill, Priority::kReextraction};

// Numbers of dateline.ingest.v1.DeliveryStep.
enum class DeliveryStep : uint8_t {
  kUnspecified = 0,
  kExtraction = 1,
  kRecording = 2,
  kRemoval = 3,
};

// Whose turn a delivery takes: submitters take turns, and the turns of one
// submitter go round its publishers.
struct DeliverySource {
  std::string submitter;
  std::string publisher;  // Or the host, where no publisher is known.
  friend auto operator<=>(const DeliverySource&, const DeliverySource&) = default;
};

// Attempts that failed in the same way.
struct DeliveryFailure {
  DeliveryStep step = DeliveryStep::kUnspecified;
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason;   // Empty if the error has none.
  std::string message;  // Of the last of them.
  uint32_t attempts = 0;
  absl::Time first_at;
  absl::Time last_at;
  friend bool operator==(const DeliveryFailure&, const DeliveryFailure&) = default;
};

struct Delivery {
  DeliveryState state = DeliveryState::kUnspecified;
  uint32_t attempts = 0;
  std::string last_error;
  absl::Time changed_at;
  std::optional<absl::Time> next_attempt_at;
  std::string extractor_version;
  uint32_t fact_count = 0;
  // See DeliveryRecord.generation.
  uint64_t generation = 0;
  Priority priority = Priority::kNormal;
  DeliverySource source;
  absl::Time queued_at;                   // For its first attempt.
  std::vector<DeliveryFailure> failures;  // Since then, the oldest kind first.
  uint32_t times_dead = 0;
  // Of the call that submitted it, until it is delivered.
  std::optional<TraceContext> trace;
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

// What one document is to another received before it.
enum class ResemblanceKind : uint8_t {
  kUnspecified = 0,
  kNone = 1,
  kDuplicate = 2,
  kRevision = 3,
  kSyndicated = 4,
};

struct Resemblance {
  ResemblanceKind kind = ResemblanceKind::kUnspecified;
  std::string document_id;
  double likeness = 0;
  double containment = 0;
  friend bool operator==(const Resemblance&, const Resemblance&) = default;
};

// Of a list as in StoredDocument.
inline ResemblanceKind KindOf(const std::vector<Resemblance>& resembled) {
  return resembled.empty() ? ResemblanceKind::kNone : resembled.front().kind;
}

struct StoredDocument {
  Document document;  // Text only where asked for.
  absl::Time received_at;
  uint64_t sequence = 0;
  std::string media_type;
  uint64_t content_bytes = 0;
  std::string content_sha256;
  std::vector<DocumentWarning> warnings;
  Delivery delivery;
  // Unspecified until it was compared with those before it.
  ResemblanceKind resemblance = ResemblanceKind::kUnspecified;
  std::vector<Resemblance> resembled;
};

// A `documents` row: a stored document without text and delivery.
struct DocumentRow {
  StoredDocument stored;
  bool text_is_content = false;
  std::string removal_reason;
  // As in DocumentRecord.
  std::string content_encoding;
  uint32_t reader_version = 0;
};

// What there is to do for one document, and whose turn it takes: a row of
// `queue`.
struct QueuedDocument {
  std::string document_id;
  TimedKey place;  // When it is due, and its sequence number.
  DeliveryState state = DeliveryState::kUnspecified;
  Priority priority = Priority::kNormal;
  DeliverySource source;
  absl::Time queued_at;
  friend bool operator==(const QueuedDocument&, const QueuedDocument&) = default;
};

// Nothing for a document at rest.
inline std::optional<QueuedDocument> QueuedDocumentOf(const std::string& document_id,
                                                      const Delivery& delivery, uint64_t sequence) {
  if (!delivery.next_attempt_at.has_value()) return std::nullopt;
  return QueuedDocument{document_id,     {absl::ToUnixMicros(*delivery.next_attempt_at), sequence},
                        delivery.state,  delivery.priority,
                        delivery.source, delivery.queued_at};
}

// A change of state, as watchers see it.
struct DeliveryChange {
  std::string document_id;
  std::string uri;
  Delivery delivery;
  uint64_t sequence = 0;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_STORED_DOCUMENT_H_
