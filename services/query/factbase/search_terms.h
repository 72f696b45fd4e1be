// Words as the full-text index keeps them: folded, without English endings.
//
//   StemsOf("Border crossings were re-opened") == {"border", "cross", "were", "re", "open"}
//
// The index and whoever asks it use these same functions, so what was written
// is found. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_SEARCH_TERMS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_SEARCH_TERMS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::query {

// A word in a text: its stem, and the bytes between white space that hold it,
// without punctuation at their ends.
struct StemmedWord {
  std::string stem;
  uint32_t begin = 0;
  uint32_t end = 0;
};

// The words of `text`, which must be UTF-8, in order.
std::vector<StemmedWord> StemmedWordsOf(std::string_view text);
std::vector<std::string> StemsOf(std::string_view text);

// Whether nearly every English text holds this stem ("the", "of"), so that it
// is not in the index.
bool IsStopStem(std::string_view stem);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_SEARCH_TERMS_H_
