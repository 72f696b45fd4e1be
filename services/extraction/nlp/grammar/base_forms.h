// What an inflected English word may be a form of, by the rules of spelling and
// a list of irregular verbs and nouns.
//
//   BaseFormsOf("ratified", "VERB")   // "ratifi", "ratifie", "ratify"
//   BaseFormsOf("overthrown", "VERB") // "overthrow"
//
// Candidates, not an answer: who asks knows which of them are words. Thread-safe:
// constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_BASE_FORMS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_BASE_FORMS_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::nlp {

// `lower`: a verb or noun in lower case, by its universal tag. Irregular forms
// give one candidate and no other; a word without an ending that it knows, none.
std::vector<std::string> BaseFormsOf(std::string_view lower, std::string_view upos);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_BASE_FORMS_H_
