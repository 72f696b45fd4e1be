// How a fact is known: every attestation with the text around its evidence,
// the independent origins, the conflicts it is part of, and its history.
//
//   DATELINE_ASSIGN_OR_RETURN(Explanation explanation, ExplainFact(base, id, std::nullopt,
//   cancellation));
//
// Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_EXPLAIN_H_
#define DATELINE_SERVICES_QUERY_CORE_EXPLAIN_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/query/core/cancellation.h"
#include "services/query/core/conflicts.h"
#include "services/query/core/fact_history.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {

struct ExplainedAttestation {
  AttestationRecord attestation;
  std::string document_title;
  std::string document_uri;
  std::vector<Passage> passages;  // Those that hold the evidence, in order.
};

struct Explanation {
  FactRecord fact;
  std::vector<ExplainedAttestation> attestations;  // By publication time and document id.
  std::vector<OriginRecord> origins;               // By name.
  std::vector<AttestedConflict> conflicts;         // By id.
  FactHistory history;                             // At most kMaxFactVersions.
};

// FIELD_REQUIRED, FIELD_INVALID, FACT_NOT_FOUND.
absl::StatusOr<Explanation> ExplainFact(const FactBase& base, std::string_view fact_id,
                                        std::optional<absl::Time> known_at,
                                        const Cancellation& cancellation);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_EXPLAIN_H_
