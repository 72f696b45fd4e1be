#include "services/extraction/patterns/attribution.h"

#include <algorithm>
#include <vector>

namespace dateline::patterns {
namespace {

// Statements nest a few levels; further back none reaches this far.
constexpr size_t kSearched = 48;

struct Speech {
  ByteSpan content;
  AttributionLink link;
};

AttributionLink LinkOf(const DraftFact& draft) {
  AttributionLink link;
  link.source = std::get<Statement>(draft.fact.content.body).speaker;
  link.kind = draft.agency ? AttributionKind::kAgency : AttributionKind::kSpeaker;
  link.cue = draft.cue;
  return link;
}

}  // namespace

void AttributeDrafts(FactSink& sink) {
  std::vector<Speech> speeches;
  for (const DraftFact& draft : sink.drafts()) {
    if (draft.fact.content.kind() != FactKind::kStatement) continue;
    speeches.push_back({draft.content, LinkOf(draft)});
  }
  // By begin, the longer first: an outer statement comes before an inner one.
  std::stable_sort(speeches.begin(), speeches.end(), [](const Speech& a, const Speech& b) {
    if (a.content.begin != b.content.begin) return a.content.begin < b.content.begin;
    return a.content.end > b.content.end;
  });
  for (DraftFact& draft : sink.drafts()) {
    const auto after = std::upper_bound(
        speeches.begin(), speeches.end(), draft.anchor.begin,
        [](uint32_t at, const Speech& speech) { return at < speech.content.begin; });
    const auto count = static_cast<size_t>(after - speeches.begin());
    const size_t from = count > kSearched ? count - kSearched : 0;
    for (size_t i = from; i < count; ++i) {
      const Speech& speech = speeches[i];
      if (!speech.content.Contains(draft.anchor) || speech.content == draft.anchor) continue;
      draft.fact.attestation.attribution.push_back(speech.link);
    }
  }
}

}  // namespace dateline::patterns
