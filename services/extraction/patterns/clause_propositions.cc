#include "services/extraction/patterns/clause_propositions.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_set>
#include <utility>

#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Propositions that one clause makes by its conjuncts; longer lists are cut.
constexpr size_t kMostDistributed = 12;
// Verbs that govern one another: "wanted to try to begin to sell".
constexpr size_t kLongestChain = 6;

// Verbs that hold of several together.
bool IsReciprocal(std::string_view lemma) {
  static const auto* const kVerbs = new std::unordered_set<std::string_view>{
      "meet",  "agree",   "clash",    "marry",    "merge",   "negotiate", "cooperate", "differ",
      "share", "swap",    "exchange", "talk",     "divorce", "join",      "converge",  "unite",
      "vie",   "compete", "border",   "disagree", "collide", "quarrel",   "gather",    "fight"};
  return kVerbs->contains(lemma);
}

// Words before the clause that tie it to another and say nothing in it.
bool IsConnective(std::string_view word) {
  return IsOneOf(word,
                 {"however",     "moreover", "furthermore", "therefore", "thus", "nevertheless",
                  "nonetheless", "instead",  "meanwhile",   "indeed",    "also", "besides",
                  "hence",       "finally",  "then",        "often",     "so",   "further",
                  "still",       "rather",   "yet",         "even",      "only", "just"});
}

bool IsClauseAdverb(std::string_view word) {
  return IsOneOf(word, {"when", "where", "why", "how"});
}

}  // namespace

ClausePropositions::ClausePropositions(const DocumentView& view, const PhraseReader& phrases,
                                       ClauseReader& clauses, uint32_t predicate)
    : view_(view),
      tree_(view.tree()),
      phrases_(phrases),
      clauses_(clauses),
      predicate_(predicate) {}

void ClausePropositions::Read(std::vector<OpenProposition>& out) {
  const std::optional<ClauseSubject> subject = clauses_.Subject(predicate_);
  if (!subject.has_value() || subject->head == predicate_) return;
  subject_ = *subject;
  if (tree_.Relation(predicate_) == "acl:relcl" && tree_.Head(predicate_) >= 0) {
    described_ = static_cast<uint32_t>(tree_.Head(predicate_));
  }
  if (tree_.Relation(predicate_) == "acl" && !subject_.own &&
      tree_.HasFeature(predicate_, "VerbForm=Inf")) {
    return;
  }
  if (IsContrary()) return;
  const int64_t expletive = tree_.Child(predicate_, "expl");
  if (!clauses_.IsCopular(predicate_) && subject_.own && expletive >= 0 &&
      view_.Lower(expletive) == "there" && tree_.Lemma(predicate_) == "be") {
    ReadExistence(out);
    return;
  }
  ReadSubjects();
  ReadRelation();
  ReadArguments();
  Write(out);
}

// "without stopping", "instead of leaving": it was not so.
bool ClausePropositions::IsContrary() const {
  if (subject_.own) return false;
  const std::vector<uint32_t> marks = tree_.ChildrenWith(predicate_, "mark");
  return std::any_of(marks.begin(), marks.end(), [this](uint32_t mark) {
    return IsOneOf(view_.Lower(mark), {"without", "instead", "rather"});
  });
}

Construction ClausePropositions::ConstructionOf() const {
  if (existence_) return Construction::kExistence;
  const std::string_view relation = tree_.Relation(predicate_);
  if (relation == "root") return Construction::kMain;
  if (relation == "acl:relcl") return Construction::kRelative;
  if (relation == "acl") return Construction::kParticiple;
  if (relation == "conj") {
    return subject_.own ? Construction::kCoordinated : Construction::kSharedSubject;
  }
  if (relation == "parataxis") return Construction::kParataxis;
  if (relation == "ccomp") return Construction::kContent;
  if (tree_.HasRelation(predicate_, "advcl")) {
    return subject_.own ? Construction::kAdverbial : Construction::kAdverbialPhrase;
  }
  return Construction::kOtherClause;
}

void ClausePropositions::AppendTokens(const std::vector<uint32_t>& tokens,
                                      ClaimPhrase& phrase) const {
  for (const uint32_t token : tokens) phrase.push_back({token, {}});
}

ClaimPhrase ClausePropositions::Antecedent(uint32_t noun) const {
  PhraseRequest request;
  request.without_case = true;
  request.without = tree_.ChildrenWith(noun, "acl");
  return phrases_.Read(noun, request);
}

ClausePropositions::Alternatives ClausePropositions::Distribute(uint32_t head, bool without_case) {
  const std::vector<uint32_t> conjuncts = clauses_.Conjuncts(head);
  PhraseRequest request;
  request.without_case = without_case;
  request.without_conjuncts = !conjuncts.empty();
  Alternatives out{phrases_.Read(head, request)};
  for (const uint32_t conjunct : conjuncts) {
    if (out.size() == kMostDistributed) break;
    out.push_back(phrases_.Read(conjunct, request));
  }
  std::erase_if(out, [](const ClaimPhrase& phrase) { return phrase.empty(); });
  return out;
}

bool ClausePropositions::HoldsTogether() const {
  if (IsReciprocal(tree_.Lemma(predicate_))) return true;
  if (tree_.Upos(subject_.head) != "PROPN") return true;
  const std::vector<uint32_t> conjuncts = clauses_.Conjuncts(subject_.head);
  return !std::all_of(conjuncts.begin(), conjuncts.end(),
                      [this](uint32_t conjunct) { return tree_.Upos(conjunct) == "PROPN"; });
}

void ClausePropositions::ReadSubjects() {
  if (subject_.antecedent) {
    subjects_ = {Antecedent(subject_.head)};
  } else if (subject_.clause) {
    PhraseRequest request{.shape = PhraseShape::kClause, .without_mark = true};
    request.without = tree_.ChildrenWith(subject_.head, "advmod");
    subjects_ = {phrases_.Read(subject_.head, request)};
  } else if (HoldsTogether()) {
    subjects_ = {phrases_.Read(subject_.head, {.without_case = true})};
  } else {
    subjects_ = Distribute(subject_.head, true);
  }
  for (ClaimPhrase& phrase : subjects_) NameOwner(phrase);
  std::erase_if(subjects_, [](const ClaimPhrase& phrase) { return phrase.empty(); });
}

// "whose ships" is "the company 's ships"; a pronoun that stands for nothing
// known is no subject.
void ClausePropositions::NameOwner(ClaimPhrase& phrase) const {
  if (phrase.empty() || phrase.front().token < 0) return;
  const auto first = static_cast<uint32_t>(phrase.front().token);
  if (phrase.size() == 1 && phrases_.IsRelativePronoun(first) &&
      tree_.HasFeature(first, "PronType=Rel")) {
    phrase.clear();
  }
  if (view_.Lower(first) != "whose") return;
  if (!described_.has_value()) {
    phrase.clear();
    return;
  }
  ClaimPhrase owned = Antecedent(*described_);
  owned.push_back({-1, "'s"});
  owned.insert(owned.end(), phrase.begin() + 1, phrase.end());
  phrase = std::move(owned);
}

void ClausePropositions::ReadExistence(std::vector<OpenProposition>& out) {
  subjects_ = {{{tree_.Child(predicate_, "expl"), {}}}};
  AppendTokens(clauses_.VerbGroup(predicate_), relation_);
  objects_.push_back(Distribute(subject_.head, false));
  for (const uint32_t oblique : tree_.ChildrenWith(predicate_, "obl")) {
    further_.push_back(phrases_.Read(oblique, {}));
  }
  existence_ = true;
  Write(out);
}

bool ClausePropositions::InRelation(uint32_t token) const { return group_.contains(token); }

// "the ship sunk in May" says that it was sunk.
void ClausePropositions::PutInBe() {
  if (tree_.Child(predicate_, "aux") >= 0) return;
  const bool participle = tree_.Relation(predicate_) == "acl";
  const bool phrase = tree_.Relation(predicate_) == "advcl" && !subject_.own;
  if (!participle && !phrase) return;
  if (!tree_.HasFeature(predicate_, "VerbForm=Part") &&
      !tree_.HasFeature(predicate_, "VerbForm=Ger")) {
    return;
  }
  relation_.push_back({-1, clauses_.BeFor(subject_.head, predicate_)});
}

void ClausePropositions::ReadRelation() {
  chain_ = {predicate_};
  if (clauses_.IsCopular(predicate_)) {
    copular_ = predicate_;
    ReadCopularRelation();
    return;
  }
  PutInBe();
  std::vector<uint32_t> tokens = clauses_.VerbGroup(predicate_);
  FollowChain(tokens);
  AppendTokens(tokens, relation_);
  group_.insert(tokens.begin(), tokens.end());
}

int64_t ClausePropositions::GovernedVerb(uint32_t word) const {
  for (const uint32_t child : tree_.Children(word)) {
    // "agreed to sell", "it is wrong to sell"
    const bool governed = tree_.HasRelation(child, "xcomp") ||
                          (tree_.HasRelation(child, "csubj") && tree_.Child(child, "mark") >= 0 &&
                           tree_.Child(word, "expl") >= 0);
    const bool verb = IsOneOf(tree_.Upos(child), {"VERB", "AUX"}) || clauses_.IsCopular(child);
    const bool infinitive =
        tree_.HasRelation(child, "xcomp") || tree_.HasFeature(child, "VerbForm=Inf");
    if (child > word && governed && verb && infinitive) return child;
  }
  return -1;
}

// True for "able to repair the bridge", not for "hard to read".
bool ClausePropositions::GovernsArguments(uint32_t word) const {
  const int64_t verb = GovernedVerb(word);
  if (verb < 0) return false;
  const absl::Span<const uint32_t> children = tree_.Children(static_cast<uint32_t>(verb));
  return std::any_of(children.begin(), children.end(), [this](uint32_t child) {
    return tree_.HasRelation(child, "obj") || tree_.HasRelation(child, "obl") ||
           IsOneOf(tree_.Relation(child), {"xcomp", "ccomp", "cop"});
  });
}

// "agreed to try to sell": appends the words of the governed verbs.
void ClausePropositions::FollowChain(std::vector<uint32_t>& tokens) {
  while (chain_.size() < kLongestChain && tree_.Child(chain_.back(), "obj") < 0 &&
         tree_.Child(chain_.back(), "iobj") < 0) {
    const int64_t next = GovernedVerb(chain_.back());
    if (next < 0) break;
    const auto verb = static_cast<uint32_t>(next);
    std::vector<uint32_t> more = tree_.ChildrenWith(verb, "mark");
    const bool copular = clauses_.IsCopular(verb);
    std::vector<uint32_t> group =
        copular ? tree_.ChildrenWith(verb, "cop") : clauses_.VerbGroup(verb);
    if (copular) {
      for (const uint32_t aux : tree_.ChildrenWith(verb, "aux")) group.push_back(aux);
    }
    more.insert(more.end(), group.begin(), group.end());
    std::sort(more.begin(), more.end());
    more.erase(std::unique(more.begin(), more.end()), more.end());
    tokens.insert(tokens.end(), more.begin(), more.end());
    chain_.push_back(verb);
    if (!copular) continue;
    copular_ = verb;
    break;
  }
}

void ClausePropositions::ReadCopularRelation() {
  std::vector<uint32_t> tokens = tree_.ChildrenWith(predicate_, "cop");
  for (const uint32_t aux : tree_.ChildrenWith(predicate_, "aux")) tokens.push_back(aux);
  std::sort(tokens.begin(), tokens.end());
  const uint32_t first = tokens.front();
  const bool noun = IsOneOf(tree_.Upos(predicate_), {"NOUN", "PROPN", "NUM"});
  for (const uint32_t adverb : tree_.ChildrenWith(predicate_, "advmod")) {
    const std::string_view word = view_.Lower(adverb);
    const bool negation = IsOneOf(word, {"not", "n't", "n’t", "never", "no"});
    const bool of_amount =
        IsOneOf(word, {"about", "around", "only", "almost", "nearly", "approximately"});
    const bool of_verb = noun && !of_amount && first < adverb && adverb == tokens.back() + 1 &&
                         tree_.Children(adverb).empty();
    if (negation || of_verb) tokens.push_back(adverb);
  }
  std::sort(tokens.begin(), tokens.end());
  // "is likely to support" | "the plan"
  if (tree_.Upos(predicate_) == "ADJ" && GovernsArguments(predicate_)) {
    for (const uint32_t adverb : tree_.ChildrenWith(predicate_, "advmod")) {
      const bool inside = first < adverb && adverb < predicate_;
      if (inside && std::find(tokens.begin(), tokens.end(), adverb) == tokens.end()) {
        tokens.push_back(adverb);
      }
    }
    tokens.push_back(predicate_);
    std::sort(tokens.begin(), tokens.end());
    copular_.reset();
    FollowChain(tokens);
  }
  AppendTokens(tokens, relation_);
  group_.insert(tokens.begin(), tokens.end());
}

void ClausePropositions::ReadPredicatePhrase() {
  const uint32_t first = *group_.begin();
  for (const uint32_t child : tree_.Children(*copular_)) {
    const bool before = child < first;
    const bool of_clause =
        IsOneOf(tree_.Relation(child), {"advcl", "punct", "ccomp", "expl", "parataxis", "discourse",
                                        "acl:relcl", "cop"}) ||
        tree_.HasRelation(child, "nsubj") || tree_.HasRelation(child, "csubj") ||
        tree_.HasRelation(child, "aux") || tree_.HasRelation(child, "obl");
    const bool other_clause = tree_.Relation(child) == "conj" && clauses_.IsPredicate(child);
    if (before || of_clause || other_clause || InRelation(child)) own_children_.push_back(child);
  }
  const std::vector<uint32_t> conjuncts = clauses_.Conjuncts(*copular_);
  PhraseRequest request;
  request.without = own_children_;
  request.without_conjuncts = !conjuncts.empty();
  Alternatives phrases{phrases_.Read(*copular_, request)};
  request.without.clear();
  for (const uint32_t conjunct : conjuncts) {
    if (phrases.size() == kMostDistributed) break;
    phrases.push_back(phrases_.Read(conjunct, request));
  }
  std::erase_if(phrases, [](const ClaimPhrase& phrase) { return phrase.empty(); });
  objects_.insert(objects_.begin(), std::move(phrases));
}

void ClausePropositions::ReadArguments() {
  std::vector<std::pair<uint32_t, uint32_t>> children;
  for (const uint32_t verb : chain_) {
    for (const uint32_t child : tree_.Children(verb)) children.push_back({child, verb});
  }
  std::sort(children.begin(), children.end());
  if (copular_.has_value()) ReadPredicatePhrase();
  for (const auto& [child, parent] : children) ReadArgument(child, parent);
  ReadGap();
  ReadComplements();
  ReadSpeechBefore();
  if (objects_.empty() || TakesAdjective()) Promote();
  AppendObliques();
}

void ClausePropositions::ReadArgument(uint32_t child, uint32_t parent) {
  if (InRelation(child) || std::find(chain_.begin(), chain_.end(), child) != chain_.end()) return;
  const std::string_view relation = tree_.Relation(child);
  const bool oblique = tree_.HasRelation(child, "obl") || relation == "nmod:unmarked";
  if (copular_ == parent && !tree_.HasRelation(child, "obl") &&
      std::find(own_children_.begin(), own_children_.end(), child) == own_children_.end()) {
    return;  // In the phrase of the predicate.
  }
  if (relation == "obj" || relation == "iobj") ReadObject(child);
  if (oblique) ReadOblique(child);
  if (relation == "advmod") ReadAdverb(child);
  if (relation == "advcl") adverbials_.push_back(child);
  if (relation == "ccomp") contents_.push_back(child);
  if (relation == "xcomp") complements_.push_back(child);
}

void ClausePropositions::ReadObject(uint32_t child) {
  if (!phrases_.IsRelativePronoun(child)) {
    objects_.push_back(Distribute(child, false));
  } else if (described_.has_value()) {
    objects_.push_back({Antecedent(*described_)});
    fills_gap_ = true;
  }
}

void ClausePropositions::ReadOblique(uint32_t child) {
  if (!phrases_.IsRelativePronoun(child)) {
    obliques_.push_back({child, std::nullopt, {}});
  } else if (described_.has_value()) {
    ClaimPhrase preposition;
    AppendTokens(tree_.ChildrenWith(child, "case"), preposition);
    obliques_.push_back({child, std::move(preposition), Antecedent(*described_)});
    fills_gap_ = true;
  }
}

void ClausePropositions::ReadAdverb(uint32_t child) {
  if (view_.Lower(child) == "where" && described_.has_value()) {
    obliques_.push_back({child, ClaimPhrase{{-1, "in"}}, Antecedent(*described_)});
    fills_gap_ = true;
    return;
  }
  if (IsClauseAdverb(view_.Lower(child))) return;
  if (child < predicate_ && IsConnective(view_.Lower(child))) return;
  adverbs_.push_back(child);
}

// "the harbour Vance opened": the noun is the object.
void ClausePropositions::ReadGap() {
  if (!described_.has_value() || fills_gap_ || copular_.has_value() || !objects_.empty()) return;
  if (subject_.own && !subject_.antecedent) objects_.push_back({Antecedent(*described_)});
}

void ClausePropositions::ReadContent(uint32_t clause) {
  const int64_t mark = tree_.Child(clause, "mark");
  objects_.push_back(
      {phrases_.Read(clause, {.shape = PhraseShape::kClause, .without_mark = true})});
  if (mark >= 0 && view_.Lower(mark) == "that") relation_.push_back({mark, {}});
}

void ClausePropositions::ReadComplements() {
  const PhraseRequest whole{.shape = PhraseShape::kClause};
  for (const uint32_t clause : contents_) ReadContent(clause);
  for (const uint32_t complement : complements_) {
    const std::string_view upos = tree_.Upos(complement);
    if (objects_.empty() && upos == "ADJ") {
      objects_.push_back(
          {phrases_.Read(complement, {.shape = PhraseShape::kClause, .without_mark = true})});
    } else if (objects_.empty() && IsOneOf(upos, {"NOUN", "PROPN"})) {
      objects_.push_back(Distribute(complement, false));
    } else {
      further_.push_back(phrases_.Read(complement, upos == "VERB" ? whole : PhraseRequest{}));
    }
  }
}

// "The harbour is open, Vance told the council": what was said comes first.
void ClausePropositions::ReadSpeechBefore() {
  const int64_t head = tree_.Head(predicate_);
  if (tree_.Relation(predicate_) != "parataxis" || head < 0 || !contents_.empty()) return;
  const auto said = static_cast<uint32_t>(head);
  if (said > predicate_ || !clauses_.IsPredicate(said)) return;
  if (FindAttributionVerb(view_.tree().Lemma(predicate_)) == nullptr) return;
  PhraseRequest request{.shape = PhraseShape::kClause};
  request.without = {predicate_};
  objects_.push_back({phrases_.Read(said, request)});
}

std::vector<uint32_t> ClausePropositions::CaseWords(uint32_t head) const {
  std::vector<uint32_t> out;
  for (const uint32_t word : tree_.ChildrenWith(head, "case")) {
    if (word > head) continue;
    out.push_back(word);
    for (const uint32_t more : tree_.ChildrenWith(word, "fixed")) {
      if (more < head) out.push_back(more);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

// "is ready for" | "the season": the adjective goes into the relation.
bool ClausePropositions::TakesAdjective() {
  if (!copular_.has_value() || tree_.Upos(*copular_) != "ADJ" || objects_.size() != 1 ||
      objects_.front().size() != 1) {
    return false;
  }
  const ClaimPhrase adjective = objects_.front().front();
  const auto governed = [this](const Oblique& oblique) {
    return !oblique.preposition.has_value() && oblique.head > *copular_ &&
           tree_.Head(oblique.head) == *copular_ && !clauses_.IsTime(oblique.head) &&
           !CaseWords(oblique.head).empty();
  };
  if (std::none_of(obliques_.begin(), obliques_.end(), governed)) return false;
  if (adjective.back().token != *copular_) return false;
  relation_.insert(relation_.end(), adjective.begin(), adjective.end());
  objects_.clear();
  return true;
}

// A verb without an object takes the preposition of its first oblique, of one
// that says when only if there is no other.
void ClausePropositions::Promote() {
  auto chosen = obliques_.end();
  for (auto it = obliques_.begin(); it != obliques_.end(); ++it) {
    if (it->head < chain_.back() && !it->preposition.has_value()) continue;
    const bool time = clauses_.IsTime(it->preposition.has_value() ? *described_ : it->head);
    if (chosen == obliques_.end()) chosen = it;
    if (time) continue;
    chosen = it;
    break;
  }
  if (chosen == obliques_.end()) return;
  took_preposition_ = true;
  if (chosen->preposition.has_value()) {
    relation_.insert(relation_.end(), chosen->preposition->begin(), chosen->preposition->end());
    objects_.push_back({chosen->phrase});
  } else {
    AppendTokens(CaseWords(chosen->head), relation_);
    objects_.push_back(Distribute(chosen->head, true));
  }
  obliques_.erase(chosen);
}

void ClausePropositions::AppendObliques() {
  for (const Oblique& oblique : obliques_) {
    if (!oblique.preposition.has_value()) {
      further_.push_back(phrases_.Read(oblique.head, {}));
      continue;
    }
    ClaimPhrase phrase = *oblique.preposition;
    phrase.insert(phrase.end(), oblique.phrase.begin(), oblique.phrase.end());
    further_.push_back(std::move(phrase));
  }
  for (const uint32_t time : clauses_.SharedTimes(predicate_)) {
    further_.push_back(phrases_.Read(time, {}));
  }
  for (const uint32_t adverb : adverbs_) {
    further_.push_back(phrases_.Read(adverb, {.shape = PhraseShape::kAdverb}));
  }
  for (const uint32_t clause : adverbials_) {
    const int64_t mark = tree_.Child(clause, "mark");
    if (clause < predicate_ || mark < 0) continue;
    // These set a fact beside another and say nothing of it.
    if (IsOneOf(view_.Lower(mark), {"while", "whereas", "although", "though"})) continue;
    further_.push_back(phrases_.Read(clause, {.shape = PhraseShape::kClause}));
  }
  std::erase_if(further_, [](const ClaimPhrase& phrase) { return phrase.empty(); });
}

void ClausePropositions::Write(std::vector<OpenProposition>& out) const {
  OpenProposition proposition;
  proposition.construction = ConstructionOf();
  proposition.copular = clauses_.IsCopular(predicate_) || copular_.has_value();
  proposition.head = predicate_;
  proposition.relation = relation_;
  PropositionShape& shape = proposition.shape;
  shape.several_objects = objects_.size() > 1;
  shape.took_preposition = took_preposition_;
  shape.further = further_.size();
  shape.sentence_words = view_.SentenceAt(predicate_).tokens.size();
  // Every choice of one alternative for each object, the last changing first.
  std::vector<std::vector<ClaimPhrase>> choices{{}};
  for (const Alternatives& alternatives : objects_) {
    std::vector<std::vector<ClaimPhrase>> longer;
    for (const std::vector<ClaimPhrase>& choice : choices) {
      for (const ClaimPhrase& phrase : alternatives) {
        if (longer.size() == kMostDistributed) break;
        longer.push_back(choice);
        longer.back().push_back(phrase);
      }
    }
    if (!longer.empty()) choices = std::move(longer);
  }
  for (const ClaimPhrase& subject : subjects_) {
    for (const std::vector<ClaimPhrase>& choice : choices) {
      proposition.subject = subject;
      proposition.objects = choice;
      proposition.objects.insert(proposition.objects.end(), further_.begin(), further_.end());
      std::erase_if(proposition.objects, [](const ClaimPhrase& p) { return p.empty(); });
      proposition.confidence = EstimateConfidence(proposition);
      out.push_back(proposition);
    }
  }
}

}  // namespace dateline::patterns
