#include "services/extraction/patterns/argument_structure.h"

#include <algorithm>
#include <string_view>

#include "services/extraction/patterns/gapped_conjunct.h"
#include "services/extraction/patterns/subject_control.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Steps through verbs that share their subjects.
constexpr int kMostSteps = 8;
constexpr size_t kMostArguments = 64;

// Verbs that say little themselves: what happens is said by their object.
constexpr std::string_view kCarriers[] = {
    "hold",     "have",       "make",      "pay",     "conduct", "launch",   "carry",
    "stage",    "start",      "begin",     "give",    "offer",   "take",     "mount",
    "organize", "organise",   "undertake", "perform", "commit",  "continue", "resume",
    "open",     "wage",       "complete",  "finish",  "end",     "deliver",  "extend",
    "convene",  "perpetrate", "conclude",  "issue",   "renew",   "repeat",   "reiterate",
    "announce", "declare",    "order"};

// Nouns that only count what follows: "a round of talks".
constexpr std::string_view kCounters[] = {"round", "series", "set",   "wave",    "number", "string",
                                          "spate", "couple", "batch", "session", "kind",   "lot"};

// "the talks [scheduled for Friday in Lima]": take place as these say.
constexpr std::string_view kArranging[] = {"schedule", "plan", "slate", "reschedule", "set"};

constexpr std::string_view kRelativePronouns[] = {"who", "which", "that", "whom"};

bool IsCarrier(const DependencyTree& tree, uint32_t verb) {
  return tree.Upos(verb) == "VERB" && IsOneOf(tree.Lemma(verb), kCarriers);
}

// The first word of a chain joined by "and".
uint32_t FirstConjunct(const DependencyTree& tree, uint32_t token) {
  uint32_t at = token;
  for (int i = 0; i < kMostSteps && tree.HasRelation(at, "conj") && tree.Head(at) >= 0; ++i) {
    at = static_cast<uint32_t>(tree.Head(at));
  }
  return at;
}

class Reader {
 public:
  Reader(const DocumentView& view, uint32_t predicate)
      : view_(view), tree_(view.tree()), predicate_(predicate) {}

  std::vector<PredicateArgument> Run() {
    const std::string_view upos = tree_.Upos(predicate_);
    if (upos == "VERB" || upos == "AUX") {
      ReadVerb(predicate_);
    } else {
      ReadNoun(predicate_);
    }
    return std::move(out_);
  }

 private:
  void Add(ArgumentKind kind, uint32_t head, std::string preposition = {}, bool nested = false) {
    if (head == predicate_ || out_.size() >= kMostArguments) return;
    for (const PredicateArgument& other : out_) {
      if (other.kind == kind && other.head == head) return;
    }
    out_.push_back({kind, head, std::move(preposition), nested});
  }

  bool IsRelativePronoun(uint32_t token) const {
    return IsOneOf(view_.Lower(token), kRelativePronouns) && tree_.Upos(token) != "DET";
  }

  // The noun that a relative clause with this verb belongs to, or -1.
  int64_t Antecedent(uint32_t verb) const {
    const uint32_t first = FirstConjunct(tree_, verb);
    if (!tree_.HasRelation(first, "acl:relcl")) return -1;
    const int64_t noun = tree_.Head(first);
    // "the session on Monday, which": the session.
    const bool time = noun >= 0 && view_.TimeAt(noun) != nullptr;
    return time && tree_.Head(static_cast<uint32_t>(noun)) >= 0
               ? tree_.Head(static_cast<uint32_t>(noun))
               : noun;
  }

  // What stands as the subject, whatever the voice; shared subjects included.
  int64_t SurfaceSubject(uint32_t verb, int depth = 0) const {
    if (depth > kMostSteps) return -1;
    if (const int64_t own = tree_.Child(verb, "nsubj"); own >= 0) {
      if (!IsRelativePronoun(static_cast<uint32_t>(own))) return own;
      const int64_t noun = Antecedent(verb);
      return noun >= 0 ? noun : own;
    }
    const int64_t head = tree_.Head(verb);
    if (head < 0) return -1;
    const auto governor = static_cast<uint32_t>(head);
    if (const auto gap = GappedConjunctAt(view_, verb)) return gap->subject;
    if (tree_.HasRelation(verb, "conj")) return SurfaceSubject(governor, depth + 1);
    if (tree_.HasRelation(verb, "xcomp")) {
      // "promised Vance to leave" leaves himself.
      const bool promises = IsOneOf(tree_.Lemma(governor), {"promise", "vow", "pledge"});
      int64_t controlled = tree_.Child(governor, "obj");
      if (controlled < 0) controlled = tree_.Child(governor, "iobj");
      if (controlled >= 0 && !promises) return controlled;
      return IsVerb(governor) ? SurfaceSubject(governor, depth + 1)
                              : SubjectOfNounOrCopula(governor, depth + 1);
    }
    if (tree_.HasRelation(verb, "advcl")) {
      if (const int64_t other = ControllingPhrase(view_, verb, governor); other >= 0) return other;
      return IsVerb(governor) ? SurfaceSubject(governor, depth + 1)
                              : SubjectOfNounOrCopula(governor, depth + 1);
    }
    if (tree_.HasRelation(verb, "acl:relcl")) {
      return tree_.Child(verb, "obj") >= 0 || tree_.Child(verb, "nsubj") < 0 ? head : -1;
    }
    // A finite verb is no participle: the tree is wrong about it.
    const bool finite = tree_.HasFeature(verb, "VerbForm=Fin");
    if (tree_.HasRelation(verb, "acl") && !finite) {
      return SubjectOfNounClause(verb, governor, depth + 1);
    }
    return -1;
  }

  bool IsVerb(uint32_t token) const {
    return tree_.Upos(token) == "VERB" || tree_.Upos(token) == "AUX";
  }

  int64_t SubjectOfNounOrCopula(uint32_t noun, int depth) const {
    if (depth > kMostSteps) return -1;
    return tree_.Child(noun, "nsubj");
  }

  // "forces attacking", "the treaty signed by": the noun. "Peru's plan to
  // attack", "Peru announced plans to attack": who has the plan.
  int64_t SubjectOfNounClause(uint32_t verb, uint32_t noun, int depth) const {
    const bool infinitive = tree_.HasFeature(verb, "VerbForm=Inf");
    if (!infinitive) return noun;
    if (const int64_t owner = tree_.Child(noun, "nmod:poss"); owner >= 0) return owner;
    for (const uint32_t child : tree_.Children(noun)) {
      if (tree_.HasRelation(child, "nmod") && PrepositionOf(view_, child) == "by") return child;
    }
    const int64_t governor = tree_.Head(noun);
    if (governor >= 0 && tree_.HasRelation(noun, "obj")) {
      return SurfaceSubject(static_cast<uint32_t>(governor), depth + 1);
    }
    return noun;
  }

  // Where the tree is wrong and leaves a finite verb without a subject: the noun
  // phrase right before it ("a group of soldiers withdrew"); for "the forum, to
  // be held in Lima" the one before the comma. -1 if none stands there.
  int64_t NounBefore(uint32_t verb) const {
    const TokenRange sentence = view_.SentenceAt(verb).tokens;
    const bool finite = tree_.HasFeature(verb, "VerbForm=Fin");
    const bool to_be = tree_.HasFeature(verb, "VerbForm=Part") && verb >= sentence.begin + 3 &&
                       view_.Lower(verb - 1) == "be" && view_.Lower(verb - 2) == "to" &&
                       view_.Lower(verb - 3) == ",";
    if (!finite && !to_be) return -1;
    uint32_t at = to_be ? verb - 3 : verb;
    while (at > sentence.begin && (tree_.Upos(at - 1) == "AUX" || tree_.Upos(at - 1) == "ADV")) {
      --at;
    }
    if (at == sentence.begin || !IsNoun(at - 1)) return -1;
    uint32_t noun = at - 1;
    for (int i = 0; i < kMostSteps; ++i) {
      const int64_t head = tree_.Head(noun);
      const bool inside = tree_.HasRelation(noun, "nmod") || tree_.HasRelation(noun, "compound") ||
                          tree_.HasRelation(noun, "flat");
      if (!inside || head < sentence.begin || head >= verb) break;
      if (!IsNoun(static_cast<uint32_t>(head))) break;
      noun = static_cast<uint32_t>(head);
    }
    return noun;
  }

  // "they withdrew and, with leave, crossed the border", where the tree does not
  // join the verbs: the subject of the verb before "and"; -1 if there is none.
  int64_t SubjectBeforeAnd(uint32_t verb) const {
    const int64_t link = tree_.Child(verb, "cc");
    if (link < 1 || link > verb || !tree_.HasFeature(verb, "VerbForm=Fin")) return -1;
    const auto before = static_cast<uint32_t>(link) - 1;
    if (!tree_.HasFeature(before, "VerbForm=Fin") || !IsVerb(before)) return -1;
    const int64_t subject = SurfaceSubject(before);
    return subject >= 0 ? subject : NounBefore(before);
  }

  bool IsNoun(uint32_t token) const {
    return tree_.Upos(token) == "NOUN" || tree_.Upos(token) == "PROPN";
  }

  void AddSurfaceSubject(uint32_t verb, bool passive) {
    int64_t subject = SurfaceSubject(verb);
    if (subject < 0 || (passive && tree_.HasFeature(verb, "VerbForm=Part") &&
                        tree_.Child(verb, "nsubj") < 0 && tree_.HasRelation(verb, "advcl"))) {
      if (const int64_t before = NounBefore(verb); before >= 0) subject = before;
    }
    if (subject < 0) subject = SubjectBeforeAnd(verb);
    if (subject < 0) return;
    const auto head = static_cast<uint32_t>(subject);
    if (!passive) {
      Add(ArgumentKind::kSubject, head);
    } else if (tree_.Child(verb, "obj") >= 0) {
      Add(ArgumentKind::kIndirectObject, head);  // "Peru was given the ships".
    } else {
      Add(ArgumentKind::kObject, head);
    }
    if (tree_.HasRelation(FirstConjunct(tree_, verb), "acl") && !out_.empty()) {
      AddSaidOf(out_.back().kind, head);
    }
  }

  // "Norland Bank is a lender based in Lima", "Norland Bank, a lender based in
  // Lima": what the noun is said of is so too.
  void AddSaidOf(ArgumentKind kind, uint32_t noun) {
    if (tree_.Child(noun, "cop") >= 0) {
      const int64_t subject = tree_.Child(noun, "nsubj");
      if (subject >= 0) Add(kind, static_cast<uint32_t>(subject));
    }
    if (tree_.HasRelation(noun, "appos") && tree_.Head(noun) >= 0) {
      Add(kind, static_cast<uint32_t>(tree_.Head(noun)));
    }
  }

  void ReadVerb(uint32_t verb) {
    const bool passive = IsPassive(tree_, verb);
    AddSurfaceSubject(verb, passive);
    const int64_t noun = Antecedent(verb);
    bool object = false;
    for (const uint32_t child : tree_.Children(verb)) {
      if (tree_.HasRelation(child, "obj")) {
        object = true;
        const bool relative = IsRelativePronoun(child) && noun >= 0;
        Add(ArgumentKind::kObject, relative ? static_cast<uint32_t>(noun) : child);
      } else if (tree_.HasRelation(child, "iobj")) {
        Add(ArgumentKind::kIndirectObject, child);
      } else if (tree_.HasRelation(child, "ccomp") || tree_.HasRelation(child, "xcomp") ||
                 (tree_.HasRelation(child, "advcl") && child > verb &&
                  tree_.HasFeature(child, "VerbForm=Inf"))) {
        Add(ArgumentKind::kClause, child);
      }
    }
    if (!passive && !object) AddSharedObject(verb, noun);
    AddObliques(verb, passive, noun);
    AddObliquesOfObjects();
  }

  // "the treaty they signed": the antecedent. "signed and ratified the treaty".
  void AddSharedObject(uint32_t verb, int64_t antecedent) {
    const int64_t own_subject = tree_.Child(verb, "nsubj");
    if (antecedent >= 0 && own_subject >= 0 &&
        !IsRelativePronoun(static_cast<uint32_t>(own_subject))) {
      Add(ArgumentKind::kObject, static_cast<uint32_t>(antecedent));
      return;
    }
    if (!tree_.HasRelation(verb, "conj") || tree_.Head(verb) < 0) return;
    const int64_t shared = tree_.Child(static_cast<uint32_t>(tree_.Head(verb)), "obj");
    if (shared > verb) Add(ArgumentKind::kObject, static_cast<uint32_t>(shared));
  }

  void AddObliques(uint32_t verb, bool passive, int64_t antecedent) {
    for (const uint32_t child : tree_.Children(verb)) {
      if (!tree_.HasRelation(child, "obl")) continue;
      const std::string preposition = PrepositionOf(view_, child);
      if (CountsUpTo(child)) {
        Add(ArgumentKind::kObject, child);
        continue;
      }
      const bool relative = IsRelativePronoun(child) && antecedent >= 0;
      const uint32_t head = relative ? static_cast<uint32_t>(antecedent) : child;
      if (tree_.HasRelation(child, "obl:agent") || (passive && preposition == "by")) {
        Add(ArgumentKind::kSubject, head);
      }
      Add(ArgumentKind::kOblique, head, preposition);
      if (view_.TimeAt(child) != nullptr) AddBehindTime(child, passive);
    }
  }

  // "was founded in May by Peru", where the tree hangs Peru on May.
  void AddBehindTime(uint32_t time, bool passive) {
    for (const uint32_t child : tree_.ChildrenWith(time, "nmod")) {
      std::string preposition = PrepositionOf(view_, child);
      if (preposition.empty() || preposition == "of") continue;
      if (passive && preposition == "by") Add(ArgumentKind::kSubject, child);
      Add(ArgumentKind::kOblique, child, std::move(preposition));
    }
  }

  // "kidnapped up to 16 people", with "to" read as a preposition.
  bool CountsUpTo(uint32_t noun) const {
    const int64_t number = tree_.Child(noun, "nummod");
    return number >= 2 && view_.Lower(number - 1) == "to" && view_.Lower(number - 2) == "up";
  }

  // "provided aid to Peru", where the tree hangs Peru on aid.
  void AddObliquesOfObjects() {
    const size_t own = out_.size();
    for (size_t i = 0; i < own; ++i) {
      if (out_[i].kind != ArgumentKind::kObject) continue;
      AddNested(out_[i].head, 2);
    }
  }

  // Prepositional phrases on a noun, and on the nouns in them: "the situation in
  // Peru with Kell" of "discussed the situation in Peru with Kell".
  void AddNested(uint32_t noun, int levels) {
    if (levels == 0) return;
    for (const uint32_t child : tree_.Children(noun)) {
      if (!tree_.HasRelation(child, "nmod") || tree_.HasRelation(child, "nmod:poss")) continue;
      std::string preposition = PrepositionOf(view_, child);
      if (!preposition.empty() && preposition != "of") {
        Add(ArgumentKind::kOblique, child, std::move(preposition), true);
      }
      AddNested(child, levels - 1);
    }
  }

  void ReadNoun(uint32_t noun) {
    AddBearers(noun);
    for (const uint32_t child : tree_.Children(noun)) {
      if (tree_.HasRelation(child, "nmod:poss")) {
        Add(ArgumentKind::kSubject, child);
      } else if (tree_.HasRelation(child, "nmod") || tree_.HasRelation(child, "obl")) {
        std::string preposition = PrepositionOf(view_, child);
        if (preposition == "by") Add(ArgumentKind::kSubject, child);
        if (!preposition.empty()) Add(ArgumentKind::kOblique, child, std::move(preposition));
      } else if (tree_.HasRelation(child, "acl") || tree_.HasRelation(child, "ccomp") ||
                 tree_.HasRelation(child, "xcomp")) {
        Add(ArgumentKind::kClause, child);
      }
    }
    for (const uint32_t child : tree_.Children(noun)) {
      const bool before =
          tree_.HasRelation(child, "compound") || tree_.HasRelation(child, "amod") ||
          tree_.HasRelation(child, "nmod:desc") || tree_.HasRelation(child, "nmod:unmarked");
      if (!before || child > noun) continue;
      Add(ArgumentKind::kModifier, child);
      if (NamesActor(child)) Add(ArgumentKind::kSubject, child);
    }
    AddNestedPhrases(noun);
    AddCarried(noun);
    if (tree_.HasRelation(noun, "conj") && tree_.Head(noun) >= 0) {
      AddSharedOfNoun(static_cast<uint32_t>(tree_.Head(noun)));
    }
    ShareObliques(noun);
  }

  // "founder and chairman of the bank": the bank is of both, wherever the tree
  // hangs it.
  void ShareObliques(uint32_t noun) {
    const auto oblique = [](const PredicateArgument& a) {
      return a.kind == ArgumentKind::kOblique;
    };
    if (std::any_of(out_.begin(), out_.end(), oblique)) return;
    std::vector<uint32_t> others = tree_.ChildrenWith(noun, "conj");
    if (tree_.HasRelation(noun, "conj") && tree_.Head(noun) >= 0) {
      others.push_back(static_cast<uint32_t>(tree_.Head(noun)));
    }
    if (others.size() > size_t{kMostSteps}) others.resize(kMostSteps);
    for (const uint32_t other : others) {
      for (const uint32_t child : tree_.Children(other)) {
        if (child < noun || !tree_.HasRelation(child, "nmod")) continue;
        std::string preposition = PrepositionOf(view_, child);
        if (!preposition.empty()) Add(ArgumentKind::kOblique, child, std::move(preposition));
      }
    }
  }

  // "the purchase of the port by Peru", where the tree hangs Peru on the port.
  void AddNestedPhrases(uint32_t noun) {
    for (const uint32_t child : tree_.Children(noun)) {
      if (!tree_.HasRelation(child, "nmod") || tree_.HasRelation(child, "nmod:poss")) continue;
      for (const uint32_t nested : tree_.Children(child)) {
        if (!tree_.HasRelation(nested, "nmod") || tree_.HasRelation(nested, "nmod:poss")) continue;
        std::string preposition = PrepositionOf(view_, nested);
        if (preposition.empty() || preposition == "of") continue;
        if (preposition == "by") Add(ArgumentKind::kSubject, nested);
        Add(ArgumentKind::kOblique, nested, std::move(preposition), true);
      }
    }
  }

  bool NamesActor(uint32_t token) const {
    const EntityMention* mention = view_.MentionAt(token);
    if (mention == nullptr || mention->tokens.end != token + 1) return false;
    const EntityType type = view_.TypeOf(*mention);
    return type == EntityType::kGpe || type == EntityType::kOrganization ||
           type == EntityType::kGroup || type == EntityType::kPerson;
  }

  // "talks and consultations with Peru": what the first has, and the bearer of
  // "founder and chairman".
  void AddSharedOfNoun(uint32_t first) {
    if (IsVerb(first)) return;
    for (const uint32_t child : tree_.Children(first)) {
      if (tree_.HasRelation(child, "nmod:poss")) Add(ArgumentKind::kSubject, child);
    }
    AddBearers(first);
    AddCarried(first);
  }

  // Verbs whose object is the noun: "held talks with Peru in Lima".
  void AddCarried(uint32_t noun) {
    const int64_t found = CarryingVerb(view_, noun);
    if (found < 0) return;
    const auto verb = static_cast<uint32_t>(found);
    const bool passive = IsPassive(tree_, verb);
    if (!passive) {
      if (const int64_t subject = SurfaceSubject(verb); subject >= 0) {
        Add(ArgumentKind::kSubject, static_cast<uint32_t>(subject));
      }
    }
    if (const int64_t whom = tree_.Child(verb, "iobj"); whom >= 0) {
      Add(ArgumentKind::kIndirectObject, static_cast<uint32_t>(whom));
    }
    AddObliques(verb, passive, -1);
  }

  void AddBearer(int64_t token) {
    if (token >= 0) Add(ArgumentKind::kBearer, static_cast<uint32_t>(token));
  }

  void AddBearers(uint32_t noun) {
    if (tree_.Child(noun, "cop") >= 0) {
      int64_t subject = tree_.Child(noun, "nsubj");
      if (subject >= 0 && IsRelativePronoun(static_cast<uint32_t>(subject))) {
        const int64_t antecedent = Antecedent(noun);
        if (antecedent >= 0) subject = antecedent;
      }
      if (subject < 0) subject = SurfaceSubject(noun);
      AddBearer(subject);
    }
    for (const uint32_t child : tree_.Children(noun)) {
      const bool named = tree_.Upos(child) == "PROPN";
      if (tree_.HasRelation(child, "appos") || (tree_.HasRelation(child, "flat") && named)) {
        AddBearer(child);
      }
    }
    const int64_t head = tree_.Head(noun);
    if (head < 0) return;
    const auto at = static_cast<uint32_t>(head);
    const bool before_name =
        (tree_.HasRelation(noun, "compound") || tree_.HasRelation(noun, "nmod:desc") ||
         tree_.HasRelation(noun, "amod")) &&
        tree_.Upos(at) == "PROPN" && noun < at;
    if (before_name || tree_.HasRelation(noun, "appos") || tree_.HasRelation(noun, "nmod:desc")) {
      AddBearer(head);
      // "Doe is a businessman, founder of the bank": Doe.
      if (tree_.HasRelation(noun, "appos") && tree_.Child(at, "cop") >= 0) {
        AddBearer(tree_.Child(at, "nsubj"));
      }
    } else if (tree_.HasRelation(noun, "nsubj") && tree_.Child(at, "cop") >= 0) {
      AddBearer(head);  // "The founder is Jane Doe".
    } else if (tree_.HasRelation(noun, "xcomp") ||
               (tree_.HasRelation(noun, "obl") && IsPredicateOblique(noun, at))) {
      AddBearerOfPredicate(at);
    }
  }

  // "became chairman", "appointed her chairman", "served as chairman".
  void AddBearerOfPredicate(uint32_t verb) {
    if (!IsVerb(verb)) return;
    const int64_t object = tree_.Child(verb, "obj");
    const int64_t bearer = object >= 0 ? object : SurfaceSubject(verb);
    AddBearer(bearer);
    // "Doe is an executive who served as chairman": Doe.
    if (bearer >= 0 && object < 0 && tree_.HasRelation(FirstConjunct(tree_, verb), "acl")) {
      AddSaidOf(ArgumentKind::kBearer, static_cast<uint32_t>(bearer));
    }
  }

  // "as chairman", "promoted to chairman".
  bool IsPredicateOblique(uint32_t noun, uint32_t verb) const {
    const std::string preposition = PrepositionOf(view_, noun);
    const std::string_view lemma = tree_.Lemma(verb);
    return preposition == "as" ||
           (preposition == "to" &&
            (lemma == "promote" || lemma == "rise" || lemma == "elevate" || lemma == "appoint"));
  }

  const DocumentView& view_;
  const DependencyTree& tree_;
  const uint32_t predicate_;
  std::vector<PredicateArgument> out_;
};

}  // namespace

std::vector<PredicateArgument> ArgumentsOf(const DocumentView& view, uint32_t predicate) {
  return Reader(view, predicate).Run();
}

bool IsPassive(const DependencyTree& tree, uint32_t verb) {
  if (tree.Child(verb, "aux:pass") >= 0 || tree.Child(verb, "nsubj:pass") >= 0) return true;
  const bool participle =
      tree.HasFeature(verb, "VerbForm=Part") && tree.HasFeature(verb, "Tense=Past");
  if (!participle || tree.Child(verb, "aux") >= 0 || tree.Child(verb, "nsubj") >= 0) return false;
  if (tree.HasRelation(verb, "acl") && !tree.HasRelation(verb, "acl:relcl")) return true;
  if (tree.HasRelation(verb, "advcl") || tree.HasRelation(verb, "amod")) {
    return tree.Child(verb, "obj") < 0;
  }
  // "was arrested and charged".
  const int64_t head = tree.Head(verb);
  return tree.HasRelation(verb, "conj") && head >= 0 &&
         tree.Child(static_cast<uint32_t>(head), "aux:pass") >= 0;
}

std::vector<uint32_t> Conjuncts(const DependencyTree& tree, uint32_t head) {
  std::vector<uint32_t> out = {head};
  // Conjuncts hang on the first, or each on the one before.
  for (size_t i = 0; i < out.size() && out.size() < 64; ++i) {
    for (const uint32_t child : tree.Children(out[i])) {
      if (tree.HasRelation(child, "conj")) out.push_back(child);
    }
  }
  std::sort(out.begin() + 1, out.end());
  return out;
}

namespace {

// The preposition at the beginning of the phrase, where the tree hangs it on
// another word of a name than the first.
std::string PrepositionAtBegin(const DocumentView& view, uint32_t head) {
  const DependencyTree& tree = view.tree();
  const uint32_t first = tree.Phrase(head).begin;
  const bool here = first < head && tree.Upos(first) == "ADP" && tree.HasRelation(first, "case");
  if (!here || tree.Head(first) < 0) return "";
  const auto holder = static_cast<uint32_t>(tree.Head(first));
  const bool in_name = tree.Head(holder) == head &&
                       (tree.HasRelation(holder, "flat") || tree.HasRelation(holder, "compound"));
  return in_name ? std::string(view.Lower(first)) : "";
}

}  // namespace

std::string PrepositionOf(const DocumentView& view, uint32_t head) {
  const DependencyTree& tree = view.tree();
  std::string out;
  // Of "from within the party" the last.
  for (const uint32_t child : tree.Children(head)) {
    if (child > head || !tree.HasRelation(child, "case") || view.IsPossessive(child)) continue;
    out = std::string(view.Lower(child));
    for (const uint32_t rest : tree.ChildrenWith(child, "fixed")) {
      out += ' ';
      out += view.Lower(rest);
    }
  }
  return out.empty() ? PrepositionAtBegin(view, head) : out;
}

int64_t CarryingVerb(const DocumentView& view, uint32_t noun) {
  const DependencyTree& tree = view.tree();
  uint32_t at = FirstConjunct(tree, noun);
  if (tree.HasRelation(at, "nmod") && tree.Head(at) >= 0 && PrepositionOf(view, at) == "of" &&
      IsOneOf(tree.Lemma(static_cast<uint32_t>(tree.Head(at))), kCounters)) {
    at = static_cast<uint32_t>(tree.Head(at));
  }
  const int64_t head = tree.Head(at);
  const bool governed = tree.HasRelation(at, "obj") || tree.HasRelation(at, "nsubj:pass");
  if (head >= 0 && governed && IsCarrier(tree, static_cast<uint32_t>(head))) return head;
  // "the talks held in Lima".
  for (const uint32_t child : tree.Children(at)) {
    const bool carries = IsCarrier(tree, child) || IsOneOf(tree.Lemma(child), kArranging);
    if (tree.HasRelation(child, "acl") && carries && IsPassive(tree, child)) {
      return child;
    }
  }
  return -1;
}

}  // namespace dateline::patterns
