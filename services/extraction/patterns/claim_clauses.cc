#include "services/extraction/patterns/claim_clauses.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_set>

#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Clauses that share a subject, and coordination, do not go deeper in prose.
constexpr int kDeepest = 8;

bool HasAnyRelation(const DependencyTree& tree, uint32_t token,
                    std::initializer_list<std::string_view> relations) {
  return std::any_of(relations.begin(), relations.end(),
                     [&](std::string_view relation) { return tree.HasRelation(token, relation); });
}

// Nouns that say when without being a date: "in recent years".
bool IsTimeNoun(std::string_view lemma) {
  static const auto* const kNouns = new std::unordered_set<std::string_view>{
      "year",   "month",  "week",   "day",    "decade",  "century", "hour",      "minute",
      "season", "summer", "winter", "spring", "autumn",  "night",   "morning",   "evening",
      "time",   "moment", "period", "era",    "quarter", "weekend", "afternoon", "fall"};
  return kNouns->contains(lemma);
}

// Words that tie a sentence to the one before and say nothing of the clause.
bool IsConnective(std::string_view word) {
  return IsOneOf(word, {"however", "moreover", "therefore", "thus", "instead", "meanwhile"});
}

bool IsNominal(std::string_view upos) {
  return IsOneOf(upos, {"NOUN", "PROPN", "PRON", "NUM", "SYM"});
}

// The form that verbs with one auxiliary in common have.
std::string_view SharedForm(const DependencyTree& tree, uint32_t verb) {
  if (tree.HasFeature(verb, "VerbForm=Inf")) return "Inf";
  if (tree.HasFeature(verb, "VerbForm=Ger")) return "Ger";
  if (!tree.HasFeature(verb, "VerbForm=Part")) return "";
  return tree.HasFeature(verb, "Tense=Past") ? "Past" : "Pres";
}

}  // namespace

ClauseReader::ClauseReader(const DocumentView& view, TokenRange sentence)
    : view_(view),
      tree_(view.tree()),
      phrases_(view),
      sentence_(sentence),
      is_predicate_(sentence.size(), -1),
      subject_known_(sentence.size(), false),
      subjects_(sentence.size()) {}

bool ClauseReader::IsPredicate(uint32_t token) {
  int8_t& known = is_predicate_[token - sentence_.begin];
  if (known < 0) {
    known = 0;  // Ends the search in trees that go round.
    known = DecideIsPredicate(token) ? 1 : 0;
  }
  return known == 1;
}

bool ClauseReader::HasSubject(uint32_t token) const { return tree_.Child(token, "nsubj") >= 0; }

bool ClauseReader::DecideIsPredicate(uint32_t token) {
  if (tree_.Children(token).size() > kMostChildren) return false;
  const std::string_view relation = tree_.Relation(token);
  if (IsCopular(token)) {
    const int64_t head = tree_.Head(token);
    // "seems to be X" is one predicate; "asked her to be X" holds two.
    if (relation == "xcomp" && head >= 0) {
      return tree_.Child(static_cast<uint32_t>(head), "obj") >= 0 ||
             tree_.Child(static_cast<uint32_t>(head), "iobj") >= 0;
    }
    return true;
  }
  const bool verb = tree_.Upos(token) == "VERB" ||
                    (tree_.Upos(token) == "AUX" && IsOneOf(tree_.Lemma(token), {"be", "have"}));
  if (verb) {
    if (HasAnyRelation(tree_, token, {"root", "ccomp", "advcl", "acl", "parataxis", "csubj"})) {
      return true;
    }
    if (relation == "conj") {
      const uint32_t first = FirstConjunct(token);
      if (tree_.HasRelation(first, "xcomp")) return HasSubject(token);
      return HasSubject(token) || (first != token && IsPredicate(first));
    }
  }
  return IsOneOf(relation, {"conj", "root", "parataxis", "ccomp"}) && HasSubject(token);
}

uint32_t ClauseReader::FirstConjunct(uint32_t token) const {
  uint32_t at = token;
  for (int depth = 0; depth < kDeepest && tree_.Relation(at) == "conj"; ++depth) {
    if (tree_.Head(at) < 0) break;
    at = static_cast<uint32_t>(tree_.Head(at));
  }
  return at;
}

std::vector<uint32_t> ClauseReader::Conjuncts(uint32_t token) {
  std::vector<uint32_t> out;
  bool joined = false;
  for (const uint32_t child : tree_.ChildrenWith(token, "conj")) {
    joined = joined || tree_.Child(child, "cc") >= 0;
    // "a dozen or so", "now and in May": of unlike words one phrase.
    if (IsNominal(tree_.Upos(child)) != IsNominal(tree_.Upos(token))) return {};
    if (!IsPredicate(child)) out.push_back(child);
  }
  // Without "and" or "or" it is one thing: "Arica, Chile".
  if (!joined) out.clear();
  return out;
}

std::optional<ClauseSubject> ClauseReader::Subject(uint32_t predicate) {
  return FindSubject(predicate, 0);
}

std::optional<ClauseSubject> ClauseReader::OwnSubject(uint32_t predicate) const {
  std::vector<uint32_t> found;
  for (const uint32_t child : tree_.Children(predicate)) {
    if (HasAnyRelation(tree_, child, {"nsubj", "csubj"})) found.push_back(child);
  }
  if (found.size() > 1 && IsCopular(predicate)) {
    // "The trouble is that she is the mayor": the inner subject.
    std::stable_partition(found.begin(), found.end(), [this](uint32_t child) {
      return tree_.Relation(child) != "nsubj:outer";
    });
  }
  const int64_t expletive = tree_.Child(predicate, "expl");
  // "It is wrong to leave": what is wrong comes later.
  const bool postponed = expletive >= 0 && !found.empty() && found.front() > predicate &&
                         tree_.HasRelation(found.front(), "csubj");
  if (!found.empty() && !postponed) {
    return ClauseSubject{found.front(), tree_.HasRelation(found.front(), "csubj"), false, true};
  }
  if (expletive < 0) return std::nullopt;
  return ClauseSubject{static_cast<uint32_t>(expletive), false, false, false};
}

std::optional<ClauseSubject> ClauseReader::FindSubject(uint32_t predicate, int depth) {
  const uint32_t at = predicate - sentence_.begin;
  if (subject_known_[at]) return subjects_[at];
  if (depth > kDeepest || tree_.Children(predicate).size() > kMostChildren) return std::nullopt;
  std::optional<ClauseSubject> found = OwnSubject(predicate);
  if (found.has_value()) {
    const uint32_t first = FirstConjunct(predicate);
    const bool relative = found->own && tree_.HasRelation(first, "acl") &&
                          phrases_.IsRelativePronoun(found->head) && tree_.Head(first) >= 0;
    if (relative)
      found = ClauseSubject{static_cast<uint32_t>(tree_.Head(first)), false, true, true};
  } else if (tree_.Head(predicate) >= 0) {
    const auto head = static_cast<uint32_t>(tree_.Head(predicate));
    const std::string_view relation = tree_.Relation(predicate);
    if (relation == "acl:relcl" || relation == "acl") {
      if (relation == "acl:relcl" || !tree_.HasFeature(predicate, "VerbForm=Inf")) {
        found = ClauseSubject{head, false, true, false};
      }
    } else if (IsOneOf(relation, {"conj", "xcomp"}) ||
               (relation == "advcl" && (IsPredicate(head) || tree_.Relation(head) == "xcomp"))) {
      found = FindSubject(head, depth + 1);
      if (found.has_value()) found->own = false;
    }
  }
  subject_known_[at] = true;
  subjects_[at] = found;
  return found;
}

std::vector<uint32_t> ClauseReader::Auxiliaries(uint32_t verb) const {
  return tree_.ChildrenWith(verb, "aux");
}

std::vector<uint32_t> ClauseReader::SharedAuxiliaries(uint32_t verb) const {
  if (tree_.Relation(verb) != "conj" || HasSubject(verb)) return {};
  uint32_t at = verb;
  for (int depth = 0; depth < kDeepest && tree_.Relation(at) == "conj"; ++depth) {
    if (tree_.Head(at) < 0) break;
    at = static_cast<uint32_t>(tree_.Head(at));
    if (tree_.Children(at).size() > kMostChildren) return {};
    std::vector<uint32_t> found = Auxiliaries(at);
    if (found.empty()) continue;
    const std::string_view form = SharedForm(tree_, verb);
    if (form.empty() || form != SharedForm(tree_, at)) return {};
    return found;
  }
  return {};
}

bool ClauseReader::IsAdverbOfGroup(uint32_t adverb, uint32_t verb,
                                   std::optional<uint32_t> first) const {
  if (IsOneOf(view_.Lower(adverb), {"not", "n't", "n’t", "never", "no"})) return true;
  if (IsOneOf(view_.Lower(adverb), {"when", "where", "why", "how", "whenever"})) return false;
  if (IsConnective(view_.Lower(adverb))) return false;
  for (const uint32_t child : tree_.Children(adverb)) {
    if (HasAnyRelation(tree_, child, {"advmod", "obl", "advcl", "case", "ccomp"})) return false;
  }
  if (adverb > verb) return false;
  if (first.has_value() && *first < adverb) return true;
  for (uint32_t between = adverb; between < verb; ++between) {
    if (tree_.Upos(between) != "ADV") return false;
  }
  return true;
}

std::vector<uint32_t> ClauseReader::VerbGroup(uint32_t verb) {
  std::vector<uint32_t> out = Auxiliaries(verb);
  const std::optional<uint32_t> first =
      out.empty() ? std::nullopt : std::optional<uint32_t>(out.front());
  if (out.empty()) out = SharedAuxiliaries(verb);
  for (const uint32_t child : tree_.Children(verb)) {
    if (tree_.HasRelation(child, "compound:prt") ||
        (tree_.HasRelation(child, "advmod") && IsAdverbOfGroup(child, verb, first))) {
      out.push_back(child);
    }
  }
  out.push_back(verb);
  std::sort(out.begin(), out.end());
  return out;
}

bool ClauseReader::IsFinite(uint32_t verb) const {
  if (tree_.HasFeature(verb, "VerbForm=Fin")) return true;
  for (const uint32_t child : tree_.Children(verb)) {
    if (HasAnyRelation(tree_, child, {"aux", "cop"}) && tree_.HasFeature(child, "VerbForm=Fin")) {
      return true;
    }
  }
  return false;
}

std::string_view ClauseReader::BeFor(uint32_t subject, uint32_t clause) {
  const bool plural = tree_.HasFeature(subject, "Number=Plur") || !Conjuncts(subject).empty();
  // A passive with a date is of the past: "a bank founded in 1998".
  const bool dated = tree_.HasFeature(clause, "Tense=Past") &&
                     std::any_of(tree_.Children(clause).begin(), tree_.Children(clause).end(),
                                 [this](uint32_t child) { return view_.TimeAt(child) != nullptr; });
  bool present = false;
  int64_t above = tree_.Head(clause);
  for (int depth = 0; above >= 0 && depth < 2 * kDeepest; ++depth) {
    const auto verb = static_cast<uint32_t>(above);
    if (tree_.Children(verb).size() <= kMostChildren && IsFinite(verb)) {
      const auto past = [this](uint32_t token) {
        return tree_.HasFeature(token, "VerbForm=Fin") && tree_.HasFeature(token, "Tense=Past");
      };
      present = !past(verb);
      for (const uint32_t child : tree_.Children(verb)) {
        if (HasAnyRelation(tree_, child, {"aux", "cop"}) && past(child)) present = false;
      }
      break;
    }
    above = tree_.Head(verb);
  }
  if (present && !dated) return plural ? "are" : "is";
  return plural ? "were" : "was";
}

bool ClauseReader::IsTime(uint32_t token) const {
  const std::string_view relation = tree_.Relation(token);
  return relation == "obl:unmarked" || relation == "nmod:unmarked" || relation == "obl:tmod" ||
         view_.TimeAt(token) != nullptr || IsTimeNoun(tree_.Lemma(token));
}

std::vector<uint32_t> ClauseReader::SharedTimes(uint32_t verb) {
  const uint32_t first = FirstConjunct(verb);
  if (first == verb || tree_.Children(first).size() > kMostChildren) return {};
  const int64_t subject = tree_.Child(first, "nsubj");
  std::vector<uint32_t> out;
  for (const uint32_t child : tree_.Children(first)) {
    if (static_cast<int64_t>(child) >= subject) break;
    if (tree_.HasRelation(child, "obl") && IsTime(child)) out.push_back(child);
  }
  return out;
}

}  // namespace dateline::patterns
