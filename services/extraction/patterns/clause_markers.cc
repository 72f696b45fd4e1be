#include "services/extraction/patterns/clause_markers.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "services/extraction/patterns/governing_words.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// What an adverb or adjective says of its head.
struct Hedge {
  std::string_view lemma;
  FactStatus status;
  Certainty certainty;
};

constexpr FactStatus kActual = FactStatus::kActual;

constexpr Hedge kAdverbs[] = {
    {"possibly", kActual, Certainty::kPossible},
    {"perhaps", kActual, Certainty::kPossible},
    {"maybe", kActual, Certainty::kPossible},
    {"potentially", kActual, Certainty::kPossible},
    {"conceivably", kActual, Certainty::kPossible},
    {"supposedly", kActual, Certainty::kPossible},
    {"purportedly", kActual, Certainty::kPossible},
    {"allegedly", kActual, Certainty::kPossible},
    {"probably", kActual, Certainty::kProbable},
    {"likely", kActual, Certainty::kProbable},
    {"presumably", kActual, Certainty::kProbable},
    {"apparently", kActual, Certainty::kProbable},
    {"reportedly", kActual, Certainty::kProbable},
    {"seemingly", kActual, Certainty::kProbable},
    {"hopefully", FactStatus::kRequested, Certainty::kCertain},
};

constexpr Hedge kAdjectives[] = {
    {"planned", FactStatus::kPlanned, Certainty::kCertain},
    {"plan", FactStatus::kPlanned, Certainty::kCertain},
    {"scheduled", FactStatus::kPlanned, Certainty::kCertain},
    {"schedule", FactStatus::kPlanned, Certainty::kCertain},
    {"upcoming", FactStatus::kPlanned, Certainty::kCertain},
    {"forthcoming", FactStatus::kPlanned, Certainty::kCertain},
    {"coming", FactStatus::kPlanned, Certainty::kCertain},
    {"future", FactStatus::kPlanned, Certainty::kCertain},
    {"intended", FactStatus::kPlanned, Certainty::kCertain},
    {"expected", FactStatus::kPlanned, Certainty::kCertain},
    {"expect", FactStatus::kPlanned, Certainty::kCertain},
    {"anticipated", FactStatus::kPlanned, Certainty::kCertain},
    {"anticipate", FactStatus::kPlanned, Certainty::kCertain},
    {"postpone", FactStatus::kPlanned, Certainty::kCertain},
    {"delay", FactStatus::kPlanned, Certainty::kCertain},
    {"impending", FactStatus::kPlanned, Certainty::kProbable},
    {"imminent", FactStatus::kPlanned, Certainty::kProbable},
    {"looming", FactStatus::kPlanned, Certainty::kProbable},
    {"proposed", FactStatus::kRequested, Certainty::kCertain},
    {"propose", FactStatus::kRequested, Certainty::kCertain},
    {"requested", FactStatus::kRequested, Certainty::kCertain},
    {"desired", FactStatus::kRequested, Certainty::kCertain},
    {"possible", FactStatus::kHypothetical, Certainty::kPossible},
    {"potential", FactStatus::kHypothetical, Certainty::kPossible},
    {"hypothetical", FactStatus::kHypothetical, Certainty::kPossible},
    {"prospective", FactStatus::kHypothetical, Certainty::kPossible},
    {"imaginary", FactStatus::kHypothetical, Certainty::kPossible},
    {"threatened", FactStatus::kHypothetical, Certainty::kPossible},
    {"threaten", FactStatus::kHypothetical, Certainty::kPossible},
    {"fear", FactStatus::kHypothetical, Certainty::kPossible},
    {"attempted", FactStatus::kHypothetical, Certainty::kPossible},
    {"attempt", FactStatus::kHypothetical, Certainty::kPossible},
    {"likely", FactStatus::kPlanned, Certainty::kProbable},
    {"probable", kActual, Certainty::kProbable},
    {"apparent", kActual, Certainty::kProbable},
    {"suspected", kActual, Certainty::kProbable},
    {"suspect", kActual, Certainty::kProbable},
    {"presumed", kActual, Certainty::kProbable},
    {"alleged", kActual, Certainty::kPossible},
    {"allege", kActual, Certainty::kPossible},
    {"purported", kActual, Certainty::kPossible},
    {"supposed", kActual, Certainty::kPossible},
};

constexpr std::string_view kCancellingAdjectives[] = {
    "cancelled", "canceled", "cancel", "averted", "avert",   "foiled",
    "foil",      "thwarted", "thwart", "aborted", "abortive"};

constexpr std::string_view kNegators[] = {"not",    "n't",      "never",  "neither", "nowhere",
                                          "hardly", "scarcely", "barely", "almost",  "nearly"};

// "not only", "not just": no negation.
constexpr std::string_view kUndoingAdverbs[] = {"only", "just", "merely", "simply", "solely"};

constexpr std::string_view kNegativeSubjects[] = {"nobody", "none", "nothing", "no-one", "neither"};

constexpr std::string_view kTimesToCome[] = {"tomorrow", "soon", "shortly"};

// "would like to" likes to: a way of putting it.
constexpr std::string_view kPoliteVerbs[] = {"like",  "love",      "prefer",  "say",
                                             "think", "recommend", "suggest", "hate",
                                             "argue", "appreciate"};

constexpr std::string_view kQuestionWords[] = {"who",  "whom",  "whose", "what", "which",
                                               "when", "where", "why",   "how"};

template <size_t kSize>
const Hedge* FindHedge(const Hedge (&hedges)[kSize], std::string_view word,
                       std::string_view lemma) {
  for (const Hedge& hedge : hedges) {
    if (hedge.lemma == word || hedge.lemma == lemma) return &hedge;
  }
  return nullptr;
}

Certainty Weaker(Certainty a, Certainty b) { return std::max(a, b); }
static_assert(Certainty::kCertain < Certainty::kProbable &&
              Certainty::kProbable < Certainty::kPossible);

class MarkerReader {
 public:
  MarkerReader(const DocumentView& view, uint32_t word)
      : view_(view), tree_(view.tree()), word_(word) {}

  ClauseMarkers Read() {
    for (const uint32_t child : tree_.Children(word_)) {
      const std::string_view relation = tree_.Relation(child);
      if (DependencyTree::Matches(relation, "aux")) {
        ReadAuxiliary(child);
      } else if (relation == "advmod") {
        ReadAdverb(child);
      } else if (relation == "amod") {
        ReadAdjective(child);
      } else if (relation == "det" || relation == "cc" || relation == "cc:preconj") {
        const std::string_view lemma = view_.Lower(child);
        if (lemma == "no" || lemma == "neither" || lemma == "nor") out_.negative = true;
      } else if (DependencyTree::Matches(relation, "nsubj") || relation == "obj") {
        if (IsNegative(child)) out_.turned = true;
      } else if (relation == "case") {
        if (view_.Lower(child) == "without") out_.negative = true;
      } else if (relation == "advcl" || relation == "ccomp") {
        ReadCondition(child, relation == "ccomp");
      }
    }
    ReadMood();
    return out_;
  }

 private:
  void Set(FactStatus status, Certainty certainty = Certainty::kCertain) {
    if (out_.status == kActual) out_.status = status;
    out_.certainty = Weaker(out_.certainty, certainty);
  }

  bool HasPerfect() const {
    for (const uint32_t child : tree_.Children(word_)) {
      if (tree_.HasRelation(child, "aux") && tree_.Lemma(child) == "have") return true;
    }
    return false;
  }

  void ReadAuxiliary(uint32_t auxiliary) {
    const std::string_view lemma = tree_.Lemma(auxiliary);
    if (lemma == "will" || lemma == "shall") {
      Set(FactStatus::kPlanned);
    } else if (lemma == "would") {
      if (HasPerfect()) Set(FactStatus::kHypothetical);
      out_.would = HasPerfect() || !IsOneOf(tree_.Lemma(word_), kPoliteVerbs);
    } else if (lemma == "can" || lemma == "could") {
      can_ = true;
    } else if (lemma == "may" || lemma == "might") {
      Set(HasPerfect() ? kActual : FactStatus::kHypothetical, Certainty::kPossible);
    } else if (lemma == "must" && HasPerfect()) {
      Set(kActual, Certainty::kProbable);
    } else if ((lemma == "should" || lemma == "ought") && HasPerfect()) {
      Set(FactStatus::kHypothetical);
    } else if (lemma == "must" || lemma == "should" || lemma == "ought" || lemma == "need") {
      Set(FactStatus::kRequested);
    }
  }

  void ReadAdverb(uint32_t adverb) {
    const std::string_view lower = view_.Lower(adverb);
    if (IsOneOf(lower, kNegators) || IsOneOf(tree_.Lemma(adverb), kNegators)) {
      if (!IsOneOf(view_.Lower(adverb + 1), kUndoingAdverbs)) out_.turned = !out_.turned;
    } else if (lower == "longer") {
      if (view_.Lower(static_cast<int64_t>(adverb) - 1) == "no") out_.turned = true;
    } else if (const Hedge* hedge = FindHedge(kAdverbs, lower, lower)) {
      Set(hedge->status, hedge->certainty);
    }
  }

  void ReadAdjective(uint32_t adjective) {
    const std::string_view lower = view_.Lower(adjective);
    if (IsOneOf(lower, kCancellingAdjectives) ||
        IsOneOf(tree_.Lemma(adjective), kCancellingAdjectives)) {
      out_.negative = true;
    } else if (const Hedge* hedge = FindHedge(kAdjectives, lower, tree_.Lemma(adjective))) {
      Set(hedge->status, hedge->certainty);
    }
  }

  // "No soldiers", "nobody", "none of the soldiers".
  bool IsNegative(uint32_t phrase) const {
    if (IsOneOf(view_.Lower(phrase), kNegativeSubjects)) return true;
    for (const uint32_t child : tree_.Children(phrase)) {
      if (tree_.Relation(child) == "det" && view_.Lower(child) == "no") return true;
    }
    return false;
  }

  // "asked if they left" is none.
  void ReadCondition(uint32_t clause, bool complement) {
    if (complement && TakesClauses(tree_, word_)) return;
    const std::string subordinator = SubordinatorOf(view_, clause);
    if (subordinator == "if" || subordinator == "unless") out_.has_condition = true;
  }

  // Questions, commands, and "is to visit".
  void ReadMood() {
    if (can_ && out_.turned) {
      can_ = false;  // "cannot leave" does not leave.
    } else if (can_) {
      Set(FactStatus::kHypothetical, Certainty::kPossible);
    }
    if (IsToInfinitive(tree_, word_) && IsToBe()) Set(FactStatus::kPlanned);
    if (IsGoingTo() || IsNear()) Set(FactStatus::kPlanned);
    if (tree_.HasFeature(word_, "Mood=Imp") || IsBareOrder()) Set(FactStatus::kRequested);
    if (IsQuestion()) Set(FactStatus::kHypothetical, Certainty::kPossible);
  }

  // "Leave the town": a bare form that nothing governs.
  bool IsBareOrder() const {
    if (!tree_.HasFeature(word_, "VerbForm=Inf")) return false;
    if (tree_.Head(word_) >= 0 && !tree_.HasRelation(word_, "parataxis")) return false;
    for (const uint32_t child : tree_.Children(word_)) {
      if (tree_.HasRelation(child, "aux") || tree_.HasRelation(child, "mark") ||
          tree_.HasRelation(child, "nsubj")) {
        return false;
      }
    }
    return true;
  }

  // "is going to visit".
  bool IsGoingTo() const {
    const int64_t governed = tree_.Child(word_, "xcomp");
    return view_.Lower(word_) == "going" && governed >= 0 && IsToInfinitive(tree_, governed);
  }

  // "is leaving tomorrow", "leaves soon".
  bool IsNear() const {
    if (IsPast(tree_, word_) || !IsFiniteClause(tree_, word_)) return false;
    for (const uint32_t child : tree_.Children(word_)) {
      if (child > word_ && IsOneOf(view_.Lower(child), kTimesToCome)) return true;
    }
    return false;
  }

  // "is to" before the word.
  bool IsToBe() const {
    for (const uint32_t child : tree_.Children(word_)) {
      if (child >= word_) break;
      if (tree_.Lemma(child) == "be" && tree_.HasFeature(child, "VerbForm=Fin")) return true;
    }
    return false;
  }

  // "Did he leave?", but not "Why did he leave?", which takes it that he did.
  bool IsQuestion() const {
    bool mark = false;
    for (const uint32_t child : tree_.Children(word_)) {
      if (tree_.Relation(child) == "punct" && child > word_ && view_.Lower(child) == "?")
        mark = true;
      if (child < word_ && IsOneOf(view_.Lower(child), kQuestionWords)) return false;
    }
    return mark;
  }

  const DocumentView& view_;
  const DependencyTree& tree_;
  const uint32_t word_;
  ClauseMarkers out_;
  bool can_ = false;
};

}  // namespace

ClauseMarkers ReadClauseMarkers(const DocumentView& view, uint32_t word) {
  return MarkerReader(view, word).Read();
}

bool HasChild(const DependencyTree& tree, uint32_t word, std::string_view relation,
              std::string_view lemma) {
  for (const uint32_t child : tree.Children(word)) {
    if (tree.HasRelation(child, relation) && tree.Lemma(child) == lemma) return true;
  }
  return false;
}

bool IsToInfinitive(const DependencyTree& tree, uint32_t word) {
  return HasChild(tree, word, "mark", "to");
}

bool IsPast(const DependencyTree& tree, uint32_t word) {
  if (tree.HasFeature(word, "Tense=Past") && tree.HasFeature(word, "VerbForm=Fin")) return true;
  for (const uint32_t child : tree.Children(word)) {
    if (!tree.HasRelation(child, "aux") && !tree.HasRelation(child, "cop")) continue;
    if (tree.Lemma(child) == "have" || tree.HasFeature(child, "Tense=Past")) return true;
  }
  return false;
}

bool IsFiniteClause(const DependencyTree& tree, uint32_t word) {
  if (tree.HasFeature(word, "VerbForm=Fin")) return true;
  for (const uint32_t child : tree.Children(word)) {
    if (!tree.HasRelation(child, "aux") && !tree.HasRelation(child, "cop")) continue;
    if (tree.HasFeature(child, "VerbForm=Fin")) return true;
  }
  return false;
}

bool TakesClauses(const DependencyTree& tree, uint32_t word) {
  const Governor* governor = FindGovernor(tree.Lemma(word), tree.Upos(word));
  return governor != nullptr && governor->clause != Effect::kNone;
}

bool IsDefinite(const DocumentView& view, uint32_t noun) {
  const DependencyTree& tree = view.tree();
  for (const uint32_t child : tree.Children(noun)) {
    if (tree.HasRelation(child, "nmod:poss")) return true;
    if (!tree.HasRelation(child, "det")) continue;
    const std::string_view word = view.Lower(child);
    if (word == "the" || word == "this" || word == "that" || word == "these" || word == "those") {
      return true;
    }
  }
  return tree.Upos(noun) == "PROPN";
}

std::string SubordinatorOf(const DocumentView& view, uint32_t word) {
  const DependencyTree& tree = view.tree();
  for (const uint32_t child : tree.Children(word)) {
    if (child > word) break;
    if (!tree.HasRelation(child, "mark") && !tree.HasRelation(child, "case")) {
      // "When they left": an adverb.
      if (tree.Relation(child) == "advmod" && view.Lower(child) == "when") return "when";
      continue;
    }
    // "said the day before in Lima": its own word is "in".
    if (view.Lower(child) == "to" || view.TimeAt(child) != nullptr) continue;
    std::string out(view.Lower(child));
    for (const uint32_t more : tree.ChildrenWith(child, "fixed")) {
      out += ' ';
      out += view.Lower(more);
    }
    if (out == "as" && (view.Lower(child + 1) == "if" || view.Lower(child + 1) == "though")) {
      out += ' ';
      out += view.Lower(child + 1);
    }
    return out;
  }
  return "";
}

}  // namespace dateline::patterns
