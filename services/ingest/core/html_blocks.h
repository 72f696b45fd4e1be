// A page as the sequence of its blocks of text: paragraphs, headings, entries of
// lists, cells of tables, whatever stands apart on the screen. Which of them are
// the article is for article_blocks.h to say.
//
//   const HtmlTree tree = HtmlTree::Parse(page);
//   for (const HtmlBlock& block : FindHtmlBlocks(tree)) block.text;   // "First paragraph."
//
// A block never holds another. Scripts, styles and other code are in none. Linear
// in the page. Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_BLOCKS_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_BLOCKS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {

struct HtmlBlock {
  // The nodes from `begin` to before `end` hold it; those that are no text in
  // a reader's eyes (IsNeverText) are to be left out.
  uint32_t begin = 0;
  uint32_t end = 0;
  // The innermost element that starts a block around it, or kNoNode.
  int32_t container = kNoNode;
  // Entities decoded, white space collapsed; not empty.
  std::string text;
  uint32_t link_bytes = 0;  // How much of `text` is in links.
};

// Code, controls and what else is no text: scripts, styles, options, drawings.
bool IsNeverText(std::string_view tag);

// For each node whether it or an element around it is never text.
std::vector<bool> MarkNeverText(const HtmlTree& tree);

// In the order of the page.
std::vector<HtmlBlock> FindHtmlBlocks(const HtmlTree& tree);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_BLOCKS_H_
