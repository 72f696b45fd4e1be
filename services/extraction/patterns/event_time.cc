#include "services/extraction/patterns/event_time.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/clause_markers.h"
#include "services/extraction/patterns/gapped_conjunct.h"
#include "services/extraction/patterns/governing_words.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Tokens by which a time coarser than a week counts as farther away: what
// happens has a day more often than not.
constexpr uint32_t kCoarseTimePenalty = 6;
// Sentences of the paragraph that are looked through for the time in focus.
constexpr uint32_t kLongestPassage = 4;
// As in clause_factuality.cc.
constexpr int kLongestPath = 64;
// Words around the trigger in which times are looked for: more stand in no
// sentence that people write.
constexpr uint32_t kReach = 150;

// A time and what it hangs from.
struct PlacedTime {
  const nlp::TimeMention* time = nullptr;
  uint32_t word = 0;    // Its own topmost word.
  int64_t anchor = -1;  // What that hangs from; -1: the sentence.
  // Says which thing is meant and not when: "the 1997 treaty", "Monday's talks".
  bool names = false;
  std::string_view preposition;
};

enum class Reach : uint8_t { kNone, kSentence, kClause, kWord };

class TimeFinder {
 public:
  explicit TimeFinder(const DocumentView& view) : view_(view), tree_(view.tree()) {}

  EventTime Find(uint32_t trigger) const;

 private:
  std::optional<PlacedTime> Place(const nlp::TimeMention& time) const;
  void FindAnchor(PlacedTime& placed) const;
  std::string_view PrepositionOf(const PlacedTime& placed) const;
  bool IsTimeOfDayOnly(const nlp::TimeMention& time) const;
  bool IsYearsInParentheses(const nlp::TimeMention& time) const;
  // Times of the trigger's sentence.
  std::vector<const nlp::TimeMention*> TimesAround(uint32_t trigger) const;
  uint32_t ClauseOf(uint32_t word) const;
  bool IsClauseHead(uint32_t word) const;
  Reach ReachOf(const PlacedTime& placed, uint32_t trigger) const;
  bool NamesOccasionOf(const PlacedTime& placed, uint32_t trigger) const;
  bool IsOutsideOf(uint32_t noun, uint32_t clause) const;
  bool Passes(uint32_t clause, const PlacedTime& placed) const;
  bool GoesOnBelow(uint32_t clause, uint32_t lower) const;
  bool HappensWhen(uint32_t clause, uint32_t lower) const;
  bool ArrangesOccasion(uint32_t lower, uint32_t trigger) const;
  bool SharesWithGapped(uint32_t clause, const PlacedTime& placed) const;
  EventTime InPassage(uint32_t trigger) const;
  bool TellsOfThePast(uint32_t trigger) const;
  const nlp::TimeMention* Told(const nlp::Sentence& sentence, uint32_t trigger) const;
  bool GoesOn(uint32_t told, uint32_t trigger) const;
  bool SpeaksOn(uint32_t saying, uint32_t trigger) const;
  bool IsSaying(uint32_t verb) const;
  bool DeclinesToSpeak(uint32_t verb) const;
  bool SaysSameOccasion(uint32_t trigger) const;
  bool SpeaksOfKnown(uint32_t clause) const;
  bool IsMentioned(uint32_t entity, nlp::TokenRange range) const;
  bool SharesParticipant(uint32_t told, uint32_t clause) const;
  bool SpeakerTookPart(uint32_t told, uint32_t saying) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
};

// With "since" and "until" one end is open.
TimeInterval Bounded(TimeInterval value, std::string_view preposition) {
  if (preposition == "since") value.end.reset();
  if (preposition == "until" || preposition == "till") value.start.reset();
  return value;
}

// "at noon", "at 11 pm": of a day that the words do not say.
bool TimeFinder::IsTimeOfDayOnly(const nlp::TimeMention& time) const {
  if (!time.relative || time.value->granularity > Granularity::kHour) return false;
  for (uint32_t at = time.tokens.begin; at < time.tokens.end; ++at) {
    const std::string_view word = view_.Lower(at);
    if (word.empty() || (word[0] >= '0' && word[0] <= '9')) continue;
    if (!IsOneOf(word, {"a.m.", "p.m.", "a.m", "p.m", "am", "pm", "noon", "midnight", "midday",
                        "o'clock", "gmt", "utc", "local", "time", "at", "the", ".", ":"})) {
      return false;
    }
  }
  return true;
}

// "the plan for the harbour (2020-2030)": the plan's, whatever it hangs from.
bool TimeFinder::IsYearsInParentheses(const nlp::TimeMention& time) const {
  return view_.Lower(static_cast<int64_t>(time.tokens.begin) - 1) == "(" &&
         time.value->granularity >= Granularity::kYear;
}

// The topmost word of the time and what it hangs from.
void TimeFinder::FindAnchor(PlacedTime& placed) const {
  const nlp::TokenRange tokens = placed.time->tokens;
  placed.word = tokens.begin;
  for (uint32_t at = tokens.begin; at < tokens.end; ++at) {
    const int64_t head = tree_.Head(at);
    const bool inside = head >= tokens.begin && head < tokens.end;
    if (inside || IsOneOf(tree_.Relation(at), {"case", "punct", "det"})) continue;
    placed.word = at;
    placed.anchor = head;
    return;
  }
}

// "the day before" and "between May and June" have theirs inside.
std::string_view TimeFinder::PrepositionOf(const PlacedTime& placed) const {
  const uint32_t begin = placed.time->tokens.begin;
  std::string_view preposition;
  for (const uint32_t child : tree_.ChildrenWith(placed.word, "case")) {
    if (child < begin) preposition = view_.Lower(child);
  }
  const bool before = begin > 0 && tree_.Upos(begin - 1) == "ADP";
  return preposition.empty() && before ? view_.Lower(begin - 1) : preposition;
}

std::optional<PlacedTime> TimeFinder::Place(const nlp::TimeMention& time) const {
  if (!time.value.has_value() || time.duration || time.set) return std::nullopt;
  if (IsTimeOfDayOnly(time)) return std::nullopt;
  PlacedTime placed;
  placed.time = &time;
  FindAnchor(placed);
  const std::string_view relation = tree_.Relation(placed.word);
  // "before next week's talks": the preposition is that of the talks.
  placed.names = IsOneOf(relation, {"nmod:poss", "compound", "amod", "nummod"});
  if (IsYearsInParentheses(time)) {
    if (placed.anchor < 0 || tree_.Upos(placed.anchor) == "VERB") return std::nullopt;
    placed.names = true;
  }
  if (!placed.names) placed.preposition = PrepositionOf(placed);
  if (IsOneOf(placed.preposition, {"before", "after", "following", "than", "to"})) {
    return std::nullopt;
  }
  if (DependencyTree::Matches(relation, "nmod")) {
    // "the Courts Act, 1960"
    const bool dated =
        placed.preposition.empty() && tree_.Upos(placed.word) == "NUM" &&
        tree_.Upos(static_cast<uint32_t>(std::max<int64_t>(placed.anchor, 0))) == "PROPN";
    placed.names |= dated || placed.preposition == "of";
  }
  return placed;
}

std::vector<const nlp::TimeMention*> TimeFinder::TimesAround(uint32_t trigger) const {
  nlp::TokenRange near = view_.SentenceAt(trigger).tokens;
  if (trigger - near.begin > kReach) near.begin = trigger - kReach;
  near.end = std::min(near.end, trigger + kReach);
  return view_.TimesIn(near);
}

bool TimeFinder::IsClauseHead(uint32_t word) const {
  if (tree_.Head(word) < 0) return true;
  const std::string_view relation = tree_.Relation(word);
  if (IsOneOf(relation, {"parataxis", "list"})) return true;
  for (const std::string_view clausal : {"ccomp", "xcomp", "advcl", "acl", "csubj", "parataxis"}) {
    if (DependencyTree::Matches(relation, clausal)) return true;
  }
  if (relation != "conj") return false;
  return tree_.Upos(word) == "VERB" || tree_.Child(word, "cop") >= 0 ||
         tree_.Child(word, "nsubj") >= 0;
}

uint32_t TimeFinder::ClauseOf(uint32_t word) const {
  for (int steps = 0; steps < kLongestPath && !IsClauseHead(word); ++steps) {
    word = static_cast<uint32_t>(tree_.Head(word));
  }
  return word;
}

// A noun that the clause's own time says nothing of: "on Monday they condemned
// the attack", "was arrested on Monday after the attack".
bool TimeFinder::IsOutsideOf(uint32_t noun, uint32_t clause) const {
  for (uint32_t at = noun; at != clause;) {
    const int64_t head = tree_.Head(at);
    if (head < 0) return false;
    const std::string_view relation = tree_.Relation(at);
    const Governor* governor = FindGovernor(tree_.Lemma(head), tree_.Upos(head));
    if (governor != nullptr && IsDefinite(view_, at) &&
        (relation == "obj" || relation == "nsubj:pass") &&
        (governor->object == Effect::kFact || governor->object == Effect::kTopic ||
         governor->object == Effect::kDenied)) {
      return true;
    }
    const std::string subordinator = SubordinatorOf(view_, at);
    if (IsOneOf(subordinator, {"after", "before", "following", "since", "because of", "over",
                               "about", "for", "against", "ahead of", "despite", "due to"})) {
      return true;
    }
    at = static_cast<uint32_t>(head);
  }
  return false;
}

// "held Monday's talks", "spoke at Monday's summit".
bool TimeFinder::NamesOccasionOf(const PlacedTime& placed, uint32_t trigger) const {
  const auto occasion = static_cast<uint32_t>(placed.anchor);
  if (tree_.Head(occasion) != static_cast<int64_t>(trigger)) return false;
  if (IsLightVerb(tree_.Lemma(trigger))) return true;
  return tree_.HasRelation(occasion, "obl") && IsArrangedOccasion(tree_.Lemma(occasion)) &&
         !IsOutsideOf(occasion, trigger);
}

// True if the time of the clause above `clause` is its time too.
bool TimeFinder::Passes(uint32_t clause, const PlacedTime& placed) const {
  const std::string_view relation = tree_.Relation(clause);
  const bool time_first = placed.time->tokens.begin < clause;
  // "was appointed in January and is held in esteem": not the same time.
  if (relation == "conj") {
    const bool now = tree_.HasFeature(clause, "Tense=Pres") || tree_.Child(clause, "cop") >= 0 ||
                     tree_.Child(clause, "aux:pass") >= 0;
    return time_first && (!now || IsPast(tree_, clause) == IsPast(tree_, tree_.Head(clause)));
  }
  const bool adverbial = relation == "advcl";
  if (!adverbial && !DependencyTree::Matches(relation, "xcomp")) return false;
  const auto head = static_cast<uint32_t>(tree_.Head(clause));
  const Governor* governor = FindGovernor(tree_.Lemma(head), tree_.Upos(head));
  if (time_first && governor != nullptr && IsToInfinitive(tree_, clause)) {
    // "agreed on Friday to meet" does not say when; "agreed to meet on Friday" does.
    const Effect effect = governor->infinitive;
    return effect == Effect::kNone || effect == Effect::kSame || effect == Effect::kOpposite ||
           effect == Effect::kTried;
  }
  if (!adverbial) return true;
  const std::string subordinator = SubordinatorOf(view_, clause);
  return subordinator.empty() || IsOneOf(subordinator, {"when", "while", "as", "during", "by"});
}

// "began meeting on Monday": the time of the lower verb is that of the upper.
bool TimeFinder::GoesOnBelow(uint32_t clause, uint32_t lower) const {
  if (tree_.Head(lower) != static_cast<int64_t>(clause) || !tree_.HasRelation(lower, "xcomp")) {
    return false;
  }
  const Governor* governor = FindGovernor(tree_.Lemma(clause), tree_.Upos(clause));
  return governor != nullptr &&
         (governor->infinitive == Effect::kSame || governor->infinitive == Effect::kOpposite);
}

// "died when the ferry sank on Monday". Of "..., the guard said" the parser
// takes the clause with "when" for one of saying now and then.
bool TimeFinder::HappensWhen(uint32_t clause, uint32_t lower) const {
  if (!tree_.HasRelation(lower, "advcl")) return false;
  if (!IsOneOf(SubordinatorOf(view_, lower), {"when", "while", "as"})) return false;
  const int64_t head = tree_.Head(lower);
  const bool said_later = tree_.HasRelation(clause, "ccomp") && head == tree_.Head(clause) &&
                          clause < lower && static_cast<int64_t>(lower) < head;
  return head == static_cast<int64_t>(clause) || said_later;
}

// "the talks, scheduled for Friday, were cancelled on Monday": were to be on Friday.
bool TimeFinder::ArrangesOccasion(uint32_t lower, uint32_t trigger) const {
  return tree_.Head(lower) == static_cast<int64_t>(trigger) && tree_.Relation(lower) == "acl" &&
         tree_.Upos(trigger) == "NOUN" &&
         IsOneOf(tree_.Lemma(lower), {"schedule", "plan", "slate", "reschedule", "set", "due"});
}

// "Seven were killed and 23 injured on Sunday": both on Sunday.
bool TimeFinder::SharesWithGapped(uint32_t clause, const PlacedTime& placed) const {
  const uint32_t time_clause = ClauseOf(static_cast<uint32_t>(placed.anchor));
  // "Four died and 20 were injured on Sunday", of the same people.
  const int64_t counted = tree_.Child(time_clause, "nsubj");
  const bool goes_on = tree_.HasRelation(time_clause, "conj") && counted > clause &&
                       tree_.Head(time_clause) == static_cast<int64_t>(clause) &&
                       (tree_.Upos(counted) == "NUM" || view_.Lower(counted) == "others");
  if (goes_on && placed.time->tokens.begin > time_clause) return true;
  const auto gap = GappedConjunctAt(view_, std::max(clause, time_clause));
  return gap.has_value() && gap->first == std::min(clause, time_clause) &&
         placed.time->tokens.begin > std::max(clause, time_clause);
}

Reach TimeFinder::ReachOf(const PlacedTime& placed, uint32_t trigger) const {
  if (placed.anchor == static_cast<int64_t>(trigger) || placed.word == trigger) return Reach::kWord;
  if (placed.anchor < 0) return Reach::kSentence;
  const auto anchor = static_cast<uint32_t>(placed.anchor);
  // "said today conditions had worsened"
  if (placed.time->tokens.begin == trigger + 1 && tree_.Upos(trigger) == "VERB") {
    return Reach::kWord;
  }
  if (placed.names) return NamesOccasionOf(placed, trigger) ? Reach::kClause : Reach::kNone;
  const uint32_t time_clause = ClauseOf(anchor);
  uint32_t clause = ClauseOf(trigger);
  // "the invasion of the islands on 2 August"
  if (trigger != clause && clause == time_clause && tree_.IsBelow(anchor, trigger)) {
    return Reach::kWord;
  }
  if (IsOutsideOf(trigger, clause)) return Reach::kNone;
  if (clause == time_clause) return Reach::kClause;
  if (ArrangesOccasion(time_clause, trigger)) return Reach::kWord;
  if (SharesWithGapped(clause, placed)) return Reach::kSentence;
  if (GoesOnBelow(clause, time_clause) || HappensWhen(clause, time_clause)) {
    return Reach::kSentence;
  }
  // "The trial is set to begin on Friday."
  if (tree_.HasRelation(trigger, "nsubj") && tree_.HasRelation(time_clause, "xcomp") &&
      tree_.Head(trigger) == tree_.Head(time_clause) && IsLightVerb(tree_.Lemma(time_clause))) {
    return Reach::kClause;
  }
  for (int steps = 0; steps < kLongestPath && clause != time_clause; ++steps) {
    if (tree_.Head(clause) < 0 || !Passes(clause, placed)) return Reach::kNone;
    clause = ClauseOf(static_cast<uint32_t>(tree_.Head(clause)));
  }
  // Who is quoted does not speak of when that was.
  const int32_t quote = view_.QuoteAt(trigger);
  if (quote >= 0 && quote != view_.QuoteAt(placed.time->tokens.begin)) return Reach::kNone;
  return clause == time_clause ? Reach::kSentence : Reach::kNone;
}

EventTime TimeFinder::Find(uint32_t trigger) const {
  std::optional<PlacedTime> best;
  Reach best_reach = Reach::kNone;
  uint32_t best_distance = UINT32_MAX;
  for (const nlp::TimeMention* time : TimesAround(trigger)) {
    const std::optional<PlacedTime> placed = Place(*time);
    if (!placed.has_value()) continue;
    const Reach reach = ReachOf(*placed, trigger);
    uint32_t distance =
        time->tokens.begin > trigger ? time->tokens.begin - trigger : trigger - time->tokens.begin;
    if (time->value->granularity > Granularity::kWeek) distance += kCoarseTimePenalty;
    if (reach == Reach::kNone || reach < best_reach) continue;
    if (reach == best_reach && distance >= best_distance) continue;
    best = placed;
    best_reach = reach;
    best_distance = distance;
  }
  if (!best.has_value()) return InPassage(trigger);
  // "postponed until May": is to be in May.
  const bool put_off =
      best->anchor >= 0 && IsOneOf(tree_.Lemma(static_cast<uint32_t>(best->anchor)),
                                   {"postpone", "delay", "adjourn", "defer", "reschedule"});
  return {put_off ? *best->time->value : Bounded(*best->time->value, best->preposition),
          best_reach == Reach::kSentence ? TimeSource::kSentence : TimeSource::kClause,
          best->time->span};
}

// A main clause in the past, or an occasion in one: the story goes on.
bool TimeFinder::TellsOfThePast(uint32_t trigger) const {
  uint32_t clause = ClauseOf(trigger);
  if (clause != trigger && IsOutsideOf(trigger, clause)) return false;
  for (int steps = 0; steps < kLongestPath && tree_.Relation(clause) == "conj"; ++steps) {
    clause = ClauseOf(static_cast<uint32_t>(tree_.Head(clause)));
  }
  const bool main_clause = tree_.Head(clause) < 0 || tree_.HasRelation(clause, "parataxis");
  if (!main_clause || !IsPast(tree_, clause)) return false;
  // "has met", "had met", "did not meet" and "would meet" leave the story.
  for (const uint32_t child : tree_.Children(clause)) {
    if (tree_.Relation(child) != "aux") continue;
    if (!IsOneOf(tree_.Lemma(child), {"be", "do"})) return false;
  }
  return true;
}

// The same person speaks: when somebody said something is when he goes on, and
// not when anything else happened.
bool TimeFinder::SpeaksOn(uint32_t saying, uint32_t trigger) const {
  for (const uint32_t before : tree_.ChildrenWith(saying, "nsubj")) {
    const EntityMention* speaker = view_.MentionAt(before);
    if (speaker == nullptr) continue;
    for (const uint32_t now : tree_.ChildrenWith(trigger, "nsubj")) {
      const EntityMention* same = view_.MentionAt(now);
      if (same != nullptr && same->entity == speaker->entity) return true;
    }
  }
  return false;
}

bool TimeFinder::IsSaying(uint32_t verb) const {
  const Governor* governor = FindGovernor(tree_.Lemma(verb), tree_.Upos(verb));
  return governor != nullptr && governor->clause == Effect::kSaid;
}

// "declined to comment": asked when the story was written.
bool TimeFinder::DeclinesToSpeak(uint32_t verb) const {
  if (!IsOneOf(tree_.Lemma(verb), {"decline", "refuse"})) return false;
  const std::vector<uint32_t> refused = tree_.ChildrenWith(verb, "xcomp");
  return std::any_of(refused.begin(), refused.end(), [&](uint32_t word) {
    return IsOneOf(tree_.Lemma(word), {"comment", "say", "answer", "elaborate", "speak", "talk"});
  });
}

// "then", "that day", "the same evening".
bool TimeFinder::SaysSameOccasion(uint32_t trigger) const {
  const nlp::TokenRange sentence = view_.SentenceAt(trigger).tokens;
  for (uint32_t at = sentence.begin; at < std::min(sentence.end, sentence.begin + kReach); ++at) {
    if (IsOneOf(view_.Lower(at), {"then", "there", "also", "too", "meanwhile", "simultaneously"})) {
      return true;
    }
    if (IsOneOf(view_.Lower(at), {"that", "same"}) &&
        IsOneOf(view_.Lower(at + 1), {"day", "morning", "afternoon", "evening", "night", "time"})) {
      return true;
    }
  }
  return false;
}

// What the clause is about is known from before: "they", "the meeting".
bool TimeFinder::SpeaksOfKnown(uint32_t clause) const {
  bool subject = false;
  for (const uint32_t child : tree_.Children(clause)) {
    if (!DependencyTree::Matches(tree_.Relation(child), "nsubj")) continue;
    subject = true;
    if (tree_.Upos(child) == "PRON") return true;
    if (tree_.Upos(child) == "NOUN" && IsDefinite(view_, child)) return true;
  }
  return !subject;
}

bool TimeFinder::IsMentioned(uint32_t entity, nlp::TokenRange range) const {
  const auto mentions = view_.MentionsIn(range);
  return std::any_of(mentions.begin(), mentions.end(),
                     [entity](const EntityMention* mention) { return mention->entity == entity; });
}

// Somebody of the clause told of before takes part again.
bool TimeFinder::SharesParticipant(uint32_t told, uint32_t clause) const {
  for (const EntityMention* mention : view_.MentionsIn(tree_.Phrase(clause))) {
    if (IsMentioned(mention->entity, tree_.Phrase(told))) return true;
  }
  return false;
}

// "Vance visited the harbour on Monday. He said ...": there, and not of others.
bool TimeFinder::SpeakerTookPart(uint32_t told, uint32_t saying) const {
  for (const uint32_t subject : tree_.ChildrenWith(saying, "nsubj")) {
    const EntityMention* speaker = view_.MentionAt(subject);
    if (speaker != nullptr && IsMentioned(speaker->entity, tree_.Phrase(told))) return true;
    if (tree_.Upos(subject) == "PRON") continue;
    // "Guards fired on Monday. Guards said ..."; "The statement said ...".
    if (IsDefinite(view_, subject) && IsDocumentNoun(tree_.Lemma(subject))) return true;
    const nlp::TokenRange before = tree_.Phrase(told);
    for (uint32_t at = before.begin; at < before.end; ++at) {
      if (view_.Lower(at) == view_.Lower(subject)) return true;
    }
  }
  return false;
}

// True if the story goes on from `told`, a clause of an earlier sentence, with
// `trigger`: main clauses do that tell more of the same people or things, and
// what the same speaker says. When somebody spoke of it is not when it was.
bool TimeFinder::GoesOn(uint32_t told, uint32_t trigger) const {
  if (IsSaying(told)) return SpeaksOn(told, trigger);
  if (DeclinesToSpeak(trigger)) return false;
  const uint32_t clause = ClauseOf(trigger);
  const bool linked =
      IsSaying(trigger)
          ? SpeakerTookPart(told, trigger)
          : SpeaksOfKnown(clause) || SharesParticipant(told, clause) || SaysSameOccasion(trigger);
  if (!linked) return false;
  for (int steps = 0; steps < kLongestPath && tree_.Relation(told) == "conj"; ++steps) {
    told = ClauseOf(static_cast<uint32_t>(tree_.Head(told)));
  }
  return tree_.Head(told) < 0;
}

// The last time that the sentence tells of outside names, denials and other
// people's words.
const nlp::TimeMention* TimeFinder::Told(const nlp::Sentence& sentence, uint32_t trigger) const {
  const int32_t quote = view_.QuoteAt(trigger);
  const nlp::TimeMention* told = nullptr;
  nlp::TokenRange near = sentence.tokens;
  if (near.size() > kReach) near.begin = near.end - kReach;
  for (const nlp::TimeMention* time : view_.TimesIn(near)) {
    const std::optional<PlacedTime> placed = Place(*time);
    if (!placed.has_value() || placed->names || placed->anchor < 0) continue;
    if (!placed->preposition.empty() && IsOneOf(placed->preposition, {"since", "until", "till"})) {
      continue;
    }
    if (view_.QuoteAt(time->tokens.begin) != quote) continue;
    const uint32_t clause = ClauseOf(static_cast<uint32_t>(placed->anchor));
    if (time->value->granularity > Granularity::kMonth || !IsPast(tree_, clause)) continue;
    if (!GoesOn(clause, trigger)) continue;
    told = time;
  }
  return told;
}

EventTime TimeFinder::InPassage(uint32_t trigger) const {
  if (!TellsOfThePast(trigger)) return {};
  // "later", "recently": not at the time told of before.
  for (const nlp::TimeMention* time : TimesAround(trigger)) {
    const bool here = ClauseOf(time->tokens.begin) == ClauseOf(trigger);
    if (here && !time->duration && !time->set) return {};
  }
  const auto& sentences = view_.document().sentences;
  const uint32_t own = view_.SentenceOf(trigger);
  for (uint32_t back = 1; back <= kLongestPassage && back <= own; ++back) {
    const nlp::Sentence& sentence = sentences[own - back];
    if (sentence.paragraph != sentences[own].paragraph) break;
    if (const nlp::TimeMention* told = Told(sentence, trigger)) {
      return {told->value, TimeSource::kPassage, told->span};
    }
  }
  return {};
}

}  // namespace

EventTime TimeOf(const DocumentView& view, uint32_t trigger) {
  // "according to" happens at no time.
  if (view.tree().HasRelation(trigger, "case")) return {};
  return TimeFinder(view).Find(trigger);
}

bool SaysFormer(std::string_view lower) {
  return IsOneOf(lower, {"former", "ex", "late", "deposed", "ousted", "erstwhile", "one-time"});
}

bool IsFormerOffice(const DocumentView& view, uint32_t noun) {
  const std::vector<uint32_t> adjectives = view.tree().ChildrenWith(noun, "amod");
  return std::any_of(adjectives.begin(), adjectives.end(),
                     [&](uint32_t word) { return SaysFormer(view.Lower(word)); });
}

EventTime EndedBeforePublication(const DocumentView& view) {
  const std::optional<TimeInterval>& published = view.document().published_at;
  if (!published.has_value() || !published->start.has_value()) return {};
  TimeInterval before = TimeInterval::Day(absl::CivilDay(*published->start) - 1);
  before.start.reset();
  before.approximate = true;
  return {before, TimeSource::kClause, {}};
}

void SetTime(const EventTime& time, DraftFact& draft) {
  if (!time.value.has_value()) return;
  draft.fact.content.valid_time = time.value;
  draft.fact.attestation.stated_time = time.value;
  draft.fact.attestation.time_source = time.source;
}

}  // namespace dateline::patterns
