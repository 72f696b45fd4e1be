#include "services/extraction/patterns/clause_factuality.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/clause_markers.h"
#include "services/extraction/patterns/event_time.h"
#include "services/extraction/patterns/governing_words.h"
#include "services/extraction/patterns/refuted_reports.h"
#include "services/extraction/patterns/subject_control.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// More words lie above one another in no sentence that people write; only damaged trees go on.
constexpr size_t kLongestPath = 64;

constexpr Factuality kFact = {Polarity::kPositive, Certainty::kCertain, FactStatus::kActual};

Polarity Opposite(Polarity polarity) {
  return polarity == Polarity::kNegative ? Polarity::kPositive : Polarity::kNegative;
}

// `inner` inside something that is `outer` already: what is asked for stays
// asked for if it is to be planned, but a plan to ask for it is not a plan of it.
Factuality Inside(Factuality outer, FactStatus inner, Certainty certainty = Certainty::kCertain) {
  if (outer.status == FactStatus::kActual || outer.status == FactStatus::kPlanned) {
    if (inner != FactStatus::kActual) outer.status = inner;
  }
  outer.certainty = std::max(outer.certainty, certainty);
  return outer;
}

Factuality Turned(Factuality value) {
  value.polarity = Opposite(value.polarity);
  return value;
}

// What the text takes as given beside something: "will leave after the attack".
// A plan around it takes it in, a denial does not.
Factuality Beside(Factuality value) {
  if (value.status == FactStatus::kActual) return kFact;
  value.polarity = Polarity::kPositive;
  return value;
}

Factuality Apply(Effect effect, const Factuality& value) {
  switch (effect) {
    case Effect::kNone:
    case Effect::kSame:
      return value;
    case Effect::kOpposite:
      return Turned(value);
    case Effect::kFact:
    case Effect::kSaid:
      return kFact;
    case Effect::kDenied:
    case Effect::kCleared:
      return Turned(kFact);
    case Effect::kDoubted:
      return Inside(Turned(kFact), FactStatus::kActual, Certainty::kProbable);
    case Effect::kSupposed:
      return Inside(value, FactStatus::kActual, Certainty::kProbable);
    case Effect::kAlleged:
      return Inside(value, FactStatus::kActual, Certainty::kPossible);
    case Effect::kPlanned:
      return Inside(value, FactStatus::kPlanned);
    case Effect::kLikely:
      return Inside(value, FactStatus::kPlanned, Certainty::kProbable);
    case Effect::kUnlikely:
      return Inside(Turned(value), FactStatus::kPlanned, Certainty::kProbable);
    case Effect::kRequested:
      return Inside(value, FactStatus::kRequested);
    case Effect::kTried:
    case Effect::kImagined:
    case Effect::kTopic:
      return Inside(value, FactStatus::kHypothetical, Certainty::kPossible);
  }
  return value;
}

// How a word on the way to the trigger stands.
struct Standing {
  // Without what stands at the word itself: holds for what is joined to it.
  Factuality around;
  Factuality value;
};

class FactualityReader {
 public:
  explicit FactualityReader(const DocumentView& view) : view_(view), tree_(view.tree()) {}

  Factuality At(uint32_t trigger) const {
    std::vector<uint32_t> path = {trigger};
    while (path.size() < kLongestPath) {
      const int64_t head = tree_.Head(path.back());
      if (head < 0 || StandsAlone(path.back())) break;
      path.push_back(static_cast<uint32_t>(head));
    }
    Standing standing = Under(kFact, path.back());
    for (size_t i = path.size() - 1; i > 0; --i) standing = Step(standing, path[i], path[i - 1]);
    return standing.value;
  }

 private:
  // What is above it says nothing of it.
  bool StandsAlone(uint32_t word) const {
    const std::string_view relation = tree_.Relation(word);
    return DependencyTree::Matches(relation, "parataxis") || relation == "list";
  }

  Standing Under(const Factuality& around, uint32_t word) const;
  Standing Step(const Standing& standing, uint32_t head, uint32_t child) const;

  Factuality Joined(const Standing& standing, uint32_t head, uint32_t child) const;
  Factuality Complement(const Factuality& value, uint32_t head, uint32_t child) const;
  Factuality Modifier(const Factuality& value, uint32_t head, uint32_t child) const;
  Factuality Purpose(const Factuality& value, uint32_t head, uint32_t child) const;
  Factuality Adverbial(const Factuality& value, uint32_t head, uint32_t child) const;
  Factuality Nominal(const Factuality& value, uint32_t head, uint32_t child) const;
  Factuality Given(const Factuality& value, uint32_t head, uint32_t child) const;

  Effect EffectOn(uint32_t head, uint32_t child) const;
  Effect EffectOnInfinitive(uint32_t head, Effect usual) const;
  Effect EffectOnNominal(uint32_t head, uint32_t child) const;
  const Governor* GovernorAt(uint32_t word, std::string_view preposition = "") const;
  bool IsReported(uint32_t clause) const;
  bool IsWished(uint32_t head, uint32_t child) const;

  const DocumentView& view_;
  const DependencyTree& tree_;
};

// A clause that somebody is said to have said, before or after the words for it.
bool FactualityReader::IsReported(uint32_t clause) const {
  if (tree_.HasRelation(clause, "ccomp")) return true;
  for (const uint32_t child : tree_.Children(clause)) {
    if (!tree_.HasRelation(child, "parataxis")) continue;
    const Governor* governor = GovernorAt(child);
    if (governor != nullptr && governor->clause == Effect::kSaid) return true;
  }
  return view_.QuoteAt(clause) >= 0;
}

Standing FactualityReader::Under(const Factuality& around, uint32_t word) const {
  const ClauseMarkers markers = ReadClauseMarkers(view_, word);
  Factuality value = Inside(around, markers.status, markers.certainty);
  if (markers.would) {
    value = Inside(value, markers.has_condition ? FactStatus::kConditional
                          : IsReported(word)    ? FactStatus::kPlanned
                                                : FactStatus::kHypothetical);
  } else if (markers.has_condition && !IsPast(tree_, word)) {
    value = Inside(value, FactStatus::kConditional);
  }
  if (markers.turned) value.polarity = Opposite(value.polarity);
  if (markers.negative) value.polarity = Polarity::kNegative;
  return {around, value};
}

Standing FactualityReader::Step(const Standing& standing, uint32_t head, uint32_t child) const {
  const std::string_view relation = tree_.Relation(child);
  Factuality around = standing.value;
  if (relation == "conj") {
    const Factuality joined = Joined(standing, head, child);
    return {standing.around, Under(joined, child).value};
  }
  if (DependencyTree::Matches(relation, "ccomp") || DependencyTree::Matches(relation, "xcomp") ||
      DependencyTree::Matches(relation, "csubj")) {
    around = Complement(standing.value, head, child);
  } else if (DependencyTree::Matches(relation, "acl") || relation == "amod") {
    around = Modifier(standing.value, head, child);
  } else if (DependencyTree::Matches(relation, "advcl")) {
    around = Adverbial(standing.value, head, child);
  } else if (relation == "case" || relation == "mark") {
    around = kFact;  // "following", "according".
  } else {
    around = Nominal(standing.value, head, child);
  }
  return Under(around, child);
}

// "will sign and publish", but "will sign and has published".
Factuality FactualityReader::Joined(const Standing& standing, uint32_t head, uint32_t child) const {
  bool own_words = false;
  bool contrast = false;
  bool instead = false;
  for (const uint32_t at : tree_.Children(child)) {
    if (at > child) break;
    const std::string_view relation = tree_.Relation(at);
    own_words |= DependencyTree::Matches(relation, "nsubj") || relation == "expl" ||
                 (relation == "aux" && tree_.HasFeature(at, "VerbForm=Fin")) ||
                 (relation == "advmod" && tree_.Lemma(at) == "not");
    instead |= relation == "cc" && view_.Lower(at) == "rather";  // "rather than leave"
    contrast |= relation == "cc" && (view_.Lower(at) == "but" || view_.Lower(at) == "yet");
  }
  const bool finite = tree_.HasFeature(child, "VerbForm=Fin");
  if (finite && tree_.HasFeature(head, "VerbForm=Inf")) {
    // "was unable to come and failed to write": joined to what governs it.
    return IsToInfinitive(tree_, head) ? kFact : standing.around;
  }
  if (own_words) return standing.around;
  Factuality out = standing.value;
  if (contrast) out.polarity = Polarity::kPositive;
  if (instead) out.polarity = Polarity::kNegative;
  return out;
}

// "called off the talks", "called for talks".
const Governor* FactualityReader::GovernorAt(uint32_t word, std::string_view preposition) const {
  const int64_t particle = tree_.Child(word, "compound:prt");
  const std::string_view added = particle >= 0 ? view_.Lower(particle) : preposition;
  if (!added.empty()) {
    std::string phrasal(tree_.Lemma(word));
    phrasal += '_';
    phrasal += added;
    const Governor* governor = FindGovernor(phrasal, tree_.Upos(word));
    if (governor != nullptr) return governor;
  }
  return FindGovernor(tree_.Lemma(word), tree_.Upos(word));
}

// "had to leave" left; "has to leave" is asked to; "used to" and "is going to".
Effect FactualityReader::EffectOnInfinitive(uint32_t head, Effect usual) const {
  const std::string_view lemma = tree_.Lemma(head);
  if (lemma == "have") return IsPast(tree_, head) ? Effect::kSame : Effect::kRequested;
  if ((lemma == "like" || lemma == "love" || lemma == "prefer") &&
      HasChild(tree_, head, "aux", "would")) {
    return Effect::kRequested;
  }
  // "was able to reach" reached.
  if ((lemma == "able" || lemma == "capable") && IsPast(tree_, head)) return Effect::kSame;
  if (lemma == "able" && ReadClauseMarkers(view_, head).turned) return Effect::kSame;
  return usual;
}

Effect FactualityReader::EffectOn(uint32_t head, uint32_t child) const {
  const Governor* governor = GovernorAt(head);
  const Governor known = governor == nullptr ? Governor{} : *governor;
  if (IsFiniteClause(tree_, child)) return known.clause;
  const bool gerund =
      tree_.HasFeature(child, "VerbForm=Ger") ||
      (tree_.HasFeature(child, "Tense=Pres") && tree_.HasFeature(child, "VerbForm=Part"));
  if (gerund) return known.object;
  if (known.clause == Effect::kSaid && known.infinitive == Effect::kSupposed) {
    // "is said to have left"; but "said he left", whatever the tags are.
    if (!IsToInfinitive(tree_, child)) return Effect::kSaid;
    const bool passive = tree_.Child(head, "aux:pass") >= 0 || tree_.Child(head, "nsubj:pass") >= 0;
    if (passive) return Effect::kSupposed;
    return tree_.HasRelation(child, "advcl") ? Effect::kPlanned : Effect::kRequested;
  }
  return EffectOnInfinitive(head, known.infinitive);
}

// "suggested that they leave", "insisted that he leave".
bool FactualityReader::IsWished(uint32_t head, uint32_t child) const {
  const Governor* governor = GovernorAt(head);
  if (governor == nullptr || governor->infinitive != Effect::kRequested) return false;
  if (!IsPast(tree_, head) || IsPast(tree_, child)) return false;
  for (const uint32_t at : tree_.Children(child)) {
    if (tree_.HasRelation(at, "aux") && tree_.HasFeature(at, "VerbForm=Fin")) return false;
    if (tree_.HasRelation(at, "cop") && tree_.HasFeature(at, "VerbForm=Fin")) return false;
  }
  // Bare: "leave", not "leaves".
  return view_.Lower(child) == tree_.Lemma(child);
}

Factuality FactualityReader::Complement(const Factuality& value, uint32_t head,
                                        uint32_t child) const {
  const std::string subordinator = SubordinatorOf(view_, child);
  const bool open = subordinator == "if" || subordinator == "whether";
  if (IsSaidWrongly(view_, head)) return Turned(kFact);
  // "Claims that he left are false", with "claims" taken for a verb.
  if (SaysWhatIsReported(view_, head, child) && IsRefuted(view_, head)) return Turned(kFact);
  if (open && !TakesClauses(tree_, head)) return Inside(kFact, FactStatus::kConditional);
  if (open) return Inside(kFact, FactStatus::kHypothetical, Certainty::kPossible);
  Effect effect = EffectOn(head, child);
  if (effect == Effect::kSaid && IsWished(head, child)) effect = Effect::kRequested;
  if (effect != Effect::kNone) return Apply(effect, value);
  // A verb that is not known and takes a clause says or thinks it.
  if (tree_.HasRelation(child, "ccomp") && IsFiniteClause(tree_, child)) return kFact;
  return value;
}

Factuality FactualityReader::Modifier(const Factuality& value, uint32_t head,
                                      uint32_t child) const {
  const bool told = SaysWhatIsReported(view_, head, child);
  if (told && IsRefuted(view_, head)) return Turned(kFact);
  const Governor* governor = GovernorAt(head);
  if (tree_.HasRelation(child, "acl:relcl") || tree_.HasRelation(child, "amod")) {
    const bool rumour = told && governor != nullptr && governor->clause == Effect::kAlleged;
    if (rumour) return Apply(Effect::kAlleged, value);
    return kFact;  // "the troops that guard the bridge", "the attached letter".
  }
  if (IsToInfinitive(tree_, child)) {
    if (governor != nullptr && governor->infinitive != Effect::kNone) {
      return Apply(governor->infinitive, value);
    }
    if (IsArrangedOccasion(tree_.Lemma(head))) return value;
    // "urged [members to ratify]", where the parser takes what they are to do for
    // a part of them.
    const bool object = tree_.HasRelation(head, "obj") || tree_.HasRelation(head, "iobj");
    const int64_t above = object ? tree_.Head(head) : -1;
    const Effect asked = above < 0 ? Effect::kNone : EffectOn(static_cast<uint32_t>(above), child);
    if (asked != Effect::kNone) return Apply(asked, value);
    return Inside(value, FactStatus::kPlanned);
  }
  // "accused [Vance of bribing]", where the parser takes it for a part of Vance.
  const int64_t verb = tree_.HasRelation(head, "obj") ? tree_.Head(head) : -1;
  if (verb >= 0 && ControllingPhrase(view_, child, static_cast<uint32_t>(verb)) == head) {
    return Adverbial(value, static_cast<uint32_t>(verb), child);
  }
  const bool governs = governor != nullptr && tree_.Child(child, "mark") >= 0;
  if (governs && IsFiniteClause(tree_, child)) return Apply(governor->clause, value);
  if (governs) return Apply(governor->object, value);
  return tree_.HasFeature(child, "VerbForm=Part") ? kFact : Beside(value);
}

// "in order to leave", "called on them to leave".
Factuality FactualityReader::Purpose(const Factuality& value, uint32_t head, uint32_t child) const {
  const bool purpose = IsOneOf(SubordinatorOf(view_, child), {"in order", "so as"});
  const Effect effect = purpose ? Effect::kNone : EffectOn(head, child);
  if (effect != Effect::kNone) return Apply(effect, value);
  // Who met to discuss something has discussed it.
  if (IsOneOf(tree_.Lemma(head), {"meet", "gather", "convene", "assemble"})) return value;
  return Inside(Beside(value), FactStatus::kPlanned);
}

Factuality FactualityReader::Adverbial(const Factuality& value, uint32_t head,
                                       uint32_t child) const {
  const std::string by = SubordinatorOf(view_, child);
  if (IsOneOf(by, {"if", "unless", "provided", "providing", "lest", "in case", "as long as",
                   "whether", "assuming"})) {
    return Inside(kFact, FactStatus::kConditional);
  }
  if (by == "as if" || by == "as though") return Inside(kFact, FactStatus::kHypothetical);
  if (IsOneOf(by, {"without", "instead of", "rather than"})) return Turned(Beside(value));
  const bool finite = IsFiniteClause(tree_, child);
  if (IsToInfinitive(tree_, child) || (!finite && tree_.HasFeature(child, "VerbForm=Inf"))) {
    return Purpose(value, head, child);
  }
  // "accused of attacking", "prevented from leaving".
  const Governor* governor = GovernorAt(head, by);
  const bool complement =
      !finite && IsOneOf(by, {"of", "from", "for", "with", "in", "about", "against", "to", "on"});
  if (complement && governor != nullptr && governor->object != Effect::kNone) {
    return IsSaidWrongly(view_, head) ? Turned(kFact) : Apply(governor->object, value);
  }
  const bool background = IsOneOf(by, {"because", "since", "as", "although", "though", "despite"});
  return background || IsPast(tree_, child) ? kFact : Beside(value);
}

Effect FactualityReader::EffectOnNominal(uint32_t head, uint32_t child) const {
  const std::string_view relation = tree_.Relation(child);
  const int64_t preposition = tree_.Child(child, "case");
  const std::string_view by = preposition < 0 ? "" : view_.Lower(preposition);
  const Governor* governor = GovernorAt(head, by);
  if (governor == nullptr || governor->object == Effect::kNone) return Effect::kNone;
  if (relation == "obj" || relation == "nsubj:pass") {
    // "called the attack a crime"
    const bool judged = tree_.Child(head, "xcomp") > static_cast<int64_t>(child);
    return judged ? Effect::kFact : governor->object;
  }
  if (relation == "compound") return governor->object;
  if (!DependencyTree::Matches(relation, "obl") && !DependencyTree::Matches(relation, "nmod")) {
    return Effect::kNone;
  }
  const bool noun = tree_.Upos(head) == "NOUN";
  const bool complement = IsOneOf(by, {"of", "for", "to", "on", "about", "against"}) ||
                          (by == "from" && !noun) || (by == "over" && noun) ||
                          (by == "at" && governor->object == Effect::kTried);
  return complement ? governor->object : Effect::kNone;
}

// A noun with nothing that governs it: "the attack" has happened, an attack is
// as what is said of it, and "the meeting" of a plan is planned.
Factuality FactualityReader::Given(const Factuality& value, uint32_t head, uint32_t child) const {
  const bool subject = tree_.HasRelation(child, "nsubj");
  const bool argument = subject || tree_.HasRelation(child, "obj");
  if (IsLightVerb(tree_.Lemma(head)) && argument) return value;
  if (!IsDefinite(view_, child))
    return argument || tree_.HasRelation(child, "nmod") ? value : Beside(value);
  if (!IsArrangedOccasion(tree_.Lemma(child))) return kFact;
  return value.status == FactStatus::kPlanned ? Beside(value) : kFact;
}

Factuality FactualityReader::Nominal(const Factuality& value, uint32_t head, uint32_t child) const {
  const std::string by = SubordinatorOf(view_, child);
  if (IsOneOf(by, {"in case of", "in the event of", "in event of"})) {
    return Inside(kFact, FactStatus::kConditional);
  }
  if (IsOneOf(by, {"despite", "because of", "due to", "amid", "in spite of"})) return kFact;
  if (SaysWhatIsReported(view_, head, child) && IsRefuted(view_, head)) return Turned(kFact);
  const Effect effect = EffectOnNominal(head, child);
  // "The trial is set to begin": begins when the trial does.
  const int64_t lower = tree_.Child(head, "xcomp");
  if (lower >= 0 && tree_.HasRelation(child, "nsubj") && IsLightVerb(tree_.Lemma(lower))) {
    const auto begins = static_cast<uint32_t>(lower);
    return Under(Complement(value, head, begins), begins).value;
  }
  if (effect == Effect::kNone) return Given(value, head, child);
  // "cleared of the attack": somebody's, if not his.
  const bool happened = effect == Effect::kTopic || effect == Effect::kCleared;
  if (happened && IsDefinite(view_, child)) return kFact;
  return Apply(effect, value);
}

// "the summit on 20 June", "leaves on Friday" in a text of 12 March.
bool IsYetToCome(const DocumentView& view, uint32_t trigger) {
  const std::optional<TimeInterval>& published = view.document().published_at;
  if (!published.has_value() || !published->end.has_value()) return false;
  const DependencyTree& tree = view.tree();
  if (IsPast(tree, trigger) || tree.HasFeature(trigger, "Tense=Past")) return false;
  const EventTime time = TimeOf(view, trigger);
  if (time.source != TimeSource::kClause || !time.value->start.has_value()) return false;
  if (*time.value->start <= *published->end) return false;
  // "spoke on 20 June during a visit": the text's own date is wrong.
  const int64_t head = tree.Head(trigger);
  return head < 0 || !IsPast(tree, static_cast<uint32_t>(head)) ||
         tree.IsBelow(view.TokenFrom(time.words.begin), trigger);
}

}  // namespace

Factuality FactualityAt(const DocumentView& view, uint32_t trigger) {
  Factuality out = FactualityReader(view).At(trigger);
  if (out.status == FactStatus::kActual && IsYetToCome(view, trigger)) {
    out.status = FactStatus::kPlanned;
  }
  return out;
}

}  // namespace dateline::patterns
