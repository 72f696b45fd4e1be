// Titles of office next to a name: "Peruvian Deputy Foreign Minister" before
// it, "the director of the Example Institute" after it.
//
// Read by the entity stage (who is "the Peruvian minister") and by the rules
// that yield holds_position. Needs names. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_TITLES_TITLE_PHRASE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_TITLES_TITLE_PHRASE_H_

#include <optional>
#include <string>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

// Where names stand, by token.
class NameIndex {
 public:
  explicit NameIndex(const AnnotatedDocument& document);

  // Position in AnnotatedDocument::names of the name that covers `token`, or -1.
  int32_t At(int64_t token) const {
    return token >= 0 && token < static_cast<int64_t>(by_token_.size()) ? by_token_[token] : -1;
  }

 private:
  std::vector<int32_t> by_token_;
};

struct TitlePhrase {
  TokenRange whole;      // With the body, without an article.
  TokenRange title;      // "Deputy Foreign Minister".
  std::string position;  // "deputy foreign minister", "minister of health".
  std::string head;      // "minister".
  int32_t body = -1;     // Position in names of the state or body, -1 if none.
  bool former = false;   // "former", "ex-", "late".
  bool office = true;    // False for occupations ("analyst").
};

// What the functions below read.
struct TitleContext {
  const AnnotatedDocument& document;
  const DocumentWords& words;
  const NameIndex& names;
};

// The title that ends right before `token` (where a person's name begins).
std::optional<TitlePhrase> TitleBefore(const TitleContext& context, uint32_t token);

// The title that starts at `token`, an article or adjective allowed, and ends
// before `end`.
std::optional<TitlePhrase> TitleAt(const TitleContext& context, uint32_t token, uint32_t end);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_TITLES_TITLE_PHRASE_H_
