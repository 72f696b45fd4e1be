// Open propositions in the tokens that a caller gave, and the escapes that
// treebanks write for brackets and quotation marks.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_CORE_GIVEN_PROPOSITIONS_H_
#define DATELINE_SERVICES_EXTRACTION_CORE_GIVEN_PROPOSITIONS_H_

#include <string>
#include <vector>

#include "services/extraction/core/extractor.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::extraction {

using TokenisedSentences = std::vector<std::vector<std::string>>;

// The tokens as people write them: "(" for "-LRB-", “ for "``", "/" for "\/".
TokenisedSentences WithoutTreebankEscapes(const TokenisedSentences& sentences);

// The propositions of each sentence in the words of `given`. REQUIRES: `given`
// has the sentences and tokens of `annotated`, spelled alike or not.
std::vector<std::vector<Proposition>> PropositionsOf(const nlp::AnnotatedDocument& annotated,
                                                     const TokenisedSentences& given);

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_CORE_GIVEN_PROPOSITIONS_H_
