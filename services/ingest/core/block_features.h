// What can be counted about the blocks of a page: the numbers by which the model
// of article_blocks.h tells an article from what surrounds it. Training and
// serving count with this same code.
//
//   const BlockFeatures features = BlockFeatureCounter(tree, blocks, hints).Count();
//   features.Row(3)[0]          // of the fourth block, the feature features.names[0]
//
// Whole numbers; shares are per thousand; -1 says that there is nothing to count.
// Time grows with the page times the logarithm of its blocks. Thread-safe:
// const functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_BLOCK_FEATURES_H_
#define DATELINE_SERVICES_INGEST_CORE_BLOCK_FEATURES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/core/html_blocks.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {

// What the markup says about the article, as far as it helps to find its text.
struct BlockHints {
  std::vector<std::string> titles;  // Of <title>, Open Graph, JSON-LD.
  std::string description;          // A summary for search engines.
  std::string article_body;         // The text, where JSON-LD gives it.
};

// One row a block, one column a feature.
struct BlockFeatures {
  std::vector<std::string> names;
  std::vector<int32_t> values;

  size_t columns() const { return names.size(); }
  std::span<const int32_t> Row(size_t block) const {
    return {values.data() + block * columns(), columns()};
  }
};

// Keeps references to the tree and the blocks, which must outlive it.
class BlockFeatureCounter {
 public:
  BlockFeatureCounter(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks,
                      const BlockHints& hints);
  ~BlockFeatureCounter();

  // What a block shows by itself and by where it stands.
  BlockFeatures Count() const;

  // The same with what a first judgement (`scores`, one a block, higher for what
  // is more surely article, 0 for even chances) says of the block and of those
  // around it.
  BlockFeatures CountWithScores(const BlockFeatures& features,
                                const std::vector<int32_t>& scores) const;

 private:
  class Page;
  std::unique_ptr<const Page> page_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_BLOCK_FEATURES_H_
