// Marks by which copies of a passage find each other, also where a few words were
// changed.
//
//   MarksOfCopies(passage)  // {"a........", ...}: marks of seven bytes
//
// Two passages that share a mark are taken to be copies: all that are equal after
// folding, and nearly all of 20 words or more with one word changed (pairs of
// words in common: 0.8; 0.95 of such share a mark), but hardly two accounts in
// their own words (0.2; one in a hundred). Deterministic; thread-safe.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_NEAR_COPIES_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_NEAR_COPIES_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::query {

// None for a passage of fewer than eight words, which agree by chance or by
// quotation; one for fewer than 16, which have to be equal; else six.
std::vector<std::string> MarksOfCopies(std::string_view passage);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_NEAR_COPIES_H_
