// Words between two names that make the second another name of the first.
//
//   SaysAlias({",", "also", "known", "as"}) == true
//   SaysAlias({"and", "his", "friend"}) == false
//
// Thread-safe: pure function.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_ALIAS_CUES_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_ALIAS_CUES_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace dateline::nlp {

// Tokens that may stand between a name and another name of the same thing.
inline constexpr uint32_t kLongestAliasGap = 24;

// The lower-case tokens between the names; what stands in brackets that close
// before the second name is passed over.
bool SaysAlias(const std::vector<std::string_view>& between);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_ALIAS_CUES_H_
