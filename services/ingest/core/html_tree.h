// A tolerant HTML parser that remembers where everything stood.
//
//   HtmlTree tree = HtmlTree::Parse(bytes);
//   for (const HtmlNode& node : tree.nodes()) ...      // in document order
//
// Made for untrusted pages: time and memory grow linearly with the input,
// nothing recurses, nesting deeper than kMaxHtmlDepth is flattened, and every
// input parses. It closes <p>, <li>, table cells and their like as browsers do,
// and ignores end tags that match nothing; it does not move misplaced table
// content about. (Tree builders such as Gumbo follow the standard's adoption
// rules, whose cost is quadratic on hostile pages, and lose the source offsets
// that canonical text is explained by.)
//
// Immutable after parsing, so thread-safe. Keeps views of the source, which
// must outlive it.
#ifndef DATELINE_SERVICES_INGEST_CORE_HTML_TREE_H_
#define DATELINE_SERVICES_INGEST_CORE_HTML_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/text/byte_span.h"

namespace dateline::ingest {

inline constexpr size_t kMaxHtmlDepth = 256;
inline constexpr size_t kMaxHtmlNodes = 500'000;
inline constexpr int32_t kNoNode = -1;

struct HtmlNode {
  std::string tag;                                              // Lower case; empty for text.
  std::vector<std::pair<std::string, std::string>> attributes;  // Values decoded.
  ByteSpan source;  // Of the start tag, or of the text, not decoded.
  int32_t parent = kNoNode;
  uint32_t subtree_end = 0;  // Index behind the last descendant.

  bool is_text() const { return tag.empty(); }
  // The attribute's value, or empty.
  std::string_view Attribute(std::string_view name) const;
  bool HasAttribute(std::string_view name) const;
};

class HtmlTree {
 public:
  // REQUIRES: `source` is smaller than 4 GiB.
  static HtmlTree Parse(std::string_view source);

  // In document order: the descendants of nodes()[i] are those from i + 1 up to
  // its subtree_end.
  const std::vector<HtmlNode>& nodes() const { return nodes_; }
  std::string_view source() const { return source_; }
  // True if the page had more than kMaxHtmlNodes nodes; the rest was not read.
  bool truncated() const { return truncated_; }

  // Index of the first element with this tag at or after `from`, or kNoNode.
  int32_t Find(std::string_view tag, uint32_t from = 0) const;

  // All text below `node`, entities decoded, white space collapsed; scripts give
  // their code.
  std::string TextOf(uint32_t node) const;

 private:
  friend class HtmlParser;
  std::string_view source_;
  std::vector<HtmlNode> nodes_;
  bool truncated_ = false;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_HTML_TREE_H_
