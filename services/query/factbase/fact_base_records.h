// What readers of the fact base get: facts, attestations, entities, documents,
// conflicts, changes and totals. Plain values; thread-safe as such.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_RECORDS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_RECORDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/fact/fact.h"

namespace dateline::query {

// A merged fact without its attestations.
struct FactRecord {
  std::string id;
  FactContent content;  // Entity ids are those of the fact base.
  Factuality factuality;
  uint32_t report_count = 0;  // Documents that attest it.
  uint32_t origin_count = 0;  // Independent origins among them.
  std::vector<std::string> conflict_ids;
  absl::Time first_recorded_at;
  absl::Time recorded_at;
  double confidence = 0;
};

// One attestation, with evidence text and entity ids of the fact base filled in.
struct AttestationRecord {
  Attestation attestation;
  absl::Time recorded_at;
};

struct AliasRecord {
  std::string name;
  NameForm form = NameForm::kUnspecified;
  uint32_t document_count = 0;
};

struct EntityRecord {
  std::string id;
  std::string name;
  EntityType type = EntityType::kUnspecified;
  std::vector<std::string> external_ids;
  std::vector<AliasRecord> aliases;  // Most used first.
  uint32_t document_count = 0;
  uint32_t fact_count = 0;
};

// A name that one document uses for an entity, with places where it does, at
// most two. Spans lie in the document's passages.
struct NameUseRecord {
  std::string name;
  NameForm form = NameForm::kUnspecified;
  std::vector<ByteSpan> spans;
};

struct DocumentRecord {
  Document document;  // Without text.
  std::string extractor_version;
  std::vector<Passage> passages;
  std::vector<DocumentWarning> warnings;
  uint32_t fact_count = 0;
  absl::Time recorded_at;
};

// Values equal dateline.query.v1.ConflictType.
enum class ConflictType : uint8_t {
  kUnspecified = 0,
  kValue = 1,
  kDenial = 2,
  kRole = 3,
  kOrder = 4,
};

std::string_view NameOfType(ConflictType type);  // "value", "denial", "role", "order".
// Values equal dateline.query.v1.ConflictStanding.
enum class ConflictStanding : uint8_t { kUnspecified = 0, kContradicted = 1, kSuperseded = 2 };

struct ConflictSideRecord {
  std::string fact_id;
  std::string value;
  // Documents whose attestations of `fact_id` say so.
  std::vector<std::string> document_ids;
  uint32_t origin_count = 0;
  uint32_t document_count = 0;
  std::optional<TimeInterval> time = std::nullopt;  // Stated.
};

struct ConflictRecord {
  std::string id;
  ConflictType type = ConflictType::kUnspecified;
  std::vector<ConflictSideRecord> sides;
  absl::Time recorded_at;
  std::string summary;
  ConflictStanding standing = ConflictStanding::kUnspecified;
};

// Values equal dateline.query.v1.ChangeType.
enum class ChangeType : uint8_t {
  kUnspecified = 0,
  kAdded = 1,
  kUpdated = 2,
  kRemoved = 3,
  kMerged = 4,
};

struct ChangeRecord {
  uint64_t sequence = 0;  // From 1, without gaps, in the order of recording.
  ChangeType type = ChangeType::kUnspecified;
  std::string fact_id;
  std::string merged_into;
  absl::Time recorded_at;
};

// Independent origin of some attestations of one fact.
struct OriginRecord {
  std::string id;
  std::string name;
  std::vector<std::string> document_ids;
  std::string reason;  // "agency credit", "same passage", "same publisher", "single report".
};

struct Statistics {
  uint64_t documents = 0, entities = 0, facts = 0, attestations = 0, conflicts = 0;
  std::map<std::string, uint64_t> facts_by_kind, facts_by_type, conflicts_by_type,
      documents_by_publisher;
  absl::Time recorded_at;  // The newest recorded moment.
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_FACT_BASE_RECORDS_H_
