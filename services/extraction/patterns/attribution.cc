#include "services/extraction/patterns/attribution.h"

#include <algorithm>
#include <vector>

namespace dateline::patterns {
namespace {

// Statements nest a few levels; further back none reaches this far.
constexpr size_t kSearched = 48;

// One part of what somebody said.
struct Speech {
  ByteSpan content;
  size_t draft = 0;  // Position of the statement among the drafts.
  std::vector<AttributionLink> links;
};

std::vector<AttributionLink> LinksOf(const DraftFact& draft) {
  std::vector<AttributionLink> links = draft.relays;
  AttributionLink link;
  link.source = std::get<Statement>(draft.fact.content.body).speaker;
  link.kind = draft.agency ? AttributionKind::kAgency : AttributionKind::kSpeaker;
  link.cue = draft.cue;
  links.push_back(std::move(link));
  links.insert(links.end(), draft.cited.begin(), draft.cited.end());
  return links;
}

}  // namespace

void AttributeDrafts(FactSink& sink) {
  std::vector<DraftFact>& drafts = sink.drafts();
  std::vector<Speech> speeches;
  for (size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].fact.content.kind() != FactKind::kStatement) continue;
    for (const ByteSpan part : drafts[i].content) speeches.push_back({part, i, LinksOf(drafts[i])});
  }
  // By begin, the longer first: an outer statement comes before an inner one.
  std::stable_sort(speeches.begin(), speeches.end(), [](const Speech& a, const Speech& b) {
    if (a.content.begin != b.content.begin) return a.content.begin < b.content.begin;
    return a.content.end > b.content.end;
  });
  for (size_t d = 0; d < drafts.size(); ++d) {
    DraftFact& draft = drafts[d];
    const auto after = std::upper_bound(
        speeches.begin(), speeches.end(), draft.anchor.begin,
        [](uint32_t at, const Speech& speech) { return at < speech.content.begin; });
    const auto count = static_cast<size_t>(after - speeches.begin());
    const size_t from = count > kSearched ? count - kSearched : 0;
    std::vector<AttributionLink>& chain = draft.fact.attestation.attribution;
    for (size_t i = from; i < count; ++i) {
      const Speech& speech = speeches[i];
      if (speech.draft == d || !speech.content.Contains(draft.anchor)) continue;
      if (speech.content == draft.anchor && draft.fact.content.kind() == FactKind::kStatement) {
        continue;
      }
      chain.insert(chain.end(), speech.links.begin(), speech.links.end());
    }
    chain.insert(chain.end(), draft.relays.begin(), draft.relays.end());
  }
}

}  // namespace dateline::patterns
