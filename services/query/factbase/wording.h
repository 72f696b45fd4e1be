// Words reduced to what their forms have in common, to judge whether two texts
// say the same in other forms.
//
//   StemOf("arrested") == StemOf("arresting")
//   ContentStems("The six members met") == {"meet", "member", "six"}
//
// English. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_WORDING_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_WORDING_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::query {

// Of one folded word (common/text/folding.h). Only ever compared, never shown:
// a stem need not be a word.
std::string StemOf(std::string_view word);

// The stems of the words that carry meaning, and the numbers; sorted, each
// once. Denials are left out, see Denies.
std::vector<std::string> ContentStems(std::string_view text);

// The numbers among the stems: in digits, and small ones in words.
std::vector<std::string> NumbersAmong(const std::vector<std::string>& stems);

// True if an odd number of words deny: "will not", "never", "without".
bool Denies(std::string_view text);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_WORDING_H_
