#include "services/ingest/core/html_blocks.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/html_entities.h"

namespace dateline::ingest {
namespace {

template <size_t N>
bool IsOneOf(std::string_view tag, const std::array<std::string_view, N>& tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool StartsBlock(std::string_view tag) {
  static constexpr std::array<std::string_view, 43> kTags = {
      "address", "article", "aside", "blockquote", "body",    "button",   "caption",    "center",
      "dd",      "details", "div",   "dl",         "dt",      "fieldset", "figcaption", "figure",
      "footer",  "form",    "h1",    "h2",         "h3",      "h4",       "h5",         "h6",
      "header",  "hgroup",  "hr",    "html",       "legend",  "li",       "main",       "nav",
      "ol",      "p",       "pre",   "section",    "summary", "table",    "tbody",      "td",
      "th",      "tr",      "ul"};
  return IsOneOf(tag, kTags);
}

// Cuts the text of a page wherever a block begins or ends.
class BlockFinder {
 public:
  explicit BlockFinder(const HtmlTree& tree) : tree_(tree), never_text_(MarkNeverText(tree)) {}

  std::vector<HtmlBlock> Run() && {
    const std::vector<HtmlNode>& nodes = tree_.nodes();
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      CloseEnded(i);
      if (never_text_[i]) continue;
      if (nodes[i].is_text()) {
        ReadText(i);
      } else if (nodes[i].tag == "br") {
        ReadLineBreak();
      } else {
        ReadElement(i);
      }
    }
    FinishBlock();
    return std::move(blocks_);
  }

 private:
  struct OpenElement {
    uint32_t node;
    uint32_t end;
    bool link;  // Else one that starts a block.
  };

  void CloseEnded(uint32_t position) {
    while (!open_.empty() && open_.back().end <= position) {
      if (open_.back().link) {
        --open_links_;
      } else {
        FinishBlock();
        containers_.pop_back();
      }
      open_.pop_back();
    }
  }

  void ReadElement(uint32_t index) {
    const HtmlNode& node = tree_.nodes()[index];
    const bool link = node.tag == "a" && node.HasAttribute("href");
    // A button inside a heading is the heading: a question that opens its answer.
    const bool block = StartsBlock(node.tag) && !(node.tag == "button" && IsInHeading());
    if (!link && !block) return;
    if (block) FinishBlock();
    if (node.subtree_end <= index + 1) return;
    open_.push_back({index, node.subtree_end, link});
    if (link) ++open_links_;
    if (block) containers_.push_back(static_cast<int32_t>(index));
  }

  bool IsInHeading() const {
    if (containers_.empty()) return false;
    const std::string& tag = tree_.nodes()[containers_.back()].tag;
    return tag.size() == 2 && tag[0] == 'h' && absl::ascii_isdigit(tag[1]);
  }

  // One ends a line, two end a paragraph.
  void ReadLineBreak() {
    if (block_.text.empty()) return;
    if (++line_breaks_ >= 2) FinishBlock();
  }

  void ReadText(uint32_t index) {
    const std::string decoded = DecodeHtmlEntities(tree_.nodes()[index].source.In(tree_.source()));
    const std::string text = CollapseWhiteSpace(decoded);
    if (text.empty()) {
      space_ = true;
      return;
    }
    if (block_.text.empty()) {
      block_.begin = index;
      block_.container = containers_.empty() ? kNoNode : containers_.back();
    } else if (space_ || line_breaks_ > 0 || !decoded.starts_with(text.substr(0, 1))) {
      block_.text += ' ';
    }
    space_ = !decoded.ends_with(text.back());
    line_breaks_ = 0;
    block_.text += text;
    if (open_links_ > 0) block_.link_bytes += static_cast<uint32_t>(text.size());
    block_.end = index + 1;
  }

  void FinishBlock() {
    if (!block_.text.empty()) blocks_.push_back(std::move(block_));
    block_ = HtmlBlock();
    space_ = false;
    line_breaks_ = 0;
  }

  const HtmlTree& tree_;
  const std::vector<bool> never_text_;
  std::vector<HtmlBlock> blocks_;
  HtmlBlock block_;
  std::vector<OpenElement> open_;
  std::vector<int32_t> containers_;
  size_t open_links_ = 0;
  int line_breaks_ = 0;  // Since the last text.
  bool space_ = false;   // White space since the last text.
};

}  // namespace

bool IsNeverText(std::string_view tag) {
  static constexpr std::array<std::string_view, 20> kTags = {
      "script", "style",    "noscript", "template", "head", "title",   "select",
      "option", "textarea", "iframe",   "svg",      "math", "object",  "audio",
      "video",  "canvas",   "noembed",  "noframes", "map",  "datalist"};
  return IsOneOf(tag, kTags);
}

std::vector<bool> MarkNeverText(const HtmlTree& tree) {
  const std::vector<HtmlNode>& nodes = tree.nodes();
  std::vector<bool> never(nodes.size(), false);
  for (size_t i = 0; i < nodes.size(); ++i) {
    const int32_t parent = nodes[i].parent;
    never[i] = (parent != kNoNode && never[parent]) || IsNeverText(nodes[i].tag);
  }
  return never;
}

std::vector<HtmlBlock> FindHtmlBlocks(const HtmlTree& tree) { return BlockFinder(tree).Run(); }

}  // namespace dateline::ingest
