// The blocks of a page and the elements around them, prepared for counting: sums
// over any stretch of blocks, distances up the tree, the elements that hold most
// of the running text.
//
// Built once a page in time linear in it. Immutable, thread-safe; keeps references to the tree and
// the blocks, which must outlive it.
#ifndef DATELINE_SERVICES_INGEST_CORE_BLOCK_TREE_H_
#define DATELINE_SERVICES_INGEST_CORE_BLOCK_TREE_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "services/ingest/core/block_text.h"
#include "services/ingest/core/block_vocabulary.h"
#include "services/ingest/core/html_blocks.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {

// Elements whose nearness is told: how many elements up, 0 for the block's own.
inline constexpr std::array<std::string_view, 18> kAroundTags = {
    "article",    "main",   "section", "aside", "nav", "header",     "footer",
    "form",       "figure", "table",   "ul",    "ol",  "blockquote", "details",
    "figcaption", "label",  "button",  "hidden"};  // The last: whatever is marked as hidden.

struct BlockTotals {
  int64_t words = 0;
  int64_t link_words = 0;
  int64_t prose_words = 0;  // Words of blocks of running text.
};

// Elements up from a block to the nearest whose names speak of a group, and to the
// nearest of each of kAroundTags; 255 if there is none.
struct BlockSurroundings {
  std::array<uint8_t, kMarkupGroups> markup;
  std::array<uint8_t, kAroundTags.size()> tags;
};

class BlockTree {
 public:
  BlockTree(const HtmlTree& tree, const std::vector<HtmlBlock>& blocks);

  const BlockText& text(size_t block) const { return texts_[block]; }

  // 1 to 6, or 0 for what is no heading.
  int HeadingLevel(const HtmlBlock& block) const;
  // A number for the kind of the element that the block stands in.
  int TagKind(const HtmlBlock& block) const;
  int32_t Depth(const HtmlBlock& block) const;
  const BlockSurroundings& Around(const HtmlBlock& block) const;
  // The same for blocks that one template made: by the names of the element and
  // of the two around it.
  uint64_t TemplateOf(const HtmlBlock& block) const;

  // Of the blocks from `begin` to before `end`.
  BlockTotals Between(size_t begin, size_t end) const;
  // The blocks inside an element, first and behind the last; all for kNoNode.
  std::pair<size_t, size_t> BlocksIn(int32_t node) const;

  // Blocks from this one to the nearest block of running text before and after;
  // 50 for none or as far.
  int32_t ToProseBefore(size_t block) const { return prose_before_[block]; }
  int32_t ToProseAfter(size_t block) const { return prose_after_[block]; }

  // The smallest elements that hold more than 50, 70 and 85 hundredths of the
  // running text, and the one whose own paragraphs weigh most. kNoNode for none.
  const std::array<int32_t, 4>& cores() const { return cores_; }
  // Elements up from the block to the first that holds `node`; 0 if the block is
  // inside `node`.
  int32_t StepsTo(const HtmlBlock& block, int32_t node) const;
  // Elements between the block and `node` around it; 255 if it is not around it.
  int32_t StepsBelow(const HtmlBlock& block, int32_t node) const;

 private:
  void MeasureNodes();
  void SumBlocks();
  void MeasureDistances();
  void FindCores();
  int32_t FindBestContainer() const;
  int64_t ProseIn(int32_t node) const;
  bool Contains(int32_t outer, int32_t inner) const;

  const HtmlTree& tree_;
  const std::vector<HtmlBlock>& blocks_;
  std::vector<BlockText> texts_;
  std::vector<uint32_t> blocks_before_;  // By node, and one for the end.
  std::vector<BlockTotals> sums_;        // Up to before each block, and up to the end.
  std::vector<int32_t> depths_;          // By node.
  // By node; text nodes share their parent's.
  std::vector<BlockSurroundings> surroundings_;
  BlockSurroundings nothing_around_;
  std::vector<int32_t> prose_before_, prose_after_;
  std::array<int32_t, 4> cores_ = {kNoNode, kNoNode, kNoNode, kNoNode};
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_BLOCK_TREE_H_
