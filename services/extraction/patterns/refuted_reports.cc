#include "services/extraction/patterns/refuted_reports.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/patterns/argument_structure.h"
#include "services/extraction/patterns/clause_markers.h"
#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

constexpr std::string_view kReports[] = {
    "rumour",    "rumor",      "report",      "claim",  "allegation",  "accusation", "story",
    "assertion", "suggestion", "speculation", "charge", "insinuation", "conjecture"};

// Words that say of a report that it is not so; participles by their verb too.
constexpr std::string_view kFalse[] = {"false",     "untrue",      "fake",           "fabricated",
                                       "fabricate", "baseless",    "unfounded",      "groundless",
                                       "incorrect", "inaccurate",  "bogus",          "invented",
                                       "invent",    "fictitious",  "disinformation", "lie",
                                       "nonsense",  "fabrication", "hoax",           "fiction"};

constexpr std::string_view kRefuting[] = {"reject", "dismiss",  "deny",    "refute",   "rebut",
                                          "debunk", "disprove", "disavow", "repudiate"};

// "turned out to be false", "were found to be false".
constexpr std::string_view kTurningOut[] = {"prove",    "turn",     "find",  "show",  "appear",
                                            "seem",     "describe", "call",  "label", "brand",
                                            "denounce", "dismiss",  "reject"};

// What people do with a report: "the rumours that Vance spread".
constexpr std::string_view kTelling[] = {
    "make",  "spread", "publish", "circulate", "hear",  "repeat", "receive", "read",
    "write", "file",   "issue",   "post",      "share", "cite",   "tell",    "release",
    "see",   "level",  "bring",   "put",       "air",   "print"};

bool IsFalse(const DependencyTree& tree, const DocumentView& view, uint32_t word) {
  return IsOneOf(tree.Lemma(word), kFalse) || IsOneOf(view.Lower(word), kFalse);
}

bool IsNegated(const DocumentView& view, uint32_t word) {
  const ClauseMarkers markers = ReadClauseMarkers(view, word);
  return markers.turned || markers.negative || markers.status != FactStatus::kActual;
}

// "called baseless", "turned out to be false", "dismissed as false".
bool IsCalledFalse(const DocumentView& view, uint32_t verb) {
  const DependencyTree& tree = view.tree();
  const absl::Span<const uint32_t> children = tree.Children(verb);
  return std::any_of(children.begin(), children.end(), [&](uint32_t child) {
    return (tree.HasRelation(child, "xcomp") || tree.HasRelation(child, "obl") ||
            tree.HasRelation(child, "advcl")) &&
           IsFalse(tree, view, child);
  });
}

// "are false", "were fabricated", "are cruel and false", "were dismissed as false",
// "were denied", with no other subject than the noun.
bool IsPredicatedFalse(const DocumentView& view, uint32_t noun, uint32_t predicate) {
  const DependencyTree& tree = view.tree();
  const int64_t subject = tree.Child(predicate, "nsubj");
  if (subject >= 0 && subject != noun) return false;
  const bool passive = tree.Child(predicate, "aux:pass") >= 0;
  if (!passive && tree.Child(predicate, "cop") < 0 && subject != noun) return false;
  if (IsNegated(view, predicate)) return false;
  for (const uint32_t word : Conjuncts(tree, predicate)) {
    if (IsFalse(tree, view, word)) return true;
  }
  if (passive && IsOneOf(tree.Lemma(predicate), kRefuting)) return true;
  return IsOneOf(tree.Lemma(predicate), kTurningOut) && IsCalledFalse(view, predicate);
}

// What is said of the noun stands above it, or, where the parser takes "Reports
// that the pier burned were false" for a clause of reporting, below or beside it.
bool HasFalsePredicate(const DocumentView& view, uint32_t noun) {
  const DependencyTree& tree = view.tree();
  const auto behind = [&](uint32_t word) {
    return word > noun && tree.Upos(word) != "PUNCT" && IsPredicatedFalse(view, noun, word);
  };
  const absl::Span<const uint32_t> below = tree.Children(noun);
  if (std::any_of(below.begin(), below.end(), behind)) return true;
  const int64_t head = tree.Head(noun);
  const bool subject = tree.HasRelation(noun, "nsubj");
  const bool told = tree.HasRelation(noun, "obj") || tree.HasRelation(noun, "iobj");
  if (head < 0 || (!subject && !told)) return false;
  if (subject && behind(static_cast<uint32_t>(head))) return true;
  // "Reports that the pier burned are false, Vance said", "Vance said reports that
  // the pier burned were false".
  const std::vector<uint32_t> said = tree.ChildrenWith(static_cast<uint32_t>(head), "ccomp");
  return std::any_of(said.begin(), said.end(),
                     [&](uint32_t word) { return (told || word < head) && behind(word); });
}

// "Vance's claim", "claims by Vance": what he says is his to say.
bool HasTeller(const DocumentView& view, uint32_t noun) {
  const DependencyTree& tree = view.tree();
  for (const uint32_t child : tree.Children(noun)) {
    if (tree.HasRelation(child, "nmod:poss")) return true;
    if (tree.HasRelation(child, "nmod") && PrepositionOf(view, child) == "by") return true;
  }
  return false;
}

bool HasFalseAdjective(const DocumentView& view, uint32_t noun) {
  for (const uint32_t adjective : view.tree().ChildrenWith(noun, "amod")) {
    if (IsFalse(view.tree(), view, adjective)) return true;
  }
  return false;
}

}  // namespace

bool IsRefuted(const DocumentView& view, uint32_t noun) {
  const DependencyTree& tree = view.tree();
  if (!IsOneOf(tree.Lemma(noun), kReports) || HasTeller(view, noun)) return false;
  if (HasFalseAdjective(view, noun)) return true;
  if (HasFalsePredicate(view, noun)) return true;
  const int64_t head = tree.Head(noun);
  if (head < 0) return false;
  const auto above = static_cast<uint32_t>(head);
  // "rejected claims that", with "claims" taken for a verb.
  const bool object = tree.HasRelation(noun, "obj") ||
                      (tree.Upos(noun) == "VERB" && noun > above && tree.Child(noun, "nsubj") < 0 &&
                       view.Lower(noun).ends_with("s"));
  if (object && IsOneOf(tree.Lemma(above), kRefuting)) return !IsNegated(view, above);
  if (object && IsOneOf(tree.Lemma(above), kTurningOut) && !IsNegated(view, above)) {
    if (IsCalledFalse(view, above)) return true;
    // "called reports that Vance left baseless", with "baseless" hung from "left".
    const std::vector<uint32_t> told = tree.ChildrenWith(noun, "acl");
    return std::any_of(told.begin(), told.end(),
                       [&](uint32_t clause) { return IsCalledFalse(view, clause); });
  }
  // "There is no truth to rumours".
  const bool basis = IsOneOf(tree.Lemma(above), {"truth", "substance", "basis"});
  return basis && tree.HasRelation(noun, "nmod") && HasChild(tree, above, "det", "no");
}

bool SaysWhatIsReported(const DocumentView& view, uint32_t noun, uint32_t part) {
  const DependencyTree& tree = view.tree();
  if (tree.HasRelation(part, "nmod")) {
    const std::string preposition = PrepositionOf(view, part);
    return preposition == "of" || preposition == "about";
  }
  if (part < noun) return false;
  if (!tree.HasRelation(part, "acl") && !tree.HasRelation(part, "ccomp")) return false;
  if (IsToInfinitive(tree, part)) return false;
  if (!IsFiniteClause(tree, part)) {
    return IsOneOf(SubordinatorOf(view, part), {"of", "about"});
  }
  // "that" may be taken for a relative pronoun: it is none where the verb has a
  // subject beside it and does nothing to reports.
  const int64_t subject = tree.Child(part, "nsubj");
  if (subject < 0) return tree.Child(part, "expl") >= 0;
  if (IsOneOf(view.Lower(subject), {"that", "which", "who"})) return false;
  return view.Lower(noun + 1) != "which" && !IsOneOf(tree.Lemma(part), kTelling);
}

bool IsSaidWrongly(const DocumentView& view, uint32_t verb) {
  const DependencyTree& tree = view.tree();
  for (const uint32_t adverb : tree.ChildrenWith(verb, "advmod")) {
    if (IsOneOf(view.Lower(adverb), {"wrongly", "falsely", "incorrectly", "mistakenly",
                                     "erroneously", "inaccurately"})) {
      return true;
    }
  }
  const int64_t subject = tree.Child(verb, "nsubj");
  return subject >= 0 && IsEarlierVersion(view, static_cast<uint32_t>(subject));
}

bool IsEarlierVersion(const DocumentView& view, uint32_t noun) {
  const DependencyTree& tree = view.tree();
  if (!IsOneOf(tree.Lemma(noun), {"version", "headline", "caption", "edition"})) return false;
  const std::vector<uint32_t> adjectives = tree.ChildrenWith(noun, "amod");
  const bool earlier = std::any_of(adjectives.begin(), adjectives.end(), [&](uint32_t word) {
    return IsOneOf(view.Lower(word), {"earlier", "previous", "original", "prior"});
  });
  if (!earlier) return false;
  for (const uint32_t of : tree.ChildrenWith(noun, "nmod")) {
    if (IsOneOf(tree.Lemma(of), {"article", "story", "report", "column", "dispatch", "item", "post",
                                 "newsletter", "headline", "caption"})) {
      return true;
    }
  }
  return false;
}

}  // namespace dateline::patterns
