// Moulds of the reports that outlets print every day with other numbers and names
// in them: weather, markets, results, accidents, earnings. "{c}" stands for a city,
// "{p}" a person, "{o}" a company, "{n}" a small number, "{N}" a large one, "{d}" a
// decimal one, "{w}" a day of the week.
//
// Thread-safe: constants.
#ifndef DATELINE_TOOLS_BENCH_COPIES_ARTICLE_MOULDS_H_
#define DATELINE_TOOLS_BENCH_COPIES_ARTICLE_MOULDS_H_

#include <string_view>
#include <vector>

namespace dateline {

const std::vector<std::string_view>& ArticleMoulds();

// Phrases that any report may hold.
const std::vector<std::string_view>& StockPhrases();

// The words that hold English together, the most frequent first.
const std::vector<std::string_view>& FunctionWords();

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_COPIES_ARTICLE_MOULDS_H_
