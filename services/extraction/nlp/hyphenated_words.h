// Reads hyphenated runs of tokens as one word, for the rules.
//
// Tokens are those of the treebanks, "vice - president" and "Jean - Claude";
// what the rules know by the word is "vice-president" and a name of one word.
//
//   HyphenatedWords words(document);   // document.tokens are whole words now
//   for (const auto& stage : rules) stage->Annotate(document);
//   words.Split(document);             // tokens again; what was found stays
//
// Tokens that a hyphen joins without spaces become one. The word takes tag, head
// and relation from its head. Both ways keep every span, and token ranges cover
// the same bytes; labelled names that begin or end inside a word ("Lima" in
// "Lima-based") are left out while the words are whole. Linear. Not for sharing
// between threads.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_HYPHENATED_WORDS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_HYPHENATED_WORDS_H_

#include <cstdint>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

class HyphenatedWords {
 public:
  // Joins the tokens of `document` and moves all its token ranges with them.
  explicit HyphenatedWords(AnnotatedDocument& document);

  // Gives `document` its tokens back and moves all its token ranges with them.
  // REQUIRES: it is the document that was joined; called at most once.
  void Split(AnnotatedDocument& document);

 private:
  std::vector<Token> tokens_;  // As they were.
  std::vector<LabelledName> labelled_names_;
  std::vector<uint32_t> first_token_;  // By word, and one past the last.
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_HYPHENATED_WORDS_H_
