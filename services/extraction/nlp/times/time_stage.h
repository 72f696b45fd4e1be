// Finds the time expressions of a document and says when they were.
//
//   TimeStage().Annotate(document);   // needs sentences and tokens
//   document.times: "two weeks ago" -> 2019-W18, relative
//
// Relative expressions are resolved against AnnotatedDocument::published_at
// and, where the words ask for it ("the day before", "a year later"), against
// the time last spoken of in the same or the previous sentence; without them
// they have no value. Weekdays and months without a year are past, unless the
// clause looks ahead. docs/guides/times.md lists what is understood.
//
// Spans may begin or end inside a token ("mid-March"-style compounds); `tokens`
// covers them. Deterministic, linear in the text. Immutable and thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_STAGE_H_

#include <optional>
#include <string>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/times/time_resolver.h"
#include "services/extraction/nlp/times/time_sense.h"

namespace dateline::nlp {

// A mention with what it was read from, for measuring.
struct ResolvedTime {
  TimeMention mention;
  TimeSense sense;
};

class TimeStage final : public Stage {
 public:
  // Writes `times`.
  void Annotate(AnnotatedDocument& document) const override;

  // The same, with the sense of each mention.
  std::vector<ResolvedTime> Find(const AnnotatedDocument& document) const;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TIMES_TIME_STAGE_H_
