// The elements and texts of an HTML page, each with where it stood.
//
//   HtmlTree tree = HtmlTree::Parse(bytes);
//   for (const HtmlNode& node : tree.nodes()) ...      // in document order
//
// libxml2 reads the page; this keeps its events in a compact tree with source
// offsets, which canonical text is explained by. Made for untrusted pages: every
// input parses, nothing recurses, nothing is fetched or printed, and memory grows
// linearly with the input. Nesting deeper than kMaxHtmlDepth is flattened, and
// pages that would cost time out of proportion (thousands of attributes in a tag,
// of open elements with end tags that match none) are read up to that place only.
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
  // True if the page had more than kMaxHtmlNodes nodes, or was out of proportion as
  // said above; the rest was not read.
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
