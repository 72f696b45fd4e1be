#include "services/ingest/core/html_article.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "services/ingest/core/html_entities.h"
#include "services/ingest/core/html_metadata.h"
#include "services/ingest/core/html_tree.h"

namespace dateline::ingest {
namespace {

template <size_t N>
bool IsOneOf(std::string_view tag, const std::array<std::string_view, N>& tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool IsBlock(std::string_view tag) {
  static constexpr std::array<std::string_view, 34> kTags = {
      "address", "article", "blockquote", "body",   "caption", "center", "dd",   "details", "div",
      "dl",      "dt",      "fieldset",   "figure", "h1",      "h2",     "h3",   "h4",      "h5",
      "h6",      "header",  "hgroup",     "hr",     "html",    "li",     "main", "ol",      "p",
      "pre",     "section", "summary",    "table",  "tr",      "ul",     "tbody"};
  return IsOneOf(tag, kTags);
}

// Code, controls and what is not text.
bool IsNeverText(std::string_view tag) {
  static constexpr std::array<std::string_view, 22> kTags = {
      "script", "style",    "noscript", "template", "head",     "title",  "button", "select",
      "option", "textarea", "iframe",   "svg",      "math",     "object", "audio",  "video",
      "canvas", "noembed",  "noframes", "dialog",   "datalist", "map"};
  return IsOneOf(tag, kTags);
}

// Elements around an article that are seldom part of it.
bool IsSurrounding(std::string_view tag) {
  static constexpr std::array<std::string_view, 5> kTags = {"nav", "aside", "footer", "form",
                                                            "figcaption"};
  return IsOneOf(tag, kTags);
}

bool IsHidden(const HtmlNode& node) {
  if (node.HasAttribute("hidden") || node.Attribute("aria-hidden") == "true") return true;
  const std::string_view role = node.Attribute("role");
  if (role == "navigation" || role == "complementary" || role == "contentinfo" ||
      role == "search" || role == "banner") {
    return true;
  }
  std::string style = absl::AsciiStrToLower(AbslView(node.Attribute("style")));
  style.erase(std::remove_if(style.begin(), style.end(), absl::ascii_isspace), style.end());
  return absl::StrContains(style, "display:none");
}

// Whether to leave out what usually surrounds an article, or only what is no text.
// Some sites wrap the whole page in a form, or hide it until a script has run.
enum class Selection { kArticle, kEverything };

// For each node whether its subtree is left out. A header is part of the article
// only inside one: elsewhere it is the site's.
std::vector<bool> MarkLeftOut(const HtmlTree& tree, Selection selection) {
  const std::vector<HtmlNode>& nodes = tree.nodes();
  std::vector<bool> left_out(nodes.size(), false);
  std::vector<bool> in_article(nodes.size(), false);
  for (size_t i = 0; i < nodes.size(); ++i) {
    const HtmlNode& node = nodes[i];
    const bool has_parent = node.parent != kNoNode;
    const bool parent_in_article = has_parent && in_article[node.parent];
    in_article[i] = parent_in_article || node.tag == "article" || node.tag == "main";
    const bool site_header = node.tag == "header" && !parent_in_article;
    const bool surrounds = site_header || IsSurrounding(node.tag) || IsHidden(node);
    left_out[i] = (has_parent && left_out[node.parent]) || IsNeverText(node.tag) ||
                  (surrounds && selection == Selection::kArticle);
  }
  return left_out;
}

// Bytes of text in paragraphs up to each node, so that a subtree's share is a
// difference of two sums.
std::vector<size_t> SumParagraphBytes(const HtmlTree& tree, const std::vector<bool>& left_out) {
  const std::vector<HtmlNode>& nodes = tree.nodes();
  std::vector<bool> in_paragraph(nodes.size(), false);
  std::vector<size_t> sums(nodes.size() + 1, 0);
  for (size_t i = 0; i < nodes.size(); ++i) {
    const HtmlNode& node = nodes[i];
    in_paragraph[i] = node.tag == "p" || (node.parent != kNoNode && in_paragraph[node.parent]);
    const bool counts = node.is_text() && in_paragraph[i] && !left_out[i];
    sums[i + 1] = sums[i] + (counts ? node.source.size() : 0);
  }
  return sums;
}

// The element that holds the article: the article body, article or main element
// with the most paragraph text if that is a good part of the page's; else all.
std::optional<uint32_t> FindArticleRoot(const HtmlTree& tree, const std::vector<bool>& left_out) {
  const std::vector<HtmlNode>& nodes = tree.nodes();
  const std::vector<size_t> sums = SumParagraphBytes(tree, left_out);
  const size_t all = sums.back();
  const auto best_of = [&](auto&& is_candidate) -> std::optional<uint32_t> {
    std::optional<uint32_t> best;
    size_t best_bytes = 0;
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].is_text() || left_out[i] || !is_candidate(nodes[i])) continue;
      const size_t bytes = sums[nodes[i].subtree_end] - sums[i];
      if (bytes > best_bytes) best = i, best_bytes = bytes;
    }
    return best_bytes * 10 >= all * 4 ? best : std::nullopt;
  };
  if (all > 0) {
    if (auto root = best_of([](const HtmlNode& n) { return n.tag == "article"; })) return root;
    if (auto root = best_of([](const HtmlNode& n) {
          return n.Attribute("itemprop") == "articleBody" || n.tag == "main" ||
                 n.Attribute("role") == "main";
        })) {
      return root;
    }
  }
  const int32_t body = tree.Find("body");
  return body == kNoNode ? std::nullopt : std::optional<uint32_t>(body);
}

// Writes text with white space collapsed and blocks apart.
class BlockWriter {
 public:
  void EndBlock() { gap_ = std::max(gap_, Gap::kBlock); }
  void BreakLine() { gap_ = gap_ == Gap::kBlock ? gap_ : Gap::kLine; }
  void Space(ByteSpan source) {
    if (gap_ != Gap::kNone) return;
    gap_ = Gap::kSpace;
    space_ = source;
  }

  void Write(std::string_view character, ByteSpan source, bool preformatted) {
    switch (ClassifyCharacter(character)) {
      case CharacterClass::kDropped:
        return;
      case CharacterClass::kLineEnd:
        if (preformatted) return BreakLine();
        return Space(source);
      case CharacterClass::kSpace:
        return Space(source);
      case CharacterClass::kText:
        break;
    }
    CloseGap(source.begin);
    builder_.Append(character, source);
  }

  CanonicalText Finish() && { return std::move(builder_).Finish(); }

 private:
  enum class Gap { kNone, kSpace, kLine, kBlock };

  void CloseGap(uint32_t position) {
    if (!builder_.text().empty()) {
      if (gap_ == Gap::kSpace) builder_.Append(" ", space_);
      if (gap_ == Gap::kLine) builder_.Insert("\n", position);
      if (gap_ == Gap::kBlock) builder_.Insert("\n\n", position);
    }
    gap_ = Gap::kNone;
  }

  CanonicalTextBuilder builder_;
  Gap gap_ = Gap::kNone;
  ByteSpan space_;
};

void WriteTextNode(std::string_view source, ByteSpan span, bool preformatted, BlockWriter& out) {
  const std::string_view text = span.In(source);
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < size;) {
    const auto begin = static_cast<uint32_t>(i);
    if (text[i] == '&') {
      if (const std::optional<HtmlEntity> entity = ReadHtmlEntity(text.substr(i))) {
        i += static_cast<int64_t>(entity->length);
        out.Write(entity->text, {span.begin + begin, span.begin + static_cast<uint32_t>(i)},
                  preformatted);
        continue;
      }
    }
    U8_FWD_1(bytes, i, size);
    const auto end = static_cast<uint32_t>(i);
    out.Write(text.substr(begin, end - begin), {span.begin + begin, span.begin + end},
              preformatted);
  }
}

CanonicalText WriteSubtree(const HtmlTree& tree, uint32_t first, uint32_t end,
                           const std::vector<bool>& left_out) {
  const std::vector<HtmlNode>& nodes = tree.nodes();
  BlockWriter out;
  std::vector<uint32_t> open_blocks;  // Where each open block ends.
  std::vector<bool> preformatted(nodes.size(), false);
  for (uint32_t i = first; i < end; ++i) {
    const HtmlNode& node = nodes[i];
    while (!open_blocks.empty() && open_blocks.back() <= i) {
      open_blocks.pop_back();
      out.EndBlock();
    }
    if (left_out[i]) continue;
    preformatted[i] = node.tag == "pre" || (node.parent != kNoNode && preformatted[node.parent]);
    if (node.is_text()) {
      WriteTextNode(tree.source(), node.source, preformatted[i], out);
    } else if (node.tag == "br") {
      out.BreakLine();
    } else if (node.tag == "td" || node.tag == "th") {
      out.Space(node.source);
    } else if (IsBlock(node.tag)) {
      out.EndBlock();
      open_blocks.push_back(node.subtree_end);
    }
  }
  return std::move(out).Finish();
}

}  // namespace

HtmlArticle ReadHtmlArticle(std::string_view page) {
  const HtmlTree tree = HtmlTree::Parse(page);
  HtmlArticle article;
  for (const Selection selection : {Selection::kArticle, Selection::kEverything}) {
    const std::vector<bool> left_out = MarkLeftOut(tree, selection);
    const std::optional<uint32_t> root = FindArticleRoot(tree, left_out);
    const uint32_t begin = root.value_or(0);
    const auto end =
        root ? tree.nodes()[*root].subtree_end : static_cast<uint32_t>(tree.nodes().size());
    article.text = WriteSubtree(tree, begin, end, left_out);
    if (article.text.text.empty()) continue;
    article.metadata = ReadHtmlMetadata(tree, begin, end);
    break;
  }
  if (tree.truncated()) {
    article.metadata.warnings.push_back(
        {"TEXT_TRUNCATED",
         StrCat("the page has more than ", kMaxHtmlNodes,
                " elements, or too many attributes or unclosed elements; the rest was not read"),
         {}});
  }
  return article;
}

}  // namespace dateline::ingest
