#include "services/query/core/timeline.h"

#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/core/fact_filter.h"
#include "services/query/core/listing.h"

namespace dateline::query {
namespace {

FactStatus StatusOf(const Factuality& factuality) {
  // Readers treat what is not known as actual (fact.proto).
  return factuality.status == FactStatus::kUnspecified ? FactStatus::kActual : factuality.status;
}

bool ReportsAsHeld(const Factuality& factuality) {
  return StatusOf(factuality) == FactStatus::kActual && factuality.polarity != Polarity::kNegative;
}

bool SaysTheSame(const Factuality& a, const Factuality& b) {
  return StatusOf(a) == StatusOf(b) &&
         (a.polarity == Polarity::kNegative) == (b.polarity == Polarity::kNegative);
}

bool AnnouncedThenHeld(const AttestedFact& event) {
  if (!ReportsAsHeld(event.record.factuality)) return false;
  std::set<std::string> held_by;
  std::set<std::string> announced_by;
  for (const AttestationRecord& record : event.attestations) {
    const Attestation& attestation = record.attestation;
    if (ReportsAsHeld(attestation.factuality)) held_by.insert(attestation.document_id);
    if (attestation.factuality.status == FactStatus::kPlanned) {
      announced_by.insert(attestation.document_id);
    }
  }
  for (const std::string& document : held_by) announced_by.erase(document);
  return !held_by.empty() && !announced_by.empty();
}

// Attestations come by publication time. A document that says a thing twice is
// one report.
std::vector<StatusReport> StatusHistory(const std::vector<AttestationRecord>& attestations) {
  std::vector<StatusReport> history;
  std::string last_document;
  for (const AttestationRecord& record : attestations) {
    const Attestation& attestation = record.attestation;
    const bool goes_on =
        !history.empty() && SaysTheSame(history.back().factuality, attestation.factuality);
    if (!goes_on) {
      history.push_back({.factuality = attestation.factuality,
                         .published_at = attestation.published_at,
                         .publisher = attestation.publisher,
                         .document_id = attestation.document_id,
                         .report_count = 1});
    } else if (attestation.document_id != last_document) {
      ++history.back().report_count;
    }
    last_document = attestation.document_id;
  }
  return history;
}

TimelineEntry EntryOf(AttestedFact event) {
  TimelineEntry entry;
  entry.announced_then_held = AnnouncedThenHeld(event);
  entry.status_history = StatusHistory(event.attestations);
  if (event.attestations.size() > kShownAttestations) {
    event.attestations.resize(kShownAttestations);
  }
  entry.event = std::move(event);
  return entry;
}

std::vector<TimelineBucket> BucketsOf(const std::vector<TimelineEntry>& entries,
                                      TimeBucket bucket) {
  std::vector<TimelineBucket> buckets;
  for (const TimelineEntry& entry : entries) {
    const FactRecord& event = entry.event.record;
    const CalendarBucket calendar =
        BucketOf(absl::CivilDay(*event.content.valid_time->start), bucket);
    if (buckets.empty() || buckets.back().calendar.first != calendar.first) {
      buckets.push_back({.calendar = calendar});
    }
    TimelineBucket& last = buckets.back();
    ++last.entry_count;
    last.report_count += event.report_count;
    if (event.origin_count >= 2) ++last.corroborated_count;
  }
  return buckets;
}

// Whether what comes after the page may start in its last stretch. Where many
// entries of the stretch do not match, nobody looks for one that does.
constexpr int kMostLookedAt = 100;

absl::StatusOr<bool> GoesOnIn(const OpenPage& page, const FactMatcher& matcher,
                              const CalendarBucket& last, std::string_view position,
                              const Cancellation& cancellation) {
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<FactStream> stream,
                            OpenFactStream(page.view, matcher, FactOrder::kValidTime,
                                           /*dated_only=*/true, 1, position, cancellation));
  for (int looked_at = 0; looked_at < kMostLookedAt; ++looked_at) {
    DATELINE_ASSIGN_OR_RETURN(const std::optional<FactIndexEntry> entry, stream->Next());
    if (!entry || absl::CivilDay(*entry->valid_start) > last.last) return false;
    DATELINE_ASSIGN_OR_RETURN(const auto record, page.view.GetFact(entry->fact_id));
    if (!record) continue;
    DATELINE_ASSIGN_OR_RETURN(const bool matches, matcher.Matches(page.view, *record));
    if (matches) return true;
  }
  return true;
}

FactFilter FilterOf(const TimelineQuery& query) {
  FactFilter filter;
  filter.entity_ids = query.entity_ids;
  filter.kinds = {FactKind::kEvent};
  filter.types = query.types;
  filter.valid = query.valid;
  filter.as_of = query.as_of;
  filter.min_origins = query.min_origins;
  return filter;
}

}  // namespace

absl::StatusOr<Timeline> GetTimeline(const FactBase& base, const TimelineQuery& query,
                                     const Cancellation& cancellation) {
  FactFilter filter = FilterOf(query);
  DATELINE_RETURN_IF_ERROR(ValidateFactFilter(filter, ""));
  DATELINE_ASSIGN_OR_RETURN(OpenPage page, BeginPage(base, query.page, query.known_at));
  DATELINE_ASSIGN_OR_RETURN(FactMatcher matcher, FactMatcher::Create(std::move(filter), page.view));
  DATELINE_ASSIGN_OR_RETURN(
      std::unique_ptr<FactStream> stream,
      OpenFactStream(page.view, matcher, FactOrder::kValidTime, /*dated_only=*/true, page.size,
                     page.position, cancellation));
  const auto matches = [&](const FactRecord& record) { return matcher.Matches(page.view, record); };
  DATELINE_ASSIGN_OR_RETURN(FactPage facts,
                            ReadFactPage(page, *stream, matches, kMaxStatusReports, cancellation));
  Timeline out;
  for (AttestedFact& event : facts.facts) out.entries.push_back(EntryOf(std::move(event)));
  if (query.bucket != TimeBucket::kNone) out.buckets = BucketsOf(out.entries, query.bucket);
  if (!out.buckets.empty() && !facts.next_page_token.empty()) {
    TimelineBucket& last = out.buckets.back();
    DATELINE_ASSIGN_OR_RETURN(
        last.continued, GoesOnIn(page, matcher, last.calendar, facts.next_position, cancellation));
  }
  out.next_page_token = std::move(facts.next_page_token);
  return out;
}

}  // namespace dateline::query
