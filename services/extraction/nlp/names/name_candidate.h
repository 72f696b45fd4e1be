// The names found so far and the decision on those whose type their own words
// leave open: the rest of the document tells ("Vance said" once makes "Vance" a
// person everywhere).
//
// Example:
//   std::vector<NameCandidate> candidates = ...;
//   DecideNames(document, words, capital_seen, candidates);
//
// Thread-safe as long as nothing changes the document meanwhile.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_CANDIDATE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_CANDIDATE_H_

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

// How sure a candidate's type is.
enum class NameStrength : uint8_t { kUndecided, kWeak, kStrong };

struct NameCandidate {
  NameMention name;
  NameStrength strength = NameStrength::kUndecided;
};

// The sentence's first token that is a word; its end if there is none.
uint32_t FirstWord(const DocumentWords& words, const Sentence& sentence);

// Gives undecided candidates the type that the document shows elsewhere and
// drops those that nothing decides. `capital_seen` holds the lower-case forms
// of words written with a capital inside sentences.
void DecideNames(const AnnotatedDocument& document, const DocumentWords& words,
                 const std::unordered_set<std::string_view>& capital_seen,
                 std::vector<NameCandidate>& candidates);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_NAMES_NAME_CANDIDATE_H_
