// Verbs that stand beside what they report: "CLAUSE, Vance said", "CLAUSE, said
// Vance", "SUBJECT, Vance said, VERB", "As Vance said on Monday, CLAUSE".
//
//   const BesideFrames frames(view, finder);
//   if (const auto reading = frames.Read(verb, kind, speaker)) ...
//
// Thread-safe: const after construction; keeps references to both.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_BESIDE_FRAMES_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_BESIDE_FRAMES_H_

#include <cstdint>
#include <optional>

#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/reported_content.h"
#include "services/extraction/patterns/speech_source.h"

namespace dateline::patterns {

class BesideFrames {
 public:
  BesideFrames(const DocumentView& view, const SpeechSourceFinder& finder)
      : view_(view), tree_(view.tree()), finder_(finder), content_(view) {}

  // What the clause around the verb's frame says; nullopt if the verb's content
  // is not beside it.
  std::optional<ReportedReading> Read(uint32_t verb, const AttributionVerb& kind,
                                      const SpeechSource& speaker) const;

 private:
  std::optional<ReportedReading> AsSaid(uint32_t verb) const;
  bool MayStandBeside(uint32_t verb, const AttributionVerb& kind) const;
  bool FollowsQuotation(uint32_t token) const;
  bool HoldsFiniteVerb(TokenRange range) const;
  bool IsAdverbial(TokenRange range) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const SpeechSourceFinder& finder_;
  ReportedContent content_;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_BESIDE_FRAMES_H_
