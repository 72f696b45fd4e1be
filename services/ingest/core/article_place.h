// Where on a page its article is: what the readers of dates and bylines go by.
//
// Thread-safe: values and pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_ARTICLE_PLACE_H_
#define DATELINE_SERVICES_INGEST_CORE_ARTICLE_PLACE_H_

#include <cstdint>
#include <vector>

#include "services/ingest/core/html_blocks.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {

struct ArticlePlace {
  std::vector<HtmlBlock> blocks;
  std::vector<bool> chosen;  // By block: whether it is part of the article's text.
  int32_t headline = -1;     // The block of the headline; -1 if it is not on the page.
};

// The block of the headline, or the first of the article; 0 if it has none.
int32_t AnchorBlock(const ArticlePlace& place);

// The first node of that block; 0 if the page has no blocks.
uint32_t AnchorNode(const ArticlePlace& place);

// Whether a node belongs to something else than the article, by the names of the
// elements around it: a comment, a teaser of another article, navigation. What holds
// `anchor`, the headline's node, is the article's whatever it is called.
bool IsElsewhere(const HtmlTree& tree, int32_t node, uint32_t anchor);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_ARTICLE_PLACE_H_
