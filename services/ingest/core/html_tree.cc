#include "services/ingest/core/html_tree.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/ingest/core/html_entities.h"

namespace dateline::ingest {
namespace {

constexpr size_t kMaxAttributes = 64;

template <size_t N>
bool IsOneOf(std::string_view tag, const std::array<std::string_view, N>& tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool IsVoid(std::string_view tag) {
  static constexpr std::array<std::string_view, 14> kTags = {
      "area",  "base", "br",   "col",   "embed",  "hr",    "img",
      "input", "link", "meta", "param", "source", "track", "wbr"};
  return IsOneOf(tag, kTags);
}

// Elements whose content is text up to their own end tag.
bool IsRawText(std::string_view tag) {
  static constexpr std::array<std::string_view, 9> kTags = {
      "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp"};
  return IsOneOf(tag, kTags);
}

bool ClosesParagraph(std::string_view tag) {
  static constexpr std::array<std::string_view, 32> kTags = {
      "address", "article", "aside",    "blockquote", "center", "details", "dialog", "dir",
      "div",     "dl",      "fieldset", "figcaption", "figure", "footer",  "form",   "h1",
      "h2",      "h3",      "h4",       "h5",         "h6",     "header",  "hr",     "main",
      "menu",    "nav",     "ol",       "p",          "pre",    "section", "table",  "ul"};
  return IsOneOf(tag, kTags);
}

// What may stay open inside `container` must not be closed from within it.
bool IsScopeBoundary(std::string_view tag) {
  static constexpr std::array<std::string_view, 10> kTags = {
      "html", "table", "td", "th", "caption", "button", "object", "template", "svg", "body"};
  return IsOneOf(tag, kTags);
}

// Elements that a start tag `tag` ends, and the containers at which the search
// for them stops.
struct ImpliedEnd {
  std::array<std::string_view, 3> ends;
  std::array<std::string_view, 3> stops;
};

const ImpliedEnd* ImpliedEndOf(std::string_view tag) {
  static constexpr ImpliedEnd kItem = {{"li", "", ""}, {"ul", "ol", "menu"}};
  static constexpr ImpliedEnd kTerm = {{"dt", "dd", ""}, {"dl", "", ""}};
  static constexpr ImpliedEnd kCell = {{"td", "th", ""}, {"table", "tr", ""}};
  static constexpr ImpliedEnd kRow = {{"tr", "", ""}, {"table", "", ""}};
  static constexpr ImpliedEnd kOption = {{"option", "", ""}, {"select", "", ""}};
  if (tag == "li") return &kItem;
  if (tag == "dt" || tag == "dd") return &kTerm;
  if (tag == "td" || tag == "th") return &kCell;
  if (tag == "tr" || tag == "tbody" || tag == "thead" || tag == "tfoot") return &kRow;
  if (tag == "option" || tag == "optgroup") return &kOption;
  return nullptr;
}

}  // namespace

class HtmlParser {
 public:
  explicit HtmlParser(std::string_view source) : source_(source) { tree_.source_ = source; }

  HtmlTree Run() {
    size_t text_begin = 0;
    while (at_ < source_.size()) {
      if (source_[at_] != '<' || !StartsMarkup(at_)) {
        at_ = std::min(source_.find('<', at_ + 1), source_.size());
        continue;
      }
      AddText(text_begin, at_);
      ReadMarkup();
      text_begin = at_;
      if (tree_.nodes_.size() >= kMaxHtmlNodes) {
        tree_.truncated_ = true;
        at_ = text_begin = source_.size();
      }
    }
    AddText(text_begin, source_.size());
    CloseDownTo(0);
    return std::move(tree_);
  }

 private:
  char Peek(size_t at) const { return at < source_.size() ? source_[at] : '\0'; }

  bool StartsMarkup(size_t at) const {
    const char next = Peek(at + 1);
    return absl::ascii_isalpha(next) || next == '!' || next == '?' ||
           (next == '/' && absl::ascii_isalpha(Peek(at + 2)));
  }

  void ReadMarkup() {
    if (source_.substr(at_, 4) == "<!--") {
      const size_t end = source_.find("-->", at_ + 2);
      at_ = end == std::string_view::npos ? source_.size() : end + 3;
      return;
    }
    const char next = Peek(at_ + 1);
    if (next == '!' || next == '?') {
      const size_t end = source_.find('>', at_);
      at_ = end == std::string_view::npos ? source_.size() : end + 1;
      return;
    }
    if (next == '/') return ReadEndTag();
    ReadStartTag();
  }

  std::string ReadTagName() {
    const size_t begin = at_;
    while (at_ < source_.size() && !absl::ascii_isspace(source_[at_]) && source_[at_] != '>' &&
           source_[at_] != '/') {
      ++at_;
    }
    return absl::AsciiStrToLower(AbslView(source_.substr(begin, at_ - begin)));
  }

  void ReadEndTag() {
    at_ += 2;
    const std::string tag = ReadTagName();
    const size_t end = source_.find('>', at_);
    at_ = end == std::string_view::npos ? source_.size() : end + 1;
    if (flattened_ > 0) {
      --flattened_;
      return;
    }
    for (size_t depth = open_.size(); depth-- > 0;) {
      if (Tag(depth) == tag) return CloseDownTo(depth);
      // A stray </b> must not close the cell that it strayed into.
      if (IsScopeBoundary(Tag(depth)) && tag != "table" && tag != "html" && tag != "body" &&
          tag != "tr") {
        return;
      }
    }
  }

  void ReadStartTag() {
    HtmlNode node;
    node.source.begin = static_cast<uint32_t>(at_);
    ++at_;
    node.tag = ReadTagName();
    const bool self_closing = ReadAttributes(node);
    node.source.end = static_cast<uint32_t>(at_);
    CloseImplied(node.tag);
    const std::string tag = node.tag;
    const bool is_void = IsVoid(tag);
    if (is_void || self_closing || open_.size() < kMaxHtmlDepth) {
      Add(std::move(node));
      if (is_void || (self_closing && !IsRawText(tag))) return Seal();
      if (open_.size() < kMaxHtmlDepth) {
        open_.push_back(static_cast<int32_t>(tree_.nodes_.size()) - 1);
      }
    } else if (!IsRawText(tag)) {
      ++flattened_;
      return;
    }
    if (IsRawText(tag)) ReadRawText(tag);
  }

  // Returns whether the tag ends with "/>".
  bool ReadAttributes(HtmlNode& node) {
    while (at_ < source_.size()) {
      while (absl::ascii_isspace(Peek(at_))) ++at_;
      if (Peek(at_) == '>') return ++at_, false;
      if (Peek(at_) == '/') {
        ++at_;
        if (Peek(at_) == '>') return ++at_, true;
        continue;
      }
      ReadAttribute(node);
    }
    return false;
  }

  void ReadAttribute(HtmlNode& node) {
    const size_t begin = at_;
    if (at_ < source_.size()) ++at_;  // A name may start with '='.
    while (at_ < source_.size() && !absl::ascii_isspace(source_[at_]) && source_[at_] != '>' &&
           source_[at_] != '/' && source_[at_] != '=') {
      ++at_;
    }
    const std::string_view name = source_.substr(begin, at_ - begin);
    while (absl::ascii_isspace(Peek(at_))) ++at_;
    std::string_view value;
    if (Peek(at_) == '=') {
      ++at_;
      while (absl::ascii_isspace(Peek(at_))) ++at_;
      value = ReadAttributeValue();
    }
    if (name.empty() || node.attributes.size() >= kMaxAttributes) return;
    std::string lower = absl::AsciiStrToLower(AbslView(name));
    if (!node.HasAttribute(lower)) {
      node.attributes.emplace_back(std::move(lower), DecodeHtmlEntities(value));
    }
  }

  std::string_view ReadAttributeValue() {
    const char quote = Peek(at_);
    if (quote == '"' || quote == '\'') {
      const size_t begin = ++at_;
      const size_t end = std::min(source_.find(quote, begin), source_.size());
      at_ = std::min(end + 1, source_.size());
      return source_.substr(begin, end - begin);
    }
    const size_t begin = at_;
    while (at_ < source_.size() && !absl::ascii_isspace(source_[at_]) && source_[at_] != '>') ++at_;
    return source_.substr(begin, at_ - begin);
  }

  // Everything up to "</tag" is one text.
  void ReadRawText(const std::string& tag) {
    const size_t begin = at_;
    while (at_ < source_.size()) {
      at_ = std::min(source_.find("</", at_), source_.size());
      const std::string_view name = source_.substr(std::min(at_ + 2, source_.size()), tag.size());
      if (absl::AsciiStrToLower(AbslView(name)) == tag &&
          !absl::ascii_isalnum(Peek(at_ + 2 + tag.size()))) {
        break;
      }
      at_ = std::min(at_ + 2, source_.size());
    }
    AddText(begin, at_);
  }

  void CloseImplied(std::string_view tag) {
    if (flattened_ > 0) return;
    if (ClosesParagraph(tag)) CloseNearest("p");
    const ImpliedEnd* implied = ImpliedEndOf(tag);
    if (implied == nullptr) return;
    for (size_t depth = open_.size(); depth-- > 0;) {
      const std::string_view open = Tag(depth);
      if (IsOneOf(open, implied->stops)) return;
      if (IsOneOf(open, implied->ends)) return CloseDownTo(depth);
      if (IsScopeBoundary(open) && implied->ends[0] != "tr") return;
    }
  }

  void CloseNearest(std::string_view tag) {
    for (size_t depth = open_.size(); depth-- > 0;) {
      if (Tag(depth) == tag) return CloseDownTo(depth);
      if (IsScopeBoundary(Tag(depth))) return;
    }
  }

  const std::string& Tag(size_t depth) const { return tree_.nodes_[open_[depth]].tag; }

  void CloseDownTo(size_t depth) {
    for (size_t i = depth; i < open_.size(); ++i) {
      tree_.nodes_[open_[i]].subtree_end = static_cast<uint32_t>(tree_.nodes_.size());
    }
    open_.resize(depth);
  }

  void Add(HtmlNode node) {
    node.parent = open_.empty() ? kNoNode : open_.back();
    tree_.nodes_.push_back(std::move(node));
    Seal();
  }

  // Until it is closed, a node ends behind itself.
  void Seal() { tree_.nodes_.back().subtree_end = static_cast<uint32_t>(tree_.nodes_.size()); }

  void AddText(size_t begin, size_t end) {
    if (begin >= end) return;
    HtmlNode node;
    node.source = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    Add(std::move(node));
  }

  std::string_view source_;
  HtmlTree tree_;
  size_t at_ = 0;
  std::vector<int32_t> open_;  // Indices of the open elements, outermost first.
  size_t flattened_ = 0;       // Start tags beyond the depth limit still to be ended.
};

std::string_view HtmlNode::Attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

bool HtmlNode::HasAttribute(std::string_view name) const {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const auto& attribute) { return attribute.first == name; });
}

HtmlTree HtmlTree::Parse(std::string_view source) { return HtmlParser(source).Run(); }

int32_t HtmlTree::Find(std::string_view tag, uint32_t from) const {
  for (uint32_t i = from; i < nodes_.size(); ++i) {
    if (nodes_[i].tag == tag) return static_cast<int32_t>(i);
  }
  return kNoNode;
}

std::string HtmlTree::TextOf(uint32_t node) const {
  std::string text;
  for (uint32_t i = node; i < nodes_[node].subtree_end; ++i) {
    if (nodes_[i].is_text()) text += DecodeHtmlEntities(nodes_[i].source.In(source_));
  }
  return CollapseWhiteSpace(text);
}

}  // namespace dateline::ingest
