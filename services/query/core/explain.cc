#include "services/query/core/explain.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/fact_reading.h"

namespace dateline::query {
namespace {

bool HoldsEvidence(const Passage& passage, const Attestation& attestation) {
  return std::any_of(
      attestation.evidence.begin(), attestation.evidence.end(),
      [&](const Evidence& evidence) { return passage.span.Overlaps(evidence.span); });
}

ExplainedAttestation Explain(AttestationRecord attestation,
                             const std::optional<DocumentRecord>& document) {
  ExplainedAttestation out;
  if (document) {
    out.document_title = document->document.title;
    out.document_uri = document->document.uri;
    std::copy_if(
        document->passages.begin(), document->passages.end(), std::back_inserter(out.passages),
        [&](const Passage& passage) { return HoldsEvidence(passage, attestation.attestation); });
  }
  out.attestation = std::move(attestation);
  return out;
}

}  // namespace

absl::StatusOr<Explanation> ExplainFact(const FactBase& base, std::string_view fact_id,
                                        std::optional<absl::Time> known_at,
                                        const Cancellation& cancellation) {
  DATELINE_RETURN_IF_ERROR(ValidateId("fact_id", fact_id));
  DATELINE_ASSIGN_OR_RETURN(FactBaseView view, base.OpenView(known_at));
  Explanation out;
  DATELINE_ASSIGN_OR_RETURN(out.fact, RequireFact(view, fact_id));
  DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> attestations,
                            view.GetAttestations(out.fact, kAllAttestations));
  std::string document_id;
  std::optional<DocumentRecord> document;
  for (AttestationRecord& attestation : attestations) {
    DATELINE_RETURN_IF_ERROR(cancellation.Check());
    // Attestations of one document are neighbours: read it once.
    if (attestation.attestation.document_id != document_id) {
      document_id = attestation.attestation.document_id;
      DATELINE_ASSIGN_OR_RETURN(document, view.GetDocument(document_id));
    }
    out.attestations.push_back(Explain(std::move(attestation), document));
  }
  DATELINE_ASSIGN_OR_RETURN(out.origins, view.GetOrigins(out.fact.id));
  DATELINE_ASSIGN_OR_RETURN(out.conflicts, ReadConflicts(view, out.fact.conflict_ids));
  DATELINE_ASSIGN_OR_RETURN(out.history,
                            ReadFactHistory(base, view, out.fact, kMaxFactVersions, cancellation));
  return out;
}

}  // namespace dateline::query
