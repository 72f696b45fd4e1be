// Finding words that are spelt a little differently, by what is left of them
// when letters are taken out: two words that differ in few letters have such a
// rest in common, so a table from rests to words finds one from the other at a
// cost that does not grow with the number of words.
//
//   table: for (rest : RestsOfWord("tolvan")) put(rest, "tolvan")
//   query: for (rest : RestsToLookUp("tolwan")) for (word : get(rest))
//            if (EditsBetween(word, "tolwan", AllowedEdits(word))) ... found ...
//
// Words of four to seven letters may differ in one letter, longer ones in two,
// shorter ones in none. Letters are Unicode code points of folded words.
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_WORD_VARIANTS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_WORD_VARIANTS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace dateline::query {

// What the table holds `word` under: at most 21 rests; none for short words.
std::set<std::string> RestsOfWord(std::string_view word);

// Where to look for the words like `word`: at most 30 rests.
std::set<std::string> RestsToLookUp(std::string_view word);

// In how many letters what is looked for may differ from a word of the table.
uint32_t AllowedEdits(std::string_view word);

// How many letters have to be put in, left out or exchanged, or neighbours
// swapped, to make one of the other; nothing if more than `most`.
std::optional<uint32_t> EditsBetween(std::string_view a, std::string_view b, uint32_t most);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_WORD_VARIANTS_H_
