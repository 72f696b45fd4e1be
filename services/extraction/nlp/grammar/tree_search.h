// The best dependency tree under a parser's scores.
//
//   std::vector<uint32_t> heads = BestTree(scores, n);   // heads[d]: 0 is the root, else a token
//   from 1
//
// A tree with one root: each token's best head where these make a tree, else
// the maximum spanning tree of Chu and Liu (1965) and Edmonds (1967), tried
// with the three likeliest roots. Deterministic; at most O(n^3).
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_TREE_SEARCH_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_TREE_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dateline::nlp {

// scores[d * (tokens + 1) + h]: of token d + 1 hanging from h. REQUIRES: tokens > 0, all finite.
std::vector<uint32_t> BestTree(const float* scores, size_t tokens);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GRAMMAR_TREE_SEARCH_H_
