#include "services/extraction/patterns/event_time.h"

#include "services/extraction/patterns/clause_factuality.h"

namespace dateline::patterns {
namespace {

// Tokens by which a time coarser than a week counts as farther away.
constexpr uint32_t kCoarseTimePenalty = 6;

}  // namespace

// The time nearest to the trigger in its clause; a year or month counts as
// farther away, for what happens has a day more often than not.
EventTime TimeOf(const DocumentView& view, uint32_t trigger) {
  const nlp::TimeMention* best = nullptr;
  uint32_t best_distance = UINT32_MAX;
  for (const nlp::TimeMention* time : view.TimesIn(ClauseAround(view, trigger))) {
    if (!time->value.has_value() || time->duration || time->set) continue;
    uint32_t distance =
        time->tokens.begin > trigger ? time->tokens.begin - trigger : trigger - time->tokens.begin;
    if (time->value->granularity > Granularity::kWeek) distance += kCoarseTimePenalty;
    if (distance >= best_distance) continue;
    best = time;
    best_distance = distance;
  }
  if (best == nullptr || best_distance > 24) return {};
  return {best->value, TimeSource::kClause};
}

void SetTime(const EventTime& time, DraftFact& draft) {
  if (!time.value.has_value()) return;
  draft.fact.content.valid_time = time.value;
  draft.fact.attestation.stated_time = time.value;
  draft.fact.attestation.time_source = time.source;
}

}  // namespace dateline::patterns
