// Documents and their delivery state, as the ingest service keeps them.
//
// Plain values; thread-safe like any value. Enumerators have the numbers of
// dateline.ingest.v1.DeliveryState, whose comments say what they mean.
#ifndef DATELINE_SERVICES_INGEST_CORE_STORED_DOCUMENT_H_
#define DATELINE_SERVICES_INGEST_CORE_STORED_DOCUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/fact/fact.h"

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
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

struct StoredDocument {
  Document document;  // Text only where asked for.
  absl::Time received_at;
  uint64_t sequence = 0;
  std::string media_type;
  uint64_t content_bytes = 0;
  std::string content_sha256;
  std::vector<DocumentWarning> warnings;
  Delivery delivery;
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

// A change of state, as watchers see it.
struct DeliveryChange {
  std::string document_id;
  std::string uri;
  Delivery delivery;
  uint64_t sequence = 0;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_STORED_DOCUMENT_H_
