// Lemmas: from a list of words where it knows the word, else by the rule that
// the network chose, unless that gives no word where the rules of spelling do.
//
//   DATELINE_ASSIGN_OR_RETURN(Lemmas lemmas, Lemmas::Load(bundle, words));
//   lemmas.Of("met", "VERB", "k|0|")    // "meet", from the list
//   lemmas.Of("parties", "NOUN", "l|3|y")    // "party", by the rule
//
// A rule is CASE|CUT|ENDING: l lowers the word and k keeps it, CUT characters
// go from its end and ENDING comes instead. Immutable after Load; thread-safe.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_LEMMAS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_LEMMAS_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/extraction/nlp/model/bundle.h"
#include "services/extraction/nlp/model/token_features.h"

namespace dateline::nlp {

class Lemmas {
 public:
  // Reads "grammar/lemma/lexicon": lines of word in lower case, tag and lemma,
  // with tabs between them. Keeps the bundle. `words` says what is a word.
  static absl::StatusOr<Lemmas> Load(std::shared_ptr<const Bundle> bundle,
                                     std::shared_ptr<const WordTable> words);

  // REQUIRES: `form` is UTF-8 and not empty.
  std::string Of(std::string_view form, std::string_view upos, std::string_view rule) const;

 private:
  std::shared_ptr<const Bundle> bundle_;
  std::shared_ptr<const WordTable> words_;
  absl::flat_hash_map<std::string_view, std::string_view> lemma_of_;  // By "word TAB tag".
};

// What `rule` makes of `form`; `form` itself for a rule that does not apply.
std::string ApplyLemmaRule(std::string_view form, std::string_view rule);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_LEMMAS_H_
