#include "services/extraction/nlp/times/time_stage.h"

#include <utility>

#include "services/extraction/nlp/times/clause_tense.h"
#include "services/extraction/nlp/times/time_atoms.h"
#include "services/extraction/nlp/times/time_parser.h"

namespace dateline::nlp {
namespace {

using Kind = TimeSense::Kind;

std::vector<TimeAtom> AtomsOf(const AnnotatedDocument& document, const Sentence& sentence) {
  std::vector<TimeToken> tokens;
  tokens.reserve(sentence.tokens.size());
  for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
    const Token& token = document.tokens[i];
    tokens.push_back({document.Form(i), token.span.begin, token.space_after});
  }
  return SplitIntoAtoms(tokens);
}

// "in two weeks" of what happened is how long it took.
void SettleAmbiguity(TimeSense& sense, ClauseTense tense) {
  if (sense.only_ahead && tense == ClauseTense::kPast) {
    sense.kind = Kind::kDuration;
    sense.relative = false;
  }
}

// A calendar time whose year the words leave open.
bool LacksYear(const TimeSense& sense) {
  if (sense.kind == Kind::kRange) return LacksYear(sense.ends[0]);
  return sense.kind == Kind::kCalendar && !sense.year && !sense.decade && !sense.century;
}

TimeMention Mention(const FoundTime& found, const std::vector<TimeAtom>& atoms,
                    uint32_t first_token) {
  TimeMention mention;
  mention.span = {atoms[found.begin].span.begin, atoms[found.end - 1].span.end};
  mention.tokens = {first_token + atoms[found.begin].token,
                    first_token + atoms[found.end - 1].token + 1};
  mention.duration = found.sense.kind == Kind::kDuration && !found.sense.repeated;
  mention.set = found.sense.repeated;
  return mention;
}

// A time that "the day before" and "a year later" may be told from.
bool CanBeFocus(const TimeSense& sense, const TimeInterval& value) {
  return value.start && value.end && sense.kind != Kind::kSpan;
}

}  // namespace

std::vector<ResolvedTime> TimeStage::Find(const AnnotatedDocument& document) const {
  std::vector<ResolvedTime> out;
  TimeContext context;
  if (document.published_at && document.published_at->start) {
    context.reference = document.published_at->start;
  }
  size_t focus_age = 0;
  for (const Sentence& sentence : document.sentences) {
    if (++focus_age > 2) context.focus.reset();
    const std::vector<TimeAtom> atoms = AtomsOf(document, sentence);
    for (FoundTime& found : FindTimes(atoms)) {
      context.tense = TenseAround(atoms, found.begin, found.end);
      SettleAmbiguity(found.sense, context.tense);
      TimeMention mention = Mention(found, atoms, sentence.tokens.begin);
      // Two in one token: token ranges must stay apart, the first one stays.
      if (!out.empty() && mention.tokens.begin < out.back().mention.tokens.end) continue;
      mention.value = ResolveTime(found.sense, context);
      mention.relative = found.sense.relative || LacksYear(found.sense);
      if (mention.value && CanBeFocus(found.sense, *mention.value)) {
        context.focus = mention.value;
        focus_age = 0;
      }
      out.push_back({std::move(mention), std::move(found.sense)});
    }
  }
  return out;
}

void TimeStage::Annotate(AnnotatedDocument& document) const {
  document.times.clear();
  for (ResolvedTime& found : Find(document)) document.times.push_back(std::move(found.mention));
}

}  // namespace dateline::nlp
