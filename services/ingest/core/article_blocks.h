// Which blocks of a page are the article: paragraphs, headings and lists of the
// text, without navigation, related links, comments, captions, notices, bylines.
//
//   const std::vector<HtmlBlock> blocks = FindHtmlBlocks(tree);
//   const std::vector<bool> chosen = ChooseArticleBlocks(tree, blocks, hints);
//
// Two learned models judge: the first each block by itself and by where it stands,
// the second with what the first said of the blocks around. Pages with next to no
// running text (a few lines by hand, a stub) and pages of more than 20,000 blocks are read
// by plain rules instead.
// docs/models/article_blocks.md says what the models were trained on and how good
// they are. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_ARTICLE_BLOCKS_H_
#define DATELINE_SERVICES_INGEST_CORE_ARTICLE_BLOCKS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "services/ingest/core/block_features.h"
#include "services/ingest/core/html_blocks.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {

// One answer a block.
std::vector<bool> ChooseArticleBlocks(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks,
                                      const BlockHints& hints);

// What the first model says of each block, for training the second.
std::vector<int32_t> ScoreBlocks(const BlockFeatures& features);

// Whether the models that are linked in parse and were trained on the features
// that this program counts. Tests see to it that it is OK.
absl::Status CheckArticleBlockModels();

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_ARTICLE_BLOCKS_H_
