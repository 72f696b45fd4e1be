// What two documents say that is not the same: the facts that a revision of an
// article added, dropped, told otherwise or kept.
//
//   CompareDocuments(base, {.earlier_document_id = a, .later_document_id = b}, cancellation)
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_DOCUMENT_DIFFERENCE_H_
#define DATELINE_SERVICES_QUERY_CORE_DOCUMENT_DIFFERENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

inline constexpr size_t kMaxShownDifferences = 2'000;
// Facts of one document that are read.
inline constexpr size_t kMaxFactsOfDocument = 5'000;

struct DocumentComparisonQuery {
  std::string earlier_document_id;
  std::string later_document_id;
  std::vector<FactKind> kinds;  // Empty: all.
  std::optional<absl::Time> known_at;
};

// Values equal dateline.query.v1.DocumentDifference.
enum class DocumentDifference : uint8_t {
  kUnspecified = 0,
  kDropped = 1,
  kAdded = 2,
  kRetold = 3,
  kKept = 4,
};

// Of several attestations of a document the first in its text.
struct DocumentFactDifference {
  FactRecord fact;
  DocumentDifference difference = DocumentDifference::kUnspecified;
  std::optional<Attestation> earlier;
  std::optional<Attestation> later;
  std::string counterpart_fact_id;
};

struct DocumentComparison {
  // Dropped, added, retold, kept; within each in the order of the text.
  std::vector<DocumentFactDifference> facts;
  uint32_t dropped_count = 0;
  uint32_t added_count = 0;
  uint32_t retold_count = 0;
  uint32_t kept_count = 0;
  bool truncated = false;  // A document has more than kMaxFactsOfDocument.
};

// FIELD_REQUIRED, FIELD_INVALID, DOCUMENT_NOT_FOUND.
absl::StatusOr<DocumentComparison> CompareDocuments(const FactBase& base,
                                                    const DocumentComparisonQuery& query,
                                                    const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_DOCUMENT_DIFFERENCE_H_
