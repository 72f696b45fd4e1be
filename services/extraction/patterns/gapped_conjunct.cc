#include "services/extraction/patterns/gapped_conjunct.h"

#include <algorithm>

#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// "at least 20 other people": no subject of so few words has more.
constexpr uint32_t kLongestSubject = 6;

bool IsParticiple(const DependencyTree& tree, uint32_t verb) {
  return tree.Upos(verb) == "VERB" && tree.HasFeature(verb, "VerbForm=Part") &&
         tree.HasFeature(verb, "Tense=Past");
}

// True if only "and" and words of one noun phrase stand from `first` to `verb`.
bool OnlyAndBetween(const DocumentView& view, uint32_t verb, uint32_t first) {
  const DependencyTree& tree = view.tree();
  uint32_t at = verb - 1;
  if (!IsOneOf(tree.Upos(at), {"NUM", "NOUN", "PRON", "PROPN", "ADJ"})) return false;
  if (view.TimeAt(at) != nullptr) return false;
  for (; at > first && verb - at <= kLongestSubject; --at) {
    if (view.Lower(at) == "and") return true;
    const bool bound = view.Lower(at) == "at" || view.Lower(at) == "than";
    if (!bound && IsOneOf(tree.Upos(at), {"VERB", "AUX", "PUNCT", "SCONJ", "ADP"})) return false;
  }
  return false;
}

}  // namespace

std::optional<GappedConjunct> GappedConjunctAt(const DocumentView& view, uint32_t verb) {
  const DependencyTree& tree = view.tree();
  if (verb == 0 || !IsParticiple(tree, verb) || tree.Child(verb, "aux") >= 0) return std::nullopt;
  const uint32_t noun = verb - 1;
  int64_t head = tree.Head(verb);
  if (tree.HasRelation(verb, "acl")) {
    // The tree may take it for a description of its subject.
    if (head != noun || !tree.HasRelation(noun, "nsubj")) return std::nullopt;
    head = tree.Head(noun);
  } else if (!tree.HasRelation(verb, "conj")) {
    return std::nullopt;
  }
  if (head < 0 || head >= verb) return std::nullopt;
  const auto first = static_cast<uint32_t>(head);
  if (!IsParticiple(tree, first) || tree.Child(first, "aux:pass") < 0) return std::nullopt;
  if (!OnlyAndBetween(view, verb, first)) return std::nullopt;
  return GappedConjunct{first, noun};
}

}  // namespace dateline::patterns
