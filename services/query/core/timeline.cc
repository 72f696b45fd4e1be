#include "services/query/core/timeline.h"

#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/listing.h"

namespace dateline::query {
namespace {

bool ReportsAsHeld(const Factuality& factuality) {
  const bool actual =
      factuality.status == FactStatus::kActual || factuality.status == FactStatus::kUnspecified;
  return actual && factuality.polarity != Polarity::kNegative;
}

absl::StatusOr<bool> AnnouncedThenHeld(const FactBaseView& view, const AttestedFact& event) {
  if (event.record.report_count < 2 || !ReportsAsHeld(event.record.factuality)) return false;
  DATELINE_ASSIGN_OR_RETURN(std::vector<AttestationRecord> attestations,
                            view.GetAttestations(event.record.id, kAllAttestations));
  std::set<std::string> held_by;
  std::set<std::string> announced_by;
  for (const AttestationRecord& record : attestations) {
    const Attestation& attestation = record.attestation;
    if (ReportsAsHeld(attestation.factuality)) held_by.insert(attestation.document_id);
    if (attestation.factuality.status == FactStatus::kPlanned) {
      announced_by.insert(attestation.document_id);
    }
  }
  for (const std::string& document : held_by) announced_by.erase(document);
  return !held_by.empty() && !announced_by.empty();
}

}  // namespace

absl::StatusOr<Timeline> GetTimeline(const FactBase& base, const TimelineQuery& query,
                                     const Cancellation& cancellation) {
  FactFilter filter;
  filter.entity_ids = query.entity_ids;
  filter.kinds = {FactKind::kEvent};
  filter.types = query.types;
  filter.valid = query.valid;
  filter.min_origins = query.min_origins;
  DATELINE_RETURN_IF_ERROR(ValidateFactFilter(filter, ""));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(std::move(filter), page.view));
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<FactStream> stream,
      OpenFactStream(page.view, matcher, FactOrder::kValidTime, /*dated_only=*/true, page.size,
                     page.position, cancellation));
  const auto matches = [&](const FactRecord& record) { return matcher.Matches(page.view, record); };
  DATELINE_ASSIGN_OR_RETURN(FactPage facts,
                            ReadFactPage(page, *stream, matches, kShownAttestations, cancellation));
  Timeline out;
  out.next_page_token = std::move(facts.next_page_token);
  for (AttestedFact& event : facts.facts) {
    DATELINE_ASSIGN_OR_RETURN(const bool both, AnnouncedThenHeld(page.view, event));
    out.entries.push_back({.event = std::move(event), .announced_then_held = both});
  }
  return out;
}

}  // namespace dateline::query
