// When what a verb or noun names is said to have happened.
//
//   const EventTime time = TimeOf(view, trigger);
//   SetTime(time, draft);
//
// Looked for, in this order:
//   clause    a time that hangs from the trigger or from its own clause: "was
//             attacked on Monday", "Monday's attack", "held talks in May";
//   sentence  a time of the clause that the trigger's clause is part of: "On
//             Monday he met the envoy and visited the harbour", "began on Monday
//             to withdraw". Not across words said, asked for or taken for granted:
//             "said on Monday that the army had attacked the town";
//   passage   for a past main clause without a time: the time last told of in the
//             sentences before it in its paragraph. In a quotation only if the
//             quotation holds that time, and never in words reported.
//
// A time with "since" or "until" gives an open interval. Times that say what
// something else is ("the 1997 treaty"), when it was not ("before Friday"), how
// long it took or how often it is are nobody's time.
//
// Thread-safe: pure functions, linear in the times of the sentence and the few
// before it.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TIME_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TIME_H_

#include <cstdint>
#include <optional>

#include "common/fact/fact.h"
#include "common/text/byte_span.h"
#include "common/time/time_interval.h"
#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/fact_sink.h"

namespace dateline::patterns {

struct EventTime {
  std::optional<TimeInterval> value;  // Unset if no time is given.
  TimeSource source = TimeSource::kUnspecified;
  ByteSpan words = {};  // Those that give it; empty if unset.
};

// The time of what the word at `trigger` names or says.
EventTime TimeOf(const DocumentView& view, uint32_t trigger);

// "the former mayor", "the late chairman".
bool IsFormerOffice(const DocumentView& view, uint32_t noun);
// True for the words that say so: "former", "ex", "late", "ousted".
bool SaysFormer(std::string_view lower);

// What was over when the text was published: an interval with an open start that
// ends, approximately, the day before. Nothing for a text of unknown date.
EventTime EndedBeforePublication(const DocumentView& view);

// Writes it into a draft; leaves the draft alone if no time is given.
void SetTime(const EventTime& time, DraftFact& draft);

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_TIME_H_
