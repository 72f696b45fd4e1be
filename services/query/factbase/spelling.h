// Whether two names are one name spelled in two ways: transliterations of
// persons' names, national spellings of other names.
//
//   SameSpelling(NameClass::kPerson, "zhanna kirayeva", "janna kiraeva")  // true
//
// Names are folded (FoldForMatching). The test is symmetric and needs nothing
// but the two names, so it cannot depend on what was seen before; names that
// pass it have equal blocks, so candidates are found by block. Thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_SPELLING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_SPELLING_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::query {

// The words of a folded name.
std::vector<std::string_view> WordsOf(std::string_view folded);

// What names that may be one have in common; empty for a name that never has
// variants (a person's single word). `person` chooses the rules.
std::string SpellingBlock(bool person, std::string_view folded);

// REQUIRES: equal, non-empty blocks.
bool SameSpelling(bool person, std::string_view a, std::string_view b);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_SPELLING_H_
