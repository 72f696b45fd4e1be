// Lower-case forms of a document's tokens, made once and read by the rules of a
// stage.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_DOCUMENT_WORDS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_DOCUMENT_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {

// Keeps a reference to the document. Not for sharing between threads while the
// document changes.
class DocumentWords {
 public:
  explicit DocumentWords(const AnnotatedDocument& document) : document_(document) {
    lower_.reserve(document.tokens.size());
    for (uint32_t i = 0; i < document.tokens.size(); ++i) {
      lower_.push_back(LowerCase(document.Form(i)));
    }
  }

  // "" outside the document, so that rules need no bounds.
  std::string_view Lower(int64_t token) const {
    return token >= 0 && token < static_cast<int64_t>(lower_.size())
               ? std::string_view(lower_[token])
               : std::string_view();
  }
  bool Is(int64_t token, WordClass word_class) const { return IsWord(word_class, Lower(token)); }
  bool Upper(int64_t token) const {
    return token >= 0 && token < static_cast<int64_t>(lower_.size()) &&
           StartsUpper(document_.Form(static_cast<uint32_t>(token)));
  }
  bool IsWordToken(int64_t token) const {
    return token >= 0 && token < static_cast<int64_t>(lower_.size()) &&
           StartsWithLetter(document_.Form(static_cast<uint32_t>(token)));
  }

 private:
  const AnnotatedDocument& document_;
  std::vector<std::string> lower_;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_DOCUMENT_WORDS_H_
